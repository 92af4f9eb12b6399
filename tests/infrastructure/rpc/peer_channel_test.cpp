#include "infrastructure/rpc/peer_channel.h"

#include <atomic>
#include <gmock/gmock.h>
#include <stdexcept>

#include "interfaces/rpc/wire/status.h"
#include "tests/infrastructure/rpc/peer_fixture.h"
#include "tests/support/test_certificate.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::echo_again;
using test::echo_once;
using test::EchoServer;

class PeerChannelCall : public PeerFixture {};

TEST_F(PeerChannelCall, IsAnswered) {
    const EchoServer server;
    endpoints.list({server.address()});

    EXPECT_EQ(ask(echo_once(), "hello"), "hello");
    EXPECT_EQ(server.requests(), 1);
    EXPECT_EQ(counted("marquee_rpc_client_attempts_total", "ok"), 1);
}

TEST_F(PeerChannelCall, TakesDeadlineAndRequestIdAlong) {
    EchoServer::Request seen;
    const EchoServer server([&](const auto& request) {
        seen = request;
        return EchoServer::Answer{};
    });
    endpoints.list({server.address()});
    Call call = within(seconds(15));
    call.request_id = "request-1";

    ask(echo_once(), "hello", call);

    EXPECT_EQ(seen.path, "/marquee.test.Echo/Once");
    EXPECT_EQ(seen.metadata["x-request-id"], "request-1");
    EXPECT_GT(seen.left, 0);
    EXPECT_LE(seen.left, 15'000);
}

TEST_F(PeerChannelCall, NeedsNoDeadline) {
    EchoServer::Request seen;
    const EchoServer server([&](const auto& request) {
        seen = request;
        return EchoServer::Answer{};
    });
    endpoints.list({server.address()});

    ask(echo_once(), "hello", Call{});

    EXPECT_EQ(seen.left, -1);
}

TEST_F(PeerChannelCall, TakesLargeMessages) {
    const EchoServer server;
    endpoints.list({server.address()});
    const std::string large(10'000'000, 'x');

    EXPECT_EQ(ask(echo_once(), large), large);
}

TEST_F(PeerChannelCall, ThrowsWhatThePeerThrew) {
    const Error thrown(ErrorCode::conflict, "there is one", {{"title", "is taken"}});
    const EchoServer server([&](const auto&) {
        const auto status = status_of(thrown);
        return EchoServer::Answer{status.code, status.message, status.details};
    });
    endpoints.list({server.address()});

    try {
        ask(echo_again(), "x");
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), thrown.code());
        EXPECT_STREQ(error.what(), thrown.what());
        EXPECT_EQ(error.fields(), thrown.fields());
    }
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(PeerChannelCall, ThrowsNoErrorForAFailureThatIsNone) {
    const auto status = status_of(std::runtime_error("broken"));
    const EchoServer server([&](const auto&) {
        return EchoServer::Answer{status.code, status.message, status.details};
    });
    endpoints.list({server.address()});

    EXPECT_THROW(ask(echo_again(), "x"), std::runtime_error);
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(PeerChannelCall, TakesAFailureThatGrpcTellsOfForALoss) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{13, "broken"}; });
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_once()), ErrorCode::unknown_outcome);
    EXPECT_EQ(server.requests(), 1);
    EXPECT_EQ(failure(echo_again()), ErrorCode::unavailable);
    EXPECT_GT(server.requests(), 2);
}

TEST_F(PeerChannelCall, EndsAtItsDeadline) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_again(), within(milliseconds(300))), ErrorCode::deadline_exceeded);
    EXPECT_TRUE(eventually([&] { return server.cancelled() == server.requests(); }));
}

TEST_F(PeerChannelCall, IsNotBegunAfterItsDeadline) {
    const EchoServer server;
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_again(), within(milliseconds(-1))), ErrorCode::deadline_exceeded);
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(PeerChannelCall, EndsWhenItsCallerGoesAway) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    endpoints.list({server.address()});
    std::stop_source caller;
    Call call = soon();
    call.cancelled = caller.get_token();
    const std::jthread leaving([&] {
        eventually([&] { return server.requests() == 1; });
        caller.request_stop();
    });

    EXPECT_EQ(failure(echo_again(), call), ErrorCode::deadline_exceeded);
    EXPECT_TRUE(eventually([&] { return server.cancelled() == 1; }));
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(PeerChannelCall, WaitsForTheFirstInstance) {
    const EchoServer server;
    options.connection_wait = seconds(20);
    channel();
    const std::jthread found([&] {
        std::this_thread::sleep_for(milliseconds(10));
        endpoints.list({server.address()});
    });

    EXPECT_EQ(ask(echo_once(), "hello"), "hello");
}

TEST_F(PeerChannelCall, IsUnavailableWithoutAnyInstance) {
    options.connection_wait = milliseconds(20);

    EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);
    EXPECT_EQ(failure(echo_once(), within(milliseconds(10))), ErrorCode::deadline_exceeded);
}

TEST_F(PeerChannelCall, IsUnavailableAtOnceWhenNobodyListens) {
    const EchoServer server;
    test::TcpGate gate("127.0.0.1", server.port());
    gate.close();
    endpoints.list({address_of(gate)});
    // So long that only whoever does not wait passes.
    options.connection_wait = seconds(60);

    EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);
    EXPECT_EQ(failure(echo_again()), ErrorCode::unavailable);
}

TEST_F(PeerChannelCall, GoesWhereTheInstancesAreNow) {
    const EchoServer first;
    const EchoServer second;
    endpoints.list({first.address()});
    ask(echo_once(), "x");

    endpoints.list({second.address()});
    ask(echo_once(), "x");
    ask(echo_once(), "x");

    EXPECT_EQ(first.requests(), 1);
    EXPECT_EQ(second.requests(), 2);
    ASSERT_EQ(channel().instances().size(), 1U);
    EXPECT_EQ(channel().instances()[0].endpoint.address, second.address());
}

TEST_F(PeerChannelCall, GoesToAllInstances) {
    const EchoServer first;
    const EchoServer second;
    endpoints.list({first.address(), second.address()});
    options.balance = false;
    channel();
    ASSERT_TRUE(eventually([&] { return connected() == 2; }));

    EXPECT_TRUE(eventually([&] {
        ask(echo_once(), "x");
        return first.requests() > 0 && second.requests() > 0;
    }));
}

TEST_F(PeerChannelCall, ShowsHowInstancesAre) {
    const EchoServer server;
    endpoints.list({server.address(), server.address()});
    ask(echo_once(), "x");

    const auto instances = channel().instances();
    ASSERT_EQ(instances.size(), 1U);
    EXPECT_TRUE(instances[0].connected);
    EXPECT_FALSE(instances[0].ejected);
    EXPECT_GT(instances[0].latency.count(), 0);
    EXPECT_EQ(instances[0].in_flight, 0);
    EXPECT_TRUE(
        eventually([&] { return counted("marquee_rpc_client_instances", "connected") == 1; }));
}

TEST_F(PeerChannelCall, CountsForEachInstanceAsLongAsItIsThere) {
    constexpr const char* kAttempts = "marquee_rpc_client_instance_attempts_total";
    constexpr const char* kLatency = "marquee_rpc_client_instance_latency_seconds";
    const EchoServer first;
    const EchoServer second;
    endpoints.list({first.address()});
    ask(echo_once(), "x");
    ask(echo_once(), "x");
    EXPECT_EQ(counted(kAttempts, first.address()), 2);
    EXPECT_TRUE(eventually([&] { return counted(kLatency, first.address()) > 0; }));

    endpoints.list({second.address()});
    ASSERT_TRUE(eventually([&] {
        ask(echo_once(), "x");
        return counted(kAttempts, second.address()) > 0;
    }));
    EXPECT_EQ(counted(kAttempts, first.address()), 0);
    EXPECT_EQ(counted(kLatency, first.address()), 0);

    // It is another one now, at the same address.
    endpoints.list({first.address(), second.address()});
    EXPECT_TRUE(eventually([&] {
        ask(echo_once(), "x");
        return counted(kAttempts, first.address()) > 0;
    }));
}

class PeerChannelSecurity : public PeerFixture {
protected:
    PeerChannelSecurity()
        : server_({}, EchoServer::Security{peer_.certificate_file(), peer_.key_file(),
                                           own_.certificate_file()}) {
        endpoints.list({server_.address()});
        connection.security = {peer_.certificate_file(), own_.certificate_file(), own_.key_file(),
                               "peer"};
        options.connection_wait = seconds(20);
    }

    const test::TestCertificate peer_{"peer"};
    const test::TestCertificate own_{"caller"};
    const EchoServer server_;
};

TEST_F(PeerChannelSecurity, LetsBothSidesShowWhoTheyAre) {
    EXPECT_EQ(ask(echo_once(), "hello"), "hello");
}

TEST_F(PeerChannelSecurity, GoesNowhereWithoutACertificate) {
    connection.security.certificate_file.clear();

    EXPECT_EQ(failure(echo_once(), within(seconds(1))).has_value(), true);
    EXPECT_EQ(server_.requests(), 0);
}

TEST_F(PeerChannelSecurity, TrustsNobodyElse) {
    const test::TestCertificate other("peer");
    connection.security.authority_file = other.certificate_file();

    EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);
}

TEST_F(PeerChannelSecurity, TrustsNoOtherName) {
    connection.security.name = "somebody";

    EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);
}

TEST_F(PeerChannelSecurity, NeedsItsFiles) {
    connection.security.key_file = "/nowhere/key.pem";

    EXPECT_THROW(channel(), std::runtime_error);
}

}  // namespace
}  // namespace marquee::rpc
