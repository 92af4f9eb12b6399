#include <atomic>
#include <thread>

#include "gtest/gtest.h"

#include "tests/interfaces/http/tls_server.h"
#include "tests/support/tls_connection.h"

namespace marquee::http {
namespace {

using marquee::test::TlsConnection;
using test::TlsServer;

TEST(ConcurrentTls, ServesManyClientsWhileTheCertificateChanges) {
    TlsServer server;
    std::atomic<int> good{0};
    std::atomic<bool> stop{false};
    std::thread renewing([&] {
        for (int i = 0; !stop; ++i) {
            server.files.renew(i % 2 == 0 ? "second" : "first");
            server.certificate.reload_if_changed();
        }
    });
    std::vector<std::thread> clients;
    for (int i = 0; i < 6; ++i) {
        clients.emplace_back([&] {
            for (int n = 0; n < 10; ++n) {
                TlsConnection connection(server.port());
                connection.shake_hands().send(
                    "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                if (connection.read_reply().ends_with("hello")) ++good;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    stop = true;
    renewing.join();
    EXPECT_EQ(good, 60);
}

TEST(ConcurrentTls, DrainsUnderHandshakes) {
    TlsServer server;
    std::atomic<bool> stop{false};
    std::atomic<int> answers{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            while (!stop) {
                // Once the server closes, whatever fails here is as it should be.
                try {
                    TlsConnection connection(server.port());
                    connection.shake_hands().send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
                    connection.read_reply();
                    ++answers;
                } catch (const std::runtime_error&) {
                }
            }
        });
    }
    while (answers < 20) std::this_thread::yield();
    EXPECT_EQ(server.server.server.drain(std::chrono::seconds(60)), 0U);
    stop = true;
    for (std::thread& client : clients) client.join();
}

}  // namespace
}  // namespace marquee::http
