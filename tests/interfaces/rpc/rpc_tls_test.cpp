#include <fstream>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/interfaces/rpc/served_probe.h"
#include "tests/support/test_certificate.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using grpc::StatusCode;
using test::ServedProbe;
using test::TestCertificate;

std::string content_of(const std::string& file) {
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

RpcServerOptions secured(const TestCertificate& own, const TestCertificate& callers) {
    RpcServerOptions options;
    options.tls = {own.certificate_file(), own.key_file(), callers.certificate_file()};
    return options;
}

/// What a call is answered by someone who trusts `server`, and shows what `own` is, if anything.
StatusCode asked(ServedProbe& served, const TestCertificate& server, const TestCertificate* own) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = content_of(server.certificate_file());
    if (own != nullptr) {
        options.pem_cert_chain = content_of(own->certificate_file());
        options.pem_private_key = content_of(own->key_file());
    }
    const auto channel = test::rpc_channel(served.server.port(), grpc::SslCredentials(options));
    marquee::probe::v1::EchoAnswer answer;
    grpc::ClientContext context;
    return test::rpc_ask(*channel, ServedProbe::path("Echo"), marquee::probe::v1::EchoRequest(),
                         answer, context)
        .error_code();
}

TEST(RpcTls, LetsInOnlyThoseWithACertificate) {
    const TestCertificate own("localhost");
    const TestCertificate caller("caller");
    const TestCertificate stranger("stranger");
    ServedProbe served(secured(own, caller));
    EXPECT_EQ(asked(served, own, &caller), StatusCode::OK);
    EXPECT_EQ(asked(served, own, nullptr), StatusCode::UNAVAILABLE);
    EXPECT_EQ(asked(served, own, &stranger), StatusCode::UNAVAILABLE);
    EXPECT_EQ(served.echo().error_code(), StatusCode::UNAVAILABLE) << "not in the clear either";
    EXPECT_EQ(served.probe.begun(), 1);
}

TEST(RpcTls, IsSomethingClientsCanCheck) {
    const TestCertificate own("localhost");
    const TestCertificate caller("caller");
    ServedProbe served(secured(own, caller));
    EXPECT_EQ(asked(served, caller, &caller), StatusCode::UNAVAILABLE);
    EXPECT_EQ(served.probe.begun(), 0);
}

TEST(RpcTls, StopsTheStartWhenItsFilesAreOfNoUse) {
    const TestCertificate own("localhost");
    const TestCertificate caller("caller");
    prometheus::Registry registry;
    auto missing = secured(own, caller);
    missing.tls->client_ca_file = own.folder() / "nobody.pem";
    EXPECT_EQ(code_of([&] { RpcServer(missing, {}, registry); }), ErrorCode::invalid);
    auto mistaken = secured(own, caller);
    mistaken.tls->key_file = own.certificate_file();
    EXPECT_EQ(code_of([&] { RpcServer(mistaken, {}, registry); }), ErrorCode::unavailable);
}

}  // namespace
}  // namespace marquee::rpc
