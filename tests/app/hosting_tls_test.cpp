#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/logging.h"
#include "app/server.h"
#include "app/settings/setting_table.h"
#include "tests/support/http_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_database.h"
#include "tests/support/test_etcd.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::ListingClient;
using test::TestCertificate;

/// Ratings in one server and accounts in another, which show each other certificates.
class HostingTls : public testing::Test {
protected:
    HostingTls() { configure_logging(LogLevel::error, LogFormat::text); }

    Settings settings(ContextName context, const TestCertificate& certificate) const {
        auto settings = default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = database_->url();
        settings.contexts = {context};
        settings.rpc_address = HostPort{"127.0.0.1", 0};
        settings.rpc_tls_certificate = certificate.certificate_file();
        settings.rpc_tls_key = certificate.key_file();
        // It has signed itself.
        settings.rpc_tls_authority = certificate.certificate_file();
        return settings;
    }
    static std::unique_ptr<Server> start(const Settings& settings) {
        auto server = std::make_unique<Server>(settings);
        server->start();
        return server;
    }
    static bool is_ready(const Server& server) {
        return json::parse(HttpClient(server.port()).get("/readyz").body)["status"] == "ready";
    }
    static std::string at(const std::string& host, const Server& server) {
        return host + ":" + std::to_string(server.rpc_port());
    }
    /// What the other says to somebody whose token it has to check with identity.
    static int answer_to_a_token(const Server& server) {
        return HttpClient(server.port())
            .get("/v1/ratings/movie/m", {{"Authorization", "Bearer nonsense"}})
            .status;
    }

    const std::unique_ptr<test::TestDatabase> database_ = test::make_sqlite_database();
};

TEST_F(HostingTls, KnowsWhomItFoundByANameByThatName) {
    const TestCertificate certificate("localhost");
    const auto identity = start(settings(ContextName::identity, certificate));
    auto wanted = settings(ContextName::rating, certificate);
    wanted.peer_identity = at("dns:localhost", *identity);
    const auto rating = start(wanted);
    ListingClient::await([&] { return is_ready(*rating); });
    EXPECT_EQ(answer_to_a_token(*rating), 401);
}

TEST_F(HostingTls, KnowsOthersByTheirAddressUnlessTheyHaveAName) {
    const TestCertificate certificate("films");
    const auto identity = start(settings(ContextName::identity, certificate));
    auto wanted = settings(ContextName::rating, certificate);
    wanted.peer_identity = at("127.0.0.1", *identity);
    // The certificate is not one of that address.
    EXPECT_EQ(answer_to_a_token(*start(wanted)), 503);
    wanted.rpc_tls_name = "films";
    EXPECT_EQ(answer_to_a_token(*start(wanted)), 401);
}

TEST_F(HostingTls, KnowsByOneNameWhomItFoundInEtcd) {
    const TestCertificate certificate("films");
    const test::TestEtcd etcd;
    auto wanted = settings(ContextName::identity, certificate);
    wanted.discovery_etcd = etcd.url();
    const auto identity = start(wanted);
    wanted = settings(ContextName::rating, certificate);
    wanted.discovery_etcd = etcd.url();
    wanted.peer_identity = "etcd:";
    wanted.rpc_tls_name = "films";
    const auto rating = start(wanted);
    ListingClient::await([&] { return is_ready(*rating); });
    EXPECT_EQ(answer_to_a_token(*rating), 401);
}

TEST_F(HostingTls, IsNotMadeToTrustAnotherName) {
    const TestCertificate certificate("localhost");
    const auto identity = start(settings(ContextName::identity, certificate));
    auto wanted = settings(ContextName::rating, certificate);
    wanted.peer_identity = at("dns:localhost", *identity);
    wanted.rpc_tls_name = "films";
    const auto rating = start(wanted);
    EXPECT_EQ(answer_to_a_token(*rating), 503);
    EXPECT_FALSE(is_ready(*rating));
}

}  // namespace
}  // namespace marquee::app
