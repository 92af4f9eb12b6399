#include <memory>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "interfaces/http/http_server.h"
#include "tests/interfaces/http/test_server.h"
#include "tests/support/http_client.h"

namespace marquee::http {
namespace {

using marquee::test::exchange_bytes;
using marquee::test::HttpClient;
using marquee::test::HttpConnection;
using marquee::test::HttpReply;
using test::TestServer;

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kLastHello = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const std::string kQuick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

TEST(HttpServerLimits, RefusesBrokenChunks) {
    const TestServer server;
    for (const std::string chunks : {"x\r\n", "-1\r\n", "\r\n", "2\r\n{}x\r\n", "2\n{}\r\n",
                                     "2\r\n{}", "2\r\n{", "2", "0\r\n", "2 2\r\n{}\r\n"}) {
        EXPECT_EQ(marquee::test::status_of(exchange_bytes(
                      server.port(), kPost + "Transfer-Encoding: chunked\r\n\r\n" + chunks)),
                  400)
            << chunks;
    }
    for (const std::string chunks :
         {"100001\r\n", "fffffffffffffffff\r\n", "ffffffffffffffff\r\n"}) {
        EXPECT_EQ(marquee::test::status_of(exchange_bytes(
                      server.port(), kPost + "Transfer-Encoding: chunked\r\n\r\n" + chunks)),
                  413)
            << chunks;
    }
    const std::string two = "1\r\n{\r\n100000\r\n";
    EXPECT_EQ(marquee::test::status_of(exchange_bytes(
                  server.port(), kPost + "Transfer-Encoding: chunked\r\n\r\n" + two)),
              413);
}

TEST(HttpServerLimits, LimitsBodiesByRoute) {
    const TestServer server;
    const HttpClient client(server.port());
    const std::string mebibyte(1 << 20, ' ');
    EXPECT_EQ(client.post("/echo", mebibyte).body.size(), mebibyte.size());
    const HttpReply refused = client.post("/echo", mebibyte + " ");
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.header("Connection"), "close");
    EXPECT_EQ(client.post("/bulk", mebibyte + " ").body, "1048577");
}

TEST(HttpServerLimits, RefusesAHeaderOfAHundredKilobytes) {
    const TestServer server;
    const std::string value(100 * 1024, 'a');
    HttpConnection connection(server.port());
    connection.send("GET /hello HTTP/1.1\r\nHost: a\r\nX-Long: " + value + "\r\n\r\n");
    const HttpReply reply = connection.read_reply();
    EXPECT_EQ(reply.status, 431);
    EXPECT_EQ(nlohmann::json::parse(reply.body)["code"], "header_fields_too_large");
    EXPECT_TRUE(connection.closed_by_server());
    HttpConnection other(server.port());
    other.send("GET /" + value + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(other.read_reply().status, 414);
}

TEST(HttpServerLimits, RefusesMalformedRequestsWithAProblemAndCloses) {
    using std::string_literals::operator""s;
    const TestServer server;
    for (const std::string& bytes :
         {"hello\r\n\r\n"s, "GET /hello HTTP/1.1\n\n"s, "GET /hello HTTP/1.1\r\n\r\n"s,
          "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"s,
          "GET /hello HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"s,
          "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"s, "\x16\x03\x01\x02\r\n\r\n"s,
          kPost + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s,
          kPost + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"s,
          kPost + "Content-Length: two\r\n\r\n{}"s, kPost + "Content-Length: 9\r\n\r\n{}"s,
          "GET /hello HTTP/1.1\r\nHo"s}) {
        HttpConnection connection(server.port());
        connection.send(bytes + (bytes.ends_with("Ho") || bytes.ends_with("{}") ? "" : kHello));
        connection.finish_sending();
        const HttpReply reply = connection.read_reply();
        EXPECT_EQ(reply.status, 400) << bytes;
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
        EXPECT_EQ(reply.header("X-Request-Id"), "generated-id");
        EXPECT_EQ(nlohmann::json::parse(reply.body)["request_id"], "generated-id");
        EXPECT_TRUE(connection.closed_by_server()) << bytes;
    }
}

TEST(HttpServerLimits, RefusesWhatItDoesNotSpeak) {
    const TestServer server;
    const auto status = [&](const std::string& bytes) {
        return marquee::test::status_of(exchange_bytes(server.port(), bytes));
    };
    EXPECT_EQ(status(kPost + "Transfer-Encoding: gzip\r\n\r\n"), 501);
    EXPECT_EQ(status("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(status("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
    EXPECT_EQ(status("GET /../hello HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status("GET /%2e%2e/hello HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status(""), 0);
}

TEST(HttpServerLimits, WaitsForAHeadOnlySoLong) {
    auto options = TestServer::small();
    options.head_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    connection.send("GET /hello HTTP/1.1\r\nHost:");
    EXPECT_EQ(connection.read_reply().status, 408);
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(HttpServerLimits, WaitsForABodyOnlySoLong) {
    auto options = TestServer::small();
    options.body_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    connection.send(kPost + "Content-Length: 2\r\n\r\n{");
    EXPECT_EQ(connection.read_reply().status, 408);
}

TEST(HttpServerLimits, WaitsForTheClientToReadOnlySoLong) {
    auto options = TestServer::small();
    options.write_timeout = std::chrono::milliseconds(30);
    TestServer server(options);
    HttpConnection connection(server.port());
    connection.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    const bool only_the_head = true;
    EXPECT_EQ(connection.read_reply(only_the_head).status, 200);
    EXPECT_EQ(server.server.drain(std::chrono::seconds(20)), 0U);
    EXPECT_LT(connection.read_all().size(), 8U << 20);
}

TEST(HttpServerLimits, WaitsForTheNextRequestOnlySoLong) {
    auto options = TestServer::small();
    options.idle_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(HttpServerLimits, TurnsRequestsAwayWhenTheQueueIsFull) {
    auto options = TestServer::small();
    options.threads = 1;
    options.queue = 1;
    TestServer server(options);
    HttpConnection served(server.port());
    served.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.gate.await_entry();
    HttpConnection queued(server.port());
    queued.send(kHello);
    server.await_in_flight(2);
    HttpConnection refused(server.port());
    refused.send(kHello + kQuick);
    const HttpReply reply = refused.read_reply();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    // What needs no waiting is answered all the same.
    EXPECT_EQ(refused.read_reply().body, "quick");
    server.gate.open();
    EXPECT_EQ(served.read_reply().body, "passed");
    EXPECT_EQ(queued.read_reply().body, "hello");
}

TEST(HttpServerLimits, AcceptsNobodyElseAtTheLimitButLetsThemWait) {
    auto options = TestServer::small();
    options.connections = 2;
    TestServer server(options);
    HttpConnection first(server.port());
    first.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.gate.await_entry();
    HttpConnection second(server.port());
    second.send(kPost + "Content-Length: 2\r\n\r\n");
    server.await_in_flight(2);
    // Neither is idle, so that nobody makes room.
    std::vector<std::unique_ptr<HttpConnection>> waiting;
    for (int i = 0; i < 8; ++i) {
        waiting.push_back(std::make_unique<HttpConnection>(server.port()));
        waiting.back()->send(kLastHello);
    }
    second.send("{}" + kQuick);
    EXPECT_EQ(second.read_reply().body, "{}");
    EXPECT_EQ(second.read_reply().body, "quick");
    server.gate.open();
    EXPECT_EQ(first.read_reply().body, "passed");
    for (const auto& connection : waiting) EXPECT_EQ(connection->read_reply().body, "hello");
}

TEST(HttpServerLimits, TurnsLargeBodiesAwayWhenThereIsNoMemoryForThem) {
    auto options = TestServer::small();
    options.memory = 300'000;
    TestServer server(options);
    HttpConnection large(server.port());
    large.send(kPost + "Content-Length: 1000000\r\n\r\n" + std::string(1'000'000, ' '));
    EXPECT_EQ(large.read_reply().status, 503);
    EXPECT_TRUE(large.closed_by_server());
    const HttpClient client(server.port());
    EXPECT_EQ(client.post("/echo", std::string(200'000, ' ')).body.size(), 200'000U);
}

}  // namespace
}  // namespace marquee::http
