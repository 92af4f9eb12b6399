#include "interfaces/http/http_server.h"

#include <atomic>
#include <future>
#include <new>

#include "gtest/gtest.h"

#include "domain/shared/error.h"
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
const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

TEST(HttpServer, AnswersWithWhatEveryAnswerHas) {
    const TestServer server;
    const HttpReply reply = HttpClient(server.port()).get("/hello");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_EQ(reply.header("Content-Length"), "5");
    EXPECT_EQ(reply.header("Content-Type"), "text/plain");
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.header("X-Request-Id"), "generated-id");
    EXPECT_EQ(reply.header("Connection"), "close");
    EXPECT_EQ(reply.header("Server"), std::nullopt);
    ASSERT_TRUE(reply.header("Date"));
    EXPECT_TRUE(reply.header("Date")->ends_with(" GMT")) << *reply.header("Date");
}

TEST(HttpServer, GivesTheHandlerItsCall) {
    const TestServer server;
    const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const HttpReply reply =
        HttpClient(server.port()).get("/call", {{"X-Request-Id", "mine"}, {"traceparent", parent}});
    EXPECT_EQ(reply.body, "mine " + parent + " in time 127.0.0.1");
    EXPECT_EQ(reply.header("X-Request-Id"), "mine");
}

TEST(HttpServer, KeepsTheConnectionAndAnswersInOrder) {
    const TestServer server;
    HttpConnection connection(server.port());
    connection.send(kHello + "\r\n" + kPost + "Content-Length: 2\r\n\r\n{}" +
                    "GET /nope HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(connection.read_reply().body, "hello");
    EXPECT_EQ(connection.read_reply().body, "{}");
    EXPECT_EQ(connection.read_reply().status, 404);
    connection.send(kHello);
    const HttpReply reply = connection.read_reply();
    EXPECT_EQ(reply.body, "hello");
    EXPECT_EQ(reply.header("Connection"), std::nullopt);
}

TEST(HttpServer, SendsNoBodyToHead) {
    const TestServer server;
    const std::string answer = exchange_bytes(
        server.port(), "HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(marquee::test::status_of(answer), 200);
    EXPECT_NE(answer.find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(HttpServer, SendsNoLengthWithoutABodyNorLetsAValueStartAnotherField) {
    const TestServer server;
    const HttpReply reply = HttpClient(server.port()).remove("/nothing");
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.header("Content-Length"), std::nullopt);
    EXPECT_EQ(reply.header("Injected"), std::nullopt);
}

TEST(HttpServer, SpeaksTheOldVersion) {
    const TestServer server;
    HttpConnection connection(server.port());
    connection.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(connection.read_reply().header("Connection"), "keep-alive");
    connection.send("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(connection.read_reply().header("Connection"), "close");
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(HttpServer, ReadsChunks) {
    const TestServer server;
    HttpConnection connection(server.port());
    connection.send(kPost + "Transfer-Encoding: chunked\r\n\r\n" +
                    "3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nTrailer: t\r\n\r\n" + kHello);
    EXPECT_EQ(connection.read_reply().body, "{\"a\":1}");
    EXPECT_EQ(connection.read_reply().body, "hello");
}

TEST(HttpServer, TellsWhoeverExpectsItToContinue) {
    const TestServer server;
    HttpConnection connection(server.port());
    connection.send(kPost + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(connection.read_reply().status, 100);
    connection.send("{}");
    EXPECT_EQ(connection.read_reply().body, "{}");
    connection.send(kPost + "Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n");
    EXPECT_EQ(connection.read_reply().status, 413);
}

TEST(HttpServer, SurvivesClientsThatLeave) {
    const TestServer server;
    for (int i = 0; i < 20; ++i)
        HttpConnection(server.port()).send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(HttpClient(server.port()).get("/big").body.size(), 8U << 20);
}

TEST(HttpServer, ClosesIdleConnectionsWhenOthersWaitToBeAccepted) {
    auto options = TestServer::small();
    options.connections = 1;
    const TestServer server(options);
    HttpConnection idle(server.port());
    idle.send(kHello);
    EXPECT_EQ(idle.read_reply().body, "hello");
    EXPECT_EQ(HttpClient(server.port()).get("/hello").body, "hello");
    EXPECT_TRUE(idle.closed_by_server());
}

TEST(HttpServer, SaysWhyItCannotListen) {
    const TestServer server;
    auto options = TestServer::small();
    options.port = server.port();
    try {
        const TestServer second(options);
        FAIL() << "two servers on one port";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unavailable);
        const std::string start = "cannot listen on 127.0.0.1:" + std::to_string(server.port());
        EXPECT_TRUE(std::string(error.what()).starts_with(start)) << error.what();
        EXPECT_NE(std::string(error.what()).find("in use"), std::string::npos) << error.what();
    }
}

TEST(HttpServer, DrainsWithoutLosingARequest) {
    TestServer server;
    HttpConnection idle(server.port());
    HttpConnection working(server.port());
    idle.send(kHello);
    EXPECT_EQ(idle.read_reply().body, "hello");
    working.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.gate.await_entry();
    auto lost = std::async(std::launch::async,
                           [&] { return server.server.drain(std::chrono::seconds(60)); });
    EXPECT_TRUE(idle.closed_by_server());
    server.gate.open();
    const HttpReply reply = working.read_reply();
    EXPECT_EQ(reply.body, "passed");
    EXPECT_EQ(reply.header("Connection"), "close");
    EXPECT_EQ(lost.get(), 0U);
    EXPECT_THROW(HttpConnection{server.port()}, std::runtime_error);
}

TEST(HttpServer, CutsOffWhatOutlastsTheGrace) {
    TestServer server;
    HttpConnection working(server.port());
    working.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.gate.await_entry();
    auto lost = std::async(std::launch::async,
                           [&] { return server.server.drain(std::chrono::milliseconds(1)); });
    EXPECT_TRUE(working.closed_by_server());
    server.gate.open();
    EXPECT_EQ(lost.get(), 1U);
    EXPECT_EQ(server.server.drain(std::chrono::seconds(1)), 0U);
}

TEST(HttpServer, OutlivesARequestForWhichThereIsNoMemory) {
    TestServer parts;
    std::atomic<int> ids{0};
    prometheus::Registry registry;
    HttpServer server(TestServer::small(), parts.router, parts.log, registry, [&]() -> std::string {
        if (++ids == 1) throw std::bad_alloc();
        return "id";
    });
    server.start();
    HttpConnection unlucky(server.port());
    unlucky.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(unlucky.closed_by_server());
    EXPECT_EQ(HttpClient(server.port()).get("/hello").status, 200);
    EXPECT_EQ(server.drain(std::chrono::seconds(60)), 0U);
    EXPECT_NE(parts.lines.str().find("internal error: std::bad_alloc"), std::string::npos);
}

TEST(HttpServer, LogsEachRequestWithoutItsQuery) {
    TestServer server;
    HttpClient(server.port()).get("/hello?token=secret", {{"X-Request-Id", "r9"}});
    server.server.drain(std::chrono::seconds(60));
    const std::string lines = server.lines.str();
    EXPECT_NE(lines.find("127.0.0.1 \"GET /hello\" 400 "), std::string::npos) << lines;
    EXPECT_NE(lines.find("route=/hello request=r9"), std::string::npos) << lines;
    EXPECT_EQ(lines.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace marquee::http
