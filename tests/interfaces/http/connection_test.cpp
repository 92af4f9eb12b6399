#include "interfaces/http/connection.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include "gtest/gtest.h"

#include "tests/interfaces/http/tls_server.h"
#include "tests/support/http_client.h"
#include "tests/support/tls_connection.h"

namespace marquee::http {
namespace {

using marquee::test::HttpConnection;
using marquee::test::HttpReply;
using marquee::test::TlsConnection;
using test::TestServer;
using test::TlsServer;

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kQuick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

/// A server, and clients that see of each answer its status and its body.
struct Plain {
    class Client {
    public:
        explicit Client(int port) : connection_(port) {}
        void send(const std::string& bytes) { connection_.send(bytes); }
        std::string reply() {
            const HttpReply reply = connection_.read_reply();
            return std::to_string(reply.status) + " " + reply.body;
        }
        bool closed_by_server() { return connection_.closed_by_server(); }

    private:
        HttpConnection connection_;
    };

    explicit Plain(const HttpServerOptions& options) : server(options) {}
    TestServer& parts() { return server; }
    TestServer server;
};

/// The same over TLS.
struct Secure {
    class Client {
    public:
        explicit Client(int port) : connection_(port) { connection_.shake_hands(); }
        void send(const std::string& bytes) { connection_.send(bytes); }
        std::string reply() {
            const std::string reply = connection_.read_reply();
            return reply.substr(9, 4) + reply.substr(reply.find("\r\n\r\n") + 4);
        }
        bool closed_by_server() { return connection_.closed_by_server(); }

    private:
        TlsConnection connection_;
    };

    explicit Secure(const HttpServerOptions& options) : server(options) {}
    TestServer& parts() { return server.server; }
    TlsServer server;
};

/// What holds with TLS and without it.
template <class Kind>
class Connections : public testing::Test {
protected:
    using Client = typename Kind::Client;

    static HttpServerOptions with(const std::function<void(HttpServerOptions&)>& change) {
        auto options = TestServer::small();
        change(options);
        return options;
    }
};
using Kinds = testing::Types<Plain, Secure>;
TYPED_TEST_SUITE(Connections, Kinds);

TYPED_TEST(Connections, AnswerInOrderThoughOnlySomeRequestsHaveToWait) {
    TypeParam server(TestServer::small());
    typename TypeParam::Client client(server.parts().port());
    const std::string chunks = kPost + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    std::string all;
    for (int i = 0; i < 40; ++i) {
        all += kHello + kQuick + kQuick + kPost + "Content-Length: 3\r\n\r\n[1]" + chunks;
    }
    client.send(all);
    for (int i = 0; i < 40; ++i) {
        for (const char* reply : {"200 hello", "200 quick", "200 quick", "200 [1]", "200 {}"}) {
            ASSERT_EQ(client.reply(), reply) << i;
        }
    }
}

TYPED_TEST(Connections, TakeRequestsByteByByte) {
    TypeParam server(TestServer::small());
    typename TypeParam::Client client(server.parts().port());
    const std::string post = kPost + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    for (const char byte : post + kQuick) client.send(std::string(1, byte));
    EXPECT_EQ(client.reply(), "200 {}");
    EXPECT_EQ(client.reply(), "200 quick");
}

TYPED_TEST(Connections, GiveUpWhoSendsAHeadOneByteNowAndThen) {
    TypeParam server(
        this->with([](auto& options) { options.head_timeout = std::chrono::milliseconds(200); }));
    typename TypeParam::Client client(server.parts().port());
    client.send("GET / HTTP/1.1\r\n");
    auto reply = std::async(std::launch::async, [&] { return client.reply().substr(0, 3); });
    // OpenSSL has a connection used by one thread at a time: there nothing more is sent.
    while (std::is_same_v<TypeParam, Plain> &&
           reply.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
        client.send("X: y\r\n");
    }
    EXPECT_EQ(reply.get(), "408");
}

TYPED_TEST(Connections, GiveUpWhoSendsABodyTooSlowly) {
    TypeParam server(
        this->with([](auto& options) { options.body_timeout = std::chrono::milliseconds(100); }));
    typename TypeParam::Client client(server.parts().port());
    client.send(kPost + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
    EXPECT_EQ(client.reply().substr(0, 3), "408");
    EXPECT_TRUE(client.closed_by_server());
}

TYPED_TEST(Connections, CarryAnswersLargerThanTheSystemHolds) {
    TypeParam server(TestServer::small());
    typename TypeParam::Client client(server.parts().port());
    const std::string big = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send(big + kQuick + big + kQuick);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(client.reply().size(), 4 + (8U << 20));
        EXPECT_EQ(client.reply(), "200 quick");
    }
}

TYPED_TEST(Connections, TellThatTheBodyMayComeOnlyIfItIsNotHere) {
    TypeParam server(TestServer::small());
    typename TypeParam::Client client(server.parts().port());
    const std::string head = kPost + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    client.send(head);
    EXPECT_EQ(client.reply(), "100 ");
    client.send("{}" + head + "[]");
    EXPECT_EQ(client.reply(), "200 {}");
    EXPECT_EQ(client.reply(), "200 []");
}

TYPED_TEST(Connections, AnswerWhatNeedsNoWaitingThoughAllWorkersAreBusy) {
    TypeParam server(this->with([](auto& options) { options.threads = 1; }));
    typename TypeParam::Client waiting(server.parts().port());
    waiting.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.parts().gate.await_entry();
    typename TypeParam::Client client(server.parts().port());
    client.send(kQuick + "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" + kQuick);
    EXPECT_EQ(client.reply(), "200 quick");
    EXPECT_EQ(client.reply().substr(0, 3), "404");
    EXPECT_EQ(client.reply(), "200 quick");
    server.parts().gate.open();
    EXPECT_EQ(waiting.reply(), "200 passed");
}

TYPED_TEST(Connections, StayOpenByTheHundredWithoutAThreadEach) {
    TypeParam server(this->with([](auto& options) {
        options.threads = 1;
        options.loops = 2;
    }));
    std::vector<std::unique_ptr<typename TypeParam::Client>> clients;
    constexpr int kClients = std::is_same_v<TypeParam, Plain> ? 500 : 50;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<typename TypeParam::Client>(server.parts().port()));
        clients.back()->send(i % 10 == 0 ? kHello : kQuick);
        EXPECT_EQ(clients.back()->reply(), i % 10 == 0 ? "200 hello" : "200 quick");
    }
    const std::filesystem::directory_iterator threads("/proc/self/task");
    EXPECT_LE(std::distance(begin(threads), end(threads)), 8);
    for (const auto& client : clients) {
        client->send(kQuick);
        EXPECT_EQ(client->reply(), "200 quick");
    }
}

/// The answer to a request for a body that is made piece by piece, up to the server's last byte.
std::string streamed(const TestServer& server, const std::string& query,
                     const std::string& version = "1.1") {
    const std::string answer = marquee::test::exchange_bytes(
        server.port(), "GET /stream?" + query + " HTTP/" + version + "\r\nHost: a\r\n\r\n");
    EXPECT_EQ(marquee::test::status_of(answer), 200);
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST(StreamedAnswers, ComeInChunks) {
    const TestServer server;
    EXPECT_EQ(streamed(server, "pieces=0&size=1"), "5\r\nbegin\r\n0\r\n\r\n");
    EXPECT_EQ(streamed(server, "pieces=2&size=17"),
              "5\r\nbegin\r\n11\r\nxxxxxxxxxxxxxxxxx\r\n11\r\nxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
    // A piece of nothing is not the end.
    EXPECT_EQ(streamed(server, "pieces=2&size=0"), "5\r\nbegin\r\n0\r\n\r\n");
    EXPECT_GT(streamed(server, "pieces=50&size=100000").size(), 5'000'000U);
}

TEST(StreamedAnswers, EndWithTheConnectionForTheOldVersion) {
    const TestServer server;
    EXPECT_EQ(streamed(server, "pieces=2&size=3", "1.0"), "beginxxxxxx");
}

TEST(StreamedAnswers, LackTheirEndWhenTheyBreakOff) {
    const TestServer server;
    EXPECT_EQ(streamed(server, "pieces=2&size=1&broken"), "5\r\nbegin\r\n1\r\nx\r\n");
}

TEST(StreamedAnswers, LeaveTheConnectionToTheNextRequest) {
    TestServer server;
    HttpConnection client(server.port());
    client.send("GET /stream?pieces=1&size=1 HTTP/1.1\r\nHost: a\r\n\r\n" + kQuick +
                "HEAD /stream?pieces=1&size=1 HTTP/1.1\r\nHost: a\r\n\r\n" + kQuick);
    client.finish_sending();
    const std::string all = client.read_all();
    const std::string chunks = "\r\n\r\n5\r\nbegin\r\n1\r\nx\r\n0\r\n\r\nHTTP/1.1 200 OK";
    EXPECT_NE(all.find(chunks), std::string::npos) << all;
    EXPECT_TRUE(all.ends_with("\r\n\r\nquick")) << all;
    EXPECT_EQ(server.pieces, 1);
}

TEST(StreamedAnswers, AreMadeOnlyAsFastAsTheClientTakesThem) {
    auto options = TestServer::small();
    options.write_timeout = std::chrono::milliseconds(200);
    TestServer server(options);
    HttpConnection client(server.port());
    client.send("GET /stream?pieces=100000&size=100000 HTTP/1.1\r\nHost: a\r\n\r\n");
    const bool only_the_head = true;
    EXPECT_EQ(client.read_reply(only_the_head).status, 200);
    server.await_in_flight(0);
    // What the system holds for the two, and some more.
    EXPECT_LT(server.pieces, 1000);
}

TEST(PlainConnections, AnswerWhoHasFinishedSending) {
    TestServer server;
    HttpConnection client(server.port());
    client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n" + kHello + kQuick);
    client.finish_sending();
    server.gate.await_entry();
    server.gate.open();
    EXPECT_EQ(client.read_reply().body, "passed");
    EXPECT_EQ(client.read_reply().body, "hello");
    EXPECT_EQ(client.read_reply().body, "quick");
    EXPECT_TRUE(client.closed_by_server());
}

/// A handler that returns only when its call is cancelled, at work for `client`.
class HandlerAtWork : public testing::Test {
protected:
    HandlerAtWork() {
        client.send("GET /until-cancelled HTTP/1.1\r\nHost: a\r\n\r\n");
        server.gate.await_entry();
    }

    static HttpServerOptions patient() {
        auto options = TestServer::small();
        options.request_timeout = std::chrono::hours(1);
        return options;
    }

    TestServer server{patient()};
    HttpConnection client{server.port()};
};

TEST_F(HandlerAtWork, IsCancelledWhenItsClientIsGone) {
    client.reset();
    server.await_in_flight(0);
}

TEST_F(HandlerAtWork, IsCancelledWhenItOutlastsTheGrace) {
    EXPECT_EQ(server.server.drain(std::chrono::milliseconds(1)), 1U);
}

TEST(PlainConnections, AnswerARequestThatCameBeforeTheServerBegan) {
    TestServer parts;
    prometheus::Registry registry;
    HttpServer server(TestServer::small(), parts.router, parts.log, registry,
                      [] { return std::string("id"); });
    HttpConnection early(server.port());
    early.send(kHello);
    server.start();
    EXPECT_EQ(early.read_reply().body, "hello");
}

}  // namespace
}  // namespace marquee::http
