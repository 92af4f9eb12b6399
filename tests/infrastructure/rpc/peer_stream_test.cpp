#include "infrastructure/rpc/peer_stream.h"

#include "tests/infrastructure/rpc/peer_fixture.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::echo_stream;
using test::EchoServer;
using Next = AnswerStream::Next;

class PeerStream : public PeerFixture {
protected:
    std::unique_ptr<AnswerStream> open(const std::string& value, const Call& call = soon()) {
        return channel().open(call, echo_stream(), text(value));
    }

    static Call::Deadline later() { return soon().deadline; }

    StringValue answer;
};

TEST_F(PeerStream, GivesAllAnswersAndEnds) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.messages = 3}; });
    endpoints.list({server.address()});
    const auto stream = open("hello");

    for (int i = 0; i < 3; ++i) {
        answer.clear_value();
        ASSERT_EQ(stream->next(answer, later()), Next::answer);
        EXPECT_EQ(answer.value(), "hello");
    }
    EXPECT_EQ(stream->next(answer, later()), Next::end);
    EXPECT_EQ(stream->next(answer, later()), Next::end);
}

TEST_F(PeerStream, SaysThatThereIsNoneYet) {
    const EchoServer server(
        [](const auto&) { return EchoServer::Answer{.messages = 1, .open_end = true}; });
    endpoints.list({server.address()});
    const auto stream = open("hello");

    ASSERT_EQ(stream->next(answer, later()), Next::answer);
    EXPECT_EQ(stream->next(answer, within(milliseconds(10)).deadline), Next::none_yet);
    EXPECT_EQ(stream->next(answer, within(milliseconds(10)).deadline), Next::none_yet);
}

TEST_F(PeerStream, IsCancelledWhenNobodyWantsIt) {
    const EchoServer server(
        [](const auto&) { return EchoServer::Answer{.messages = 1, .open_end = true}; });
    endpoints.list({server.address()});
    auto stream = open("hello");
    ASSERT_EQ(stream->next(answer, later()), Next::answer);

    stream.reset();

    EXPECT_TRUE(eventually([&] { return server.cancelled() == 1; }));
}

TEST_F(PeerStream, MakesThePeerWaitWhileNobodyReads) {
    constexpr int kMessages = 100'000;
    const EchoServer server([](const auto&) { return EchoServer::Answer{.messages = kMessages}; });
    endpoints.list({server.address()});
    const auto stream = open(std::string(10'000, 'x'));
    ASSERT_EQ(stream->next(answer, later()), Next::answer);

    EXPECT_TRUE(eventually([&] {
        const int before = server.streamed();
        std::this_thread::sleep_for(milliseconds(100));
        return server.streamed() == before;
    }));

    EXPECT_LT(server.streamed(), kMessages);
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(stream->next(answer, later()), Next::answer);
}

TEST_F(PeerStream, ThrowsWhatThePeerThrew) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{8, "too much"}; });
    endpoints.list({server.address()});
    const auto stream = open("hello");

    EXPECT_THROW(stream->next(answer, later()), Error);
    EXPECT_EQ(stream->next(answer, later()), Next::end);
}

TEST_F(PeerStream, BreaksWithItsConnection) {
    const EchoServer server(
        [](const auto&) { return EchoServer::Answer{.messages = 1, .open_end = true}; });
    test::TcpGate gate("127.0.0.1", server.port());
    endpoints.list({address_of(gate)});
    const auto stream = open("hello");
    ASSERT_EQ(stream->next(answer, later()), Next::answer);

    gate.close();

    try {
        stream->next(answer, later());
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unavailable);
    }
}

TEST_F(PeerStream, EndsAtItsDeadline) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    endpoints.list({server.address()});
    const auto stream = open("hello", within(seconds(1)));

    try {
        stream->next(answer, later());
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::deadline_exceeded);
    }
}

TEST_F(PeerStream, EndsWhenItsCallerGoesAway) {
    const EchoServer server([](const auto&) { return EchoServer::Answer{.hang = true}; });
    endpoints.list({server.address()});
    std::stop_source caller;
    Call call = soon();
    call.cancelled = caller.get_token();
    const auto stream = open("hello", call);
    const std::jthread leaving([&] {
        eventually([&] { return server.requests() == 1; });
        caller.request_stop();
    });

    EXPECT_THROW(stream->next(answer, later()), Error);
    EXPECT_TRUE(eventually([&] { return server.cancelled() == 1; }));
}

TEST_F(PeerStream, IsNoBurdenToItsInstance) {
    const EchoServer server(
        [](const auto&) { return EchoServer::Answer{.messages = 1, .open_end = true}; });
    endpoints.list({server.address()});
    const auto stream = open("hello");
    ASSERT_EQ(stream->next(answer, later()), Next::answer);

    EXPECT_EQ(channel().instances()[0].in_flight, 0);
}

}  // namespace
}  // namespace marquee::rpc
