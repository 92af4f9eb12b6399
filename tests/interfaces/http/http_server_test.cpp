#include "interfaces/http/http_server.h"

#include <future>
#include <thread>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

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

TEST(HttpServer, RefusesBrokenChunks) {
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

TEST(HttpServer, LimitsBodiesByRoute) {
    const TestServer server;
    const HttpClient client(server.port());
    const std::string mebibyte(1 << 20, ' ');
    EXPECT_EQ(client.post("/echo", mebibyte).body.size(), mebibyte.size());
    const HttpReply refused = client.post("/echo", mebibyte + " ");
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.header("Connection"), "close");
    EXPECT_EQ(client.post("/bulk", mebibyte + " ").body, "1048577");
}

TEST(HttpServer, RefusesAHeaderOfAHundredKilobytes) {
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

TEST(HttpServer, RefusesMalformedRequestsWithAProblemAndCloses) {
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

TEST(HttpServer, RefusesWhatItDoesNotSpeak) {
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

TEST(HttpServer, WaitsForAHeadOnlySoLong) {
    auto options = TestServer::small();
    options.head_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    connection.send("GET /hello HTTP/1.1\r\nHost:");
    EXPECT_EQ(connection.read_reply().status, 408);
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(HttpServer, WaitsForABodyOnlySoLong) {
    auto options = TestServer::small();
    options.body_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    connection.send(kPost + "Content-Length: 2\r\n\r\n{");
    EXPECT_EQ(connection.read_reply().status, 408);
}

TEST(HttpServer, WaitsForTheClientToReadOnlySoLong) {
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

TEST(HttpServer, WaitsForTheNextRequestOnlySoLong) {
    auto options = TestServer::small();
    options.idle_timeout = std::chrono::milliseconds(30);
    const TestServer server(options);
    HttpConnection connection(server.port());
    EXPECT_TRUE(connection.closed_by_server());
}

TEST(HttpServer, SurvivesClientsThatLeave) {
    const TestServer server;
    for (int i = 0; i < 20; ++i)
        HttpConnection(server.port()).send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(HttpClient(server.port()).get("/big").body.size(), 8U << 20);
}

TEST(HttpServer, ClosesIdleConnectionsWhenOthersWait) {
    auto options = TestServer::small();
    options.threads = 1;
    const TestServer server(options);
    HttpConnection idle(server.port());
    idle.send(kHello);
    EXPECT_EQ(idle.read_reply().body, "hello");
    EXPECT_EQ(HttpClient(server.port()).get("/hello").body, "hello");
    EXPECT_TRUE(idle.closed_by_server());
}

TEST(HttpServer, TurnsClientsAwayWhenTheQueueIsFull) {
    auto options = TestServer::small();
    options.threads = 1;
    options.queue = 1;
    TestServer server(options);
    HttpConnection served(server.port());
    served.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.gate.await_entry();
    HttpConnection queued(server.port());
    HttpConnection refused(server.port());
    const HttpReply reply = refused.read_reply();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    server.gate.open();
    EXPECT_EQ(served.read_reply().body, "passed");
    queued.send(kHello);
    EXPECT_EQ(queued.read_reply().body, "hello");
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

TEST(HttpServer, LogsEachRequestWithoutItsQuery) {
    TestServer server;
    HttpClient(server.port()).get("/hello?token=secret", {{"X-Request-Id", "r9"}});
    server.server.drain(std::chrono::seconds(60));
    const std::string lines = server.lines.str();
    EXPECT_NE(lines.find("127.0.0.1 \"GET /hello\" 400 "), std::string::npos) << lines;
    EXPECT_NE(lines.find("route=/hello request=r9"), std::string::npos) << lines;
    EXPECT_EQ(lines.find("secret"), std::string::npos);
}

TEST(ConcurrentHttpServer, AnswersManyClientsAtOnce) {
    TestServer server;
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 12; ++i) {
        clients.emplace_back([&, i] {
            const std::string body = "{\"client\":" + std::to_string(i) + "}";
            for (int n = 0; n < 20; ++n) {
                if (HttpClient(server.port()).post("/echo", body).body == body) ++good;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(good, 12 * 20);
}

TEST(ConcurrentHttpServer, SharesItsThreadsAmongConnectionsThatStay) {
    TestServer server;
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 12; ++i) {
        clients.emplace_back([&] {
            auto connection = std::make_unique<HttpConnection>(server.port());
            for (int n = 0; n < 100;) {
                // A connection that pauses while others wait may be closed between two requests.
                try {
                    connection->send(kHello);
                    const HttpReply reply = connection->read_reply();
                    ++n;
                    if (reply.body == "hello") ++good;
                    if (reply.header("Connection") != "close") continue;
                } catch (const std::runtime_error&) {
                }
                connection = std::make_unique<HttpConnection>(server.port());
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(good, 12 * 100);
}

TEST(ConcurrentHttpServer, DrainsUnderLoad) {
    TestServer server;
    std::atomic<bool> stop{false};
    std::atomic<int> answers{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 6; ++i) {
        clients.emplace_back([&] {
            while (!stop) {
                // Once the server closes, whatever fails here is as it should be.
                try {
                    HttpClient(server.port()).get("/hello");
                    ++answers;
                } catch (const std::runtime_error&) {
                }
            }
        });
    }
    while (answers < 50) std::this_thread::yield();
    EXPECT_EQ(server.server.drain(std::chrono::seconds(60)), 0U);
    stop = true;
    for (std::thread& client : clients) client.join();
}

}  // namespace
}  // namespace marquee::http
