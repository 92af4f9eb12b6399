#include <fstream>
#include <random>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "domain/shared/error.h"
#include "openssl/ssl.h"
#include "tests/interfaces/http/tls_server.h"
#include "tests/support/http_client.h"
#include "tests/support/tls_connection.h"

namespace marquee::http {
namespace {

using marquee::test::exchange_without_reset;
using marquee::test::HttpClient;
using marquee::test::HttpConnection;
using marquee::test::TlsConnection;
using test::TestServer;
using test::TlsServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kLastHello = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST(Tls, ServesRequestsInVersions12And13) {
    const TlsServer server;
    for (const auto& [newest, version] :
         {std::pair(0, "TLSv1.3"), std::pair(TLS1_2_VERSION, "TLSv1.2")}) {
        TlsConnection connection(server.port(), newest);
        connection.shake_hands();
        EXPECT_EQ(connection.version(), version);
        EXPECT_EQ(connection.server_name(), "first");
        for (int i = 0; i < 3; ++i) {
            connection.send(kHello);
            EXPECT_THAT(connection.read_reply(),
                        AllOf(StartsWith("HTTP/1.1 200"), EndsWith("hello")));
        }
        connection.send(kLastHello);
        EXPECT_THAT(connection.read_reply(), HasSubstr("Connection: close"));
        EXPECT_TRUE(connection.closed_by_server());
    }
}

TEST(Tls, RefusesOlderVersions) {
    const TlsServer server;
    for (const int newest : {TLS1_VERSION, TLS1_1_VERSION}) {
        EXPECT_THROW(TlsConnection(server.port(), newest).shake_hands(), std::runtime_error);
    }
    EXPECT_NO_THROW(TlsConnection(server.port()).shake_hands());
}

TEST(Tls, SendsTheWholeChainInItsFile) {
    const marquee::test::TestCertificate intermediate("intermediate");
    TlsServer server;
    EXPECT_EQ(TlsConnection(server.port()).shake_hands().chain_length(), 1);
    std::ofstream(server.files.certificate_file(), std::ios::app)
        << std::ifstream(intermediate.certificate_file()).rdbuf();
    EXPECT_TRUE(server.certificate.reload_if_changed());
    EXPECT_EQ(TlsConnection(server.port()).shake_hands().chain_length(), 2);
}

TEST(Tls, TellsBrowsersToStayWithIt) {
    const std::string hsts = "Strict-Transport-Security: max-age=31536000\r\n";
    const TlsServer server;
    TlsConnection connection(server.port());
    connection.shake_hands().send(kHello +
                                  "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n");
    for (const std::string status : {"200", "404", "400"}) {
        EXPECT_THAT(connection.read_reply(),
                    AllOf(StartsWith("HTTP/1.1 " + status), HasSubstr(hsts)));
    }

    auto without = TestServer::small();
    without.hsts = false;
    const TlsServer silent(without);
    TlsConnection other(silent.port());
    other.shake_hands().send(kHello);
    EXPECT_THAT(other.read_reply(), Not(HasSubstr("Strict-Transport")));

    const TestServer plain;
    EXPECT_EQ(HttpClient(plain.port()).get("/hello").header("Strict-Transport-Security"),
              std::nullopt);
}

TEST(Tls, CarriesLargeBodiesBothWays) {
    const TlsServer server;
    TlsConnection connection(server.port());
    connection.shake_hands().send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string reply = connection.read_reply();
    EXPECT_EQ(reply.size() - reply.find("\r\n\r\n") - 4, 8U << 20);
    const std::string body((5 << 20) + 7, ' ');
    connection.send(
        "POST /bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_THAT(connection.read_reply(), EndsWith("\r\n\r\n" + std::to_string(body.size())));
}

TEST(Tls, TakesANewCertificateWhileConnectionsAreOpen) {
    TlsServer server;
    TlsConnection old(server.port());
    old.shake_hands().send(kHello);
    EXPECT_THAT(old.read_reply(), EndsWith("hello"));
    server.files.renew("second");
    EXPECT_TRUE(server.certificate.reload_if_changed());
    EXPECT_EQ(TlsConnection(server.port()).shake_hands().server_name(), "second");
    old.send(kHello);
    EXPECT_THAT(old.read_reply(), EndsWith("hello"));
    EXPECT_EQ(old.server_name(), "first");
}

TEST(Tls, KeepsTheOldCertificateWhenTheNewOneIsBad) {
    TlsServer server;
    std::ofstream(server.files.key_file()) << "no key";
    EXPECT_THROW(server.certificate.reload_if_changed(), Error);
    TlsConnection connection(server.port());
    connection.shake_hands().send(kHello);
    EXPECT_EQ(connection.server_name(), "first");
    EXPECT_THAT(connection.read_reply(), EndsWith("hello"));
}

TEST(Tls, ClosesOnPlainHttpWithoutAResetAndWithoutHttp) {
    const TlsServer server;
    EXPECT_THAT(exchange_without_reset(server.port(), kHello), Not(HasSubstr("HTTP")));
    const std::string long_request = kHello + std::string(100'000, 'x');
    EXPECT_THAT(exchange_without_reset(server.port(), long_request), Not(HasSubstr("HTTP")));
}

TEST(Tls, SurvivesGarbage) {
    const TlsServer server;
    std::mt19937 random(11);
    for (int i = 0; i < 100; ++i) {
        // Now and then something that begins as a handshake does.
        std::string bytes = i % 2 == 0 ? std::string("\x16\x03\x01\x02\x00\x01", 6) : "";
        for (auto n = random() % 600; n > 0; --n) bytes += static_cast<char>(random());
        EXPECT_THAT(marquee::test::exchange_bytes(server.port(), bytes), Not(HasSubstr("HTTP")));
    }
    { const HttpConnection nothing(server.port()); }
    TlsConnection connection(server.port());
    connection.shake_hands().send(kHello);
    EXPECT_THAT(connection.read_reply(), EndsWith("hello"));
}

TEST(Tls, WaitsForAHandshakeOnlySoLong) {
    auto options = TestServer::small();
    options.head_timeout = std::chrono::milliseconds(30);
    options.idle_timeout = std::chrono::hours(1);
    const TlsServer server(options);
    HttpConnection silent(server.port());
    EXPECT_TRUE(silent.closed_by_server());
    HttpConnection half(server.port());
    half.send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
    EXPECT_TRUE(half.closed_by_server());
}

TEST(Tls, ServesOthersWhileHandshakesHangAndDrainsWithoutThem) {
    auto options = TestServer::small();
    options.head_timeout = std::chrono::hours(1);
    TlsServer server(options);
    std::vector<std::unique_ptr<HttpConnection>> hanging;
    for (int i = 0; i < 3; ++i) {
        hanging.push_back(std::make_unique<HttpConnection>(server.port()));
        hanging.back()->send("\x16\x03\x01");
    }
    TlsConnection connection(server.port());
    connection.shake_hands().send(kLastHello);
    EXPECT_THAT(connection.read_reply(), EndsWith("hello"));
    EXPECT_EQ(server.server.server.drain(std::chrono::hours(1)), 0U);
}

TEST(Tls, GivesAClientFarAwayItsTimeThoughOthersWait) {
    auto options = TestServer::small();
    options.threads = 1;
    const TlsServer server(options);
    TlsConnection slow(server.port(), TLS1_2_VERSION);
    TlsConnection waiting(server.port());
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    slow.shake_hands();
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    slow.send(kLastHello);
    EXPECT_THAT(slow.read_reply(), EndsWith("hello"));
    waiting.shake_hands().send(kLastHello);
    EXPECT_THAT(waiting.read_reply(), EndsWith("hello"));
}

TEST(Tls, TurnsRequestsAwayWhenTheQueueIsFull) {
    auto options = TestServer::small();
    options.threads = 1;
    options.queue = 1;
    TlsServer server(options);
    TlsConnection served(server.port());
    served.shake_hands().send("GET /gate HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    server.server.gate.await_entry();
    TlsConnection queued(server.port());
    queued.shake_hands().send(kLastHello);
    server.server.await_in_flight(2);
    TlsConnection refused(server.port());
    refused.shake_hands().send(kLastHello);
    EXPECT_THAT(refused.read_reply(), StartsWith("HTTP/1.1 503"));
    server.server.gate.open();
    EXPECT_THAT(served.read_reply(), EndsWith("passed"));
    EXPECT_THAT(queued.read_reply(), EndsWith("hello"));
}

TEST(Tls, FinishesTheRequestUnderWayWhenItDrains) {
    TlsServer server;
    TlsConnection connection(server.port());
    connection.shake_hands().send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.server.gate.await_entry();
    std::jthread draining(
        [&] { EXPECT_EQ(server.server.server.drain(std::chrono::hours(1)), 0U); });
    server.server.gate.open();
    EXPECT_THAT(connection.read_reply(), EndsWith("passed"));
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(Tls, CutsOffAClientThatDoesNotReadWhenTheGraceIsOver) {
    TlsServer server;
    TlsConnection connection(server.port());
    connection.shake_hands().send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    TlsConnection other(server.port());
    other.shake_hands().send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.server.gate.await_entry();
    server.server.gate.open();
    EXPECT_LE(server.server.server.drain(std::chrono::milliseconds(50)), 2U);
}

}  // namespace
}  // namespace marquee::http
