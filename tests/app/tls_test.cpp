#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "app/exit_codes.h"
#include "tests/support/marquee_process.h"
#include "tests/support/test_certificate.h"
#include "tests/support/tls_connection.h"

namespace marquee::app {
namespace {

using test::MarqueeProcess;
using test::run_marquee;
using test::TestCertificate;
using test::TlsConnection;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> serve_with(const std::string& certificate, const std::string& key) {
    return test::serve_arguments("sqlite::memory:",
                                 {"--http-tls-certificate", certificate, "--http-tls-key", key});
}

/// The first line of what a key file holds between its marks.
std::string secret_in(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    std::getline(in, line);
    return line;
}

TEST(TlsProcess, ServesHttpsAndTakesNewCertificatesWithoutARestart) {
    const TestCertificate files("first");
    const std::string secret = secret_in(files.key_file());
    MarqueeProcess process(serve_with(files.certificate_file(), files.key_file()));
    const int port = process.port();
    EXPECT_THAT(process.err(), HasSubstr("serving at https://"));
    TlsConnection open(port);
    open.shake_hands();
    EXPECT_EQ(open.server_name(), "first");

    files.renew("second");
    process.await_message("the new certificate is in force");
    EXPECT_EQ(TlsConnection(port).shake_hands().server_name(), "second");
    process.send(SIGHUP);
    process.await_message("the certificate was read again");
    std::ofstream(files.key_file()) << "no key";
    process.send(SIGHUP);
    process.await_message("the old certificate stays: http.tls_key: ");
    EXPECT_EQ(TlsConnection(port).shake_hands().server_name(), "second");

    open.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(open.read_reply(), HasSubstr("Strict-Transport-Security"));
    process.send(SIGTERM);
    EXPECT_EQ(process.wait(), kSuccess);
    EXPECT_THAT(process.err(), AllOf(Not(HasSubstr(secret)), Not(HasSubstr("PRIVATE KEY"))));
}

TEST(TlsProcess, DoesNotStartWithFilesItCannotUse) {
    const TestCertificate one("one");
    const TestCertificate other("other");
    const auto absent = run_marquee(serve_with(one.certificate_file(), "/absent/key.pem"));
    EXPECT_EQ(absent.exit_code, kUsage);
    EXPECT_THAT(absent.err, AllOf(HasSubstr("http.tls_key: cannot read /absent/key.pem"),
                                  HasSubstr("name a file that is there")));
    const auto strange = run_marquee(serve_with(one.certificate_file(), other.key_file()));
    EXPECT_EQ(strange.exit_code, kUsage);
    EXPECT_THAT(strange.err, AllOf(HasSubstr("name the two files that belong together"),
                                   Not(HasSubstr(secret_in(other.key_file())))));
    const auto half = run_marquee({"config", "--http-tls-key", one.key_file()});
    EXPECT_EQ(half.exit_code, kUsage);
    EXPECT_THAT(half.err, HasSubstr("go together"));
}

TEST(TlsProcess, NeverRepeatsAKeyThatIsGivenInsteadOfItsFile) {
    const TestCertificate files("one");
    std::ifstream in(files.key_file());
    const std::string key{std::istreambuf_iterator<char>(in), {}};
    const auto result = run_marquee({"config"}, {{"MARQUEE_HTTP_TLS_KEY=" + key}, {}, "stdout"});
    EXPECT_EQ(result.exit_code, kUsage);
    EXPECT_THAT(result.err, AllOf(HasSubstr("MARQUEE_HTTP_TLS_KEY: must be the path of a file"),
                                  Not(HasSubstr(secret_in(files.key_file())))));
}

}  // namespace
}  // namespace marquee::app
