#include <atomic>
#include <thread>

#include "gtest/gtest.h"

#include "interfaces/http/http_server.h"
#include "tests/interfaces/http/test_server.h"
#include "tests/support/http_client.h"

namespace marquee::http {
namespace {

using marquee::test::HttpClient;
using marquee::test::HttpConnection;
using marquee::test::HttpReply;
using test::TestServer;

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

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

TEST(ConcurrentHttpServer, TakesWhatComesWhileAWorkerAnswers) {
    TestServer server;
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 6; ++i) {
        clients.emplace_back([&, i] {
            HttpConnection connection(server.port());
            const std::string half = kHello.substr(0, 10 + static_cast<std::size_t>(i));
            connection.send(half);
            for (int n = 0; n < 200; ++n) {
                connection.send(kHello.substr(half.size()));
                connection.send(half);
                if (connection.read_reply().body == "hello") ++good;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(good, 6 * 200);
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

TEST(ConcurrentHttpServer, SeesToClientsThatComeAndGoAsTheyLike) {
    auto options = TestServer::small();
    options.loops = 3;
    options.connections = 8;
    TestServer server(options);
    const std::string quick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string stream = "GET /stream?pieces=20&size=50000 HTTP/1.1\r\nHost: a\r\n\r\n";
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 12; ++i) {
        clients.emplace_back([&, i] {
            for (int n = 0; n < 20; ++n) {
                HttpConnection connection(server.port());
                switch ((i + n) % 4) {
                    case 0:
                        connection.send(kHello + quick + kHello);
                        connection.finish_sending();
                        if (connection.read_all().ends_with("hello")) ++good;
                        break;
                    case 1:
                        connection.send(kHello);
                        connection.reset();
                        ++good;
                        break;
                    case 2:
                        connection.send(stream);
                        connection.read_reply(true);
                        connection.reset();
                        ++good;
                        break;
                    default:
                        connection.send(stream);
                        connection.finish_sending();
                        if (connection.read_all().ends_with("\r\n0\r\n\r\n")) ++good;
                }
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(good, 12 * 20);
    EXPECT_EQ(server.server.drain(std::chrono::seconds(60)), 0U);
}

}  // namespace
}  // namespace marquee::http
