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
