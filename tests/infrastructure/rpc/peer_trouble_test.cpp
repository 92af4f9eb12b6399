#include <atomic>
#include <functional>

#include "tests/infrastructure/rpc/peer_fixture.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::echo_again;
using test::echo_once;
using test::EchoServer;
using test::TcpGate;

constexpr const char* kState = "marquee_rpc_client_instance_state";

EchoServer::Answer shed(const std::string& pushback) {
    return {8, "too much to do", "", pushback};
}

/// Of two instances one gets the first request and hangs; then its connection is cut.
class PeerChannelLoss : public PeerFixture {
protected:
    EchoServer::Answer respond() { return {.hang = !asked_.exchange(true)}; }

    std::optional<ErrorCode> lose(const Method& method) {
        endpoints.list({address_of(first_gate), address_of(second_gate)});
        channel();
        eventually([&] { return connected() == 2; });
        const std::jthread cut([&] {
            eventually([&] { return first.requests() + second.requests() == 1; });
            (first.requests() == 1 ? first_gate : second_gate).close();
        });
        return failure(method);
    }

    std::atomic<bool> asked_ = false;
    const EchoServer first{[this](const auto&) { return respond(); }};
    const EchoServer second{[this](const auto&) { return respond(); }};
    TcpGate first_gate{"127.0.0.1", first.port()};
    TcpGate second_gate{"127.0.0.1", second.port()};
};

TEST_F(PeerChannelLoss, IsMadeGoodByAnotherInstance) {
    EXPECT_EQ(lose(echo_again()), std::nullopt);
    EXPECT_EQ(first.requests() + second.requests(), 2);
    EXPECT_EQ(counted("marquee_rpc_client_retries_total"), 1);
}

TEST_F(PeerChannelLoss, LeavesUnknownWhatMayNotBeRepeated) {
    EXPECT_EQ(lose(echo_once()), ErrorCode::unknown_outcome);
    EXPECT_EQ(first.requests() + second.requests(), 1);
}

TEST_F(PeerChannelLoss, IsNotMadeGoodWhenRetriesAreOff) {
    options.retries.on = false;

    EXPECT_EQ(lose(echo_again()), ErrorCode::unavailable);
    EXPECT_EQ(first.requests() + second.requests(), 1);
}

class PeerChannelRefusal : public PeerFixture {};

TEST_F(PeerChannelRefusal, IsTriedAgainSinceNothingWasDone) {
    std::atomic<int> asked = 0;
    const EchoServer server(
        [&](const auto&) { return ++asked == 1 ? shed("0") : EchoServer::Answer{}; });
    endpoints.list({server.address()});

    EXPECT_EQ(ask(echo_once(), "hello"), "hello");
    EXPECT_EQ(server.requests(), 2);
}

TEST_F(PeerChannelRefusal, IsFinalWhenThePeerSaysSo) {
    const EchoServer server([](const auto&) { return shed("-1"); });
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_again()), ErrorCode::resource_exhausted);
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(PeerChannelRefusal, IsFinalWhenTheCallWouldBeOver) {
    const EchoServer server([](const auto&) { return shed("60000"); });
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_again()), ErrorCode::resource_exhausted);
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(PeerChannelRefusal, IsTriedThreeTimes) {
    const EchoServer server([](const auto&) { return shed("0"); });
    endpoints.list({server.address()});

    EXPECT_EQ(failure(echo_again()), ErrorCode::resource_exhausted);
    EXPECT_EQ(server.requests(), 3);
}

TEST_F(PeerChannelRefusal, IsNotTriedAgainBeyondTheBudget) {
    const EchoServer server([](const auto&) { return shed("0"); });
    endpoints.list({server.address()});
    options.throttling.on = false;
    options.retries.share = 0;
    options.retries.per_second = 0;

    for (int i = 0; i < 20; ++i) failure(echo_again());

    EXPECT_EQ(server.requests(), 20 + 10);
    EXPECT_EQ(counted("marquee_rpc_client_retries_withheld_total"), 15);
}

TEST_F(PeerChannelRefusal, SparesAPeerThatRefusesEverything) {
    const EchoServer server([](const auto&) { return shed("-1"); });
    endpoints.list({server.address()});

    int throttled = 0;
    for (int i = 0; i < 200; ++i) {
        throttled += failure(echo_again()) == ErrorCode::unavailable ? 1 : 0;
    }

    EXPECT_GT(throttled, 100);
    EXPECT_EQ(server.requests(), 200 - throttled);
    EXPECT_EQ(counted("marquee_rpc_client_throttled_total"), throttled);
}

TEST_F(PeerChannelRefusal, SparesNobodyWhenSwitchedOff) {
    const EchoServer server([](const auto&) { return shed("-1"); });
    endpoints.list({server.address()});
    PeerOptions off = channel().options();
    off.throttling.on = false;
    channel().change(off);

    for (int i = 0; i < 50; ++i) EXPECT_EQ(failure(echo_again()), ErrorCode::resource_exhausted);
}

TEST_F(PeerChannelRefusal, IsHeldToTheBudgetThatWasSetLast) {
    const EchoServer server([](const auto&) { return shed("0"); });
    endpoints.list({server.address()});
    options.throttling.on = false;
    options.retries.share = 0;
    options.retries.per_second = 0;
    for (int i = 0; i < 20; ++i) failure(echo_again());
    const int before = server.requests();

    PeerOptions more = channel().options();
    more.retries.share = 2;
    channel().change(more);
    for (int i = 0; i < 20; ++i) failure(echo_again());

    EXPECT_EQ(server.requests(), before + 20 + 40);
}

TEST_F(PeerChannelRefusal, IsSparedByTheFactorThatWasSetLast) {
    std::atomic<int> asked = 0;
    const EchoServer server(
        [&](const auto&) { return ++asked <= 20 ? EchoServer::Answer{} : shed("-1"); });
    endpoints.list({server.address()});
    for (int i = 0; i < 200; ++i) failure(echo_again());
    const double before = counted("marquee_rpc_client_throttled_total");
    ASSERT_GT(before, 0);

    PeerOptions lax = channel().options();
    lax.throttling.factor = 1000;
    channel().change(lax);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(failure(echo_again()), ErrorCode::resource_exhausted);
    EXPECT_EQ(counted("marquee_rpc_client_throttled_total"), before);
}

class PeerChannelLeaving : public PeerFixture {};

TEST_F(PeerChannelLeaving, SendsAllCallsElsewhereAndNoneTwice) {
    const EchoServer leaving([](const auto&) { return EchoServer::Answer{14, "", "", "0"}; });
    const EchoServer well;
    endpoints.list({leaving.address(), well.address()});
    options.balance = false;
    channel();
    ASSERT_TRUE(eventually([&] { return connected() == 2; }));

    for (int i = 0; i < 100; ++i) EXPECT_EQ(failure(echo_once()), std::nullopt);

    EXPECT_EQ(leaving.requests(), 1);
    EXPECT_EQ(well.requests(), 100);
    EXPECT_EQ(counted("marquee_rpc_client_retries_total"), 1);
}

TEST_F(PeerChannelLeaving, IsNotAskedByAnybodyWhenNobodyElseIsLeft) {
    const EchoServer leaving([](const auto&) { return EchoServer::Answer{14, "", "", "0"}; });
    endpoints.list({leaving.address()});

    for (int i = 0; i < 20; ++i) EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);

    EXPECT_EQ(leaving.requests(), 1);
}

TEST_F(PeerChannelLeaving, EndsWithAnotherConnection) {
    std::atomic<bool> going = true;
    const EchoServer server([&](const auto&) {
        return going ? EchoServer::Answer{14, "", "", "0"} : EchoServer::Answer{};
    });
    TcpGate gate("127.0.0.1", server.port());
    endpoints.list({address_of(gate)});
    ASSERT_EQ(failure(echo_once()), ErrorCode::unavailable);
    going = false;
    EXPECT_EQ(failure(echo_once()), ErrorCode::unavailable);

    gate.close();
    EXPECT_TRUE(eventually([&] { return connected() == 0; }));
    gate.open();

    EXPECT_TRUE(eventually([&] { return failure(echo_once()) == std::nullopt; }));
}

class PeerChannelEjection : public PeerFixture {
protected:
    PeerChannelEjection() {
        options.balance = false;
        options.ejection.first_time = seconds(1000);
        options.ejection.longest_time = seconds(1000);
    }

    void connect_to(const EchoServer& one, const EchoServer& other) {
        endpoints.list({one.address(), other.address()});
        channel();
        ASSERT_TRUE(eventually([&] { return connected() == 2; }));
    }
};

TEST_F(PeerChannelEjection, LeavesOutAnInstanceThatFails) {
    const EchoServer failing([](const auto&) { return EchoServer::Answer{14, "going down"}; });
    const EchoServer well;
    connect_to(failing, well);

    for (int i = 0; i < 100; ++i) EXPECT_EQ(failure(echo_again()), std::nullopt);

    EXPECT_EQ(failing.requests(), 5);
    EXPECT_EQ(ejected(), 1);
    EXPECT_EQ(counted("marquee_rpc_client_ejections_total", "failures"), 1);
    EXPECT_TRUE(eventually([&] { return counted(kState, "ejected") == 1; }));
    EXPECT_EQ(counted(kState, failing.address()), 2);
    EXPECT_EQ(counted(kState, well.address()), 1);
}

TEST_F(PeerChannelEjection, EndsWhenItIsSwitchedOff) {
    const EchoServer failing([](const auto&) { return EchoServer::Answer{14, "going down"}; });
    const EchoServer well;
    connect_to(failing, well);
    for (int i = 0; i < 100; ++i) failure(echo_again());
    ASSERT_EQ(ejected(), 1);

    PeerOptions off = channel().options();
    off.ejection.on = false;
    off.retries.share = 1;
    channel().change(off);
    EXPECT_EQ(ejected(), 0);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(failure(echo_again()), std::nullopt);

    EXPECT_GT(failing.requests(), 5 + 20);
    EXPECT_TRUE(eventually([&] { return counted(kState, "ejected") == 0; }));
}

TEST_F(PeerChannelEjection, EndsWhenTheInstanceAnswersAgain) {
    std::atomic<int> asked = 0;
    const EchoServer once_failing(
        [&](const auto&) { return EchoServer::Answer{++asked <= 5 ? 14 : 0}; });
    const EchoServer well;
    options.ejection.first_time = milliseconds(1);
    connect_to(once_failing, well);

    EXPECT_TRUE(eventually([&] {
        EXPECT_EQ(failure(echo_again()), std::nullopt);
        return once_failing.requests() > 10;
    }));
    EXPECT_EQ(ejected(), 0);
}

TEST_F(PeerChannelEjection, KeepsTryingWhenNobodyElseIsLeft) {
    std::atomic<int> asked = 0;
    const EchoServer server([&](const auto&) { return EchoServer::Answer{++asked <= 6 ? 14 : 0}; });
    endpoints.list({server.address()});
    options.retries.on = false;
    options.throttling.on = false;

    for (int i = 0; i < 6; ++i) EXPECT_EQ(failure(echo_again()), ErrorCode::unavailable);
    EXPECT_EQ(ejected(), 1);
    EXPECT_EQ(failure(echo_again()), std::nullopt);
}

TEST_F(PeerChannelEjection, IsNotCausedByErrorsOrByCallersThatLeave) {
    const EchoServer server([&](const auto& request) {
        if (request.text == "hang") return EchoServer::Answer{.hang = true};
        return EchoServer::Answer{5, "not there", ""};
    });
    endpoints.list({server.address()});
    options.ejection.failures = 1;

    EXPECT_THROW(ask(echo_again(), "x"), std::runtime_error);
    std::stop_source caller;
    Call call = soon();
    call.cancelled = caller.get_token();
    const std::jthread leaving([&] {
        eventually([&] { return server.requests() == 2; });
        caller.request_stop();
    });
    EXPECT_THROW(ask(echo_again(), "hang", call), Error);

    EXPECT_EQ(ejected(), 0);
}

/// Of two instances one takes calls, lives, and never answers.
class PeerChannelHalfHung : public PeerChannelEjection {
protected:
    /// How much time the server that is asked is given.
    std::atomic<long> left = 0;
    const EchoServer well{[this](const auto& request) {
        left = request.left;
        return EchoServer::Answer{};
    }};
};

TEST_F(PeerChannelHalfHung, CostsACallHalfOfItsTimeAndIsLeftOut) {
    const EchoServer hanging([](const auto&) { return EchoServer::Answer{.hang = true}; });
    options.ejection.failures = 1;
    connect_to(hanging, well);

    for (int i = 0; i < 200 && hanging.requests() == 0; ++i) {
        // Half of it, for the one call that has to wait for that.
        EXPECT_EQ(failure(echo_again(), within(seconds(6))), std::nullopt);
    }

    EXPECT_EQ(hanging.requests(), 1);
    EXPECT_TRUE(eventually([&] { return hanging.cancelled() == 1; }));
    EXPECT_EQ(ejected(), 1);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(failure(echo_again()), std::nullopt);
    EXPECT_EQ(hanging.requests(), 1);
}

TEST_F(PeerChannelHalfHung, IsProvidedForWhereAnotherInstanceCanFollow) {
    const EchoServer other([this](const auto& request) {
        left = request.left;
        return EchoServer::Answer{};
    });
    connect_to(well, other);
    // Half of the time and all of it are both told in whole seconds, rounded up.
    constexpr long kBetween = 450'000;
    const auto given = [&](const Method& method) {
        EXPECT_EQ(failure(method, within(seconds(600))), std::nullopt);
        return left.load();
    };

    EXPECT_LE(given(echo_again()), kBetween);
    EXPECT_GT(given(echo_once()), kBetween);
    PeerOptions never = options;
    never.retries.on = false;
    channel().change(never);
    EXPECT_GT(given(echo_again()), kBetween);
    channel().change(options);
    endpoints.list({well.address()});
    EXPECT_GT(given(echo_again()), kBetween);
}

class PeerChannelSilence : public PeerFixture {};

TEST_F(PeerChannelSilence, IsNotListenedToForLongerThanACallMayTake) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    endpoints.list({server.address()});
    PeerOptions impatient = channel().options();
    impatient.call_timeout = milliseconds(200);
    channel().change(impatient);

    EXPECT_EQ(failure(echo_again(), Call{}), ErrorCode::deadline_exceeded);
    EXPECT_EQ(failure(echo_again(), within(seconds(1000))), ErrorCode::deadline_exceeded);
    EXPECT_EQ(server.requests(), 2);
}

TEST_F(PeerChannelSilence, IsNoticedWithoutAnyCall) {
    const EchoServer server;
    TcpGate gate("127.0.0.1", server.port());
    endpoints.list({address_of(gate)});
    connection.keepalive_interval = milliseconds(100);
    connection.keepalive_timeout = milliseconds(500);
    ASSERT_EQ(failure(echo_once()), std::nullopt);

    gate.freeze();

    EXPECT_TRUE(eventually([&] { return connected() == 0; }));
}

TEST_F(PeerChannelSilence, LosesWhatWasAskedBefore) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    TcpGate gate("127.0.0.1", server.port());
    endpoints.list({address_of(gate)});
    connection.keepalive_interval = milliseconds(100);
    connection.keepalive_timeout = milliseconds(500);
    const std::jthread freezing([&] {
        eventually([&] { return server.requests() == 1; });
        gate.freeze();
    });

    EXPECT_EQ(failure(echo_once(), Call{}), ErrorCode::unknown_outcome);
}

/// Threads that call until the fixture ends.
class PeerChannelConcurrent : public PeerFixture {
protected:
    void begin(const Method& method, int threads) {
        // Made here, not by whoever comes first.
        channel();
        for (int i = 0; i < threads; ++i) {
            callers_.emplace_back([this, &method](const std::stop_token& over) {
                while (!over.stop_requested()) {
                    ++(failure(method) ? failed : answered);
                }
            });
        }
    }

    void end() { callers_.clear(); }

    /// Until so many more were answered.
    bool go_on(int calls) {
        const int before = answered;
        return eventually([&] { return answered >= before + calls; });
    }

    std::atomic<int> answered = 0;
    std::atomic<int> failed = 0;

private:
    std::vector<std::jthread> callers_;
};

TEST_F(PeerChannelConcurrent, ReadsDoNotFailWhenAnInstanceDiesAndComesBack) {
    const EchoServer first;
    const EchoServer second;
    TcpGate gate("127.0.0.1", first.port());
    endpoints.list({address_of(gate), second.address()});
    channel();
    ASSERT_TRUE(eventually([&] { return connected() == 2; }));
    begin(echo_again(), 8);
    ASSERT_TRUE(go_on(500));

    gate.close();
    EXPECT_TRUE(eventually([&] { return connected() == 1; }));
    EXPECT_TRUE(go_on(500));

    gate.open();
    EXPECT_TRUE(eventually([&] { return connected() == 2; }));
    const int before = first.requests();
    EXPECT_TRUE(eventually([&] { return first.requests() > before + 100; }));
    end();
    EXPECT_EQ(failed, 0);
}

TEST_F(PeerChannelConcurrent, ReadsDoNotFailWhenAnInstanceGoesInGoodOrder) {
    EchoServer first;
    const EchoServer second;
    endpoints.list({first.address(), second.address()});
    channel();
    ASSERT_TRUE(eventually([&] { return connected() == 2; }));
    begin(echo_again(), 8);
    ASSERT_TRUE(go_on(500));

    first.drain();
    EXPECT_TRUE(go_on(500));
    end();

    EXPECT_EQ(failed, 0);
}

TEST_F(PeerChannelConcurrent, CallsGoOnWhileInstancesAndOptionsChange) {
    const EchoServer first;
    const EchoServer second;
    endpoints.list({first.address(), second.address()});
    begin(echo_once(), 4);
    for (int i = 0; i < 50; ++i) {
        endpoints.list({i % 2 == 0 ? first.address() : second.address()});
        PeerOptions other = channel().options();
        other.balance = i % 3 == 0;
        channel().change(other);
        channel().instances();
        EXPECT_TRUE(go_on(5));
    }
    end();

    EXPECT_EQ(failed, 0);
}

}  // namespace
}  // namespace marquee::rpc
