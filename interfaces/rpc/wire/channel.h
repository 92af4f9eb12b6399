#pragma once

#include <cstddef>
#include <memory>

#include "domain/shared/call.h"
#include "interfaces/rpc/wire/method.h"

namespace google::protobuf {
class Message;
}

namespace marquee::rpc {

/// What a message may have, in bytes.
inline constexpr std::size_t kLargestMessage = std::size_t{64} << 20;

/// The answers of a method that streams them, one after another. For one thread; to be destroyed is
/// to end the call.
class AnswerStream {
public:
    enum class Next { answer, none_yet, end };

    virtual ~AnswerStream() = default;

    /// Waits until `until` for the next answer, and makes it `answer`. The other side is only as
    /// far ahead as buffers allow. Throws as Channel::call does.
    virtual Next next(google::protobuf::Message& answer, Call::Deadline until) = 0;
};

/// The way to a context that is asked by messages. Callable from any thread.
class Channel {
public:
    virtual ~Channel() = default;

    /// Has `method` answer `request`. What it throws there as an Error is thrown here: the same
    /// code, message and fields. Besides, throws Error(invalid) for a request that is larger than
    /// kLargestMessage, Error(unavailable) when it can't have been asked,
    /// Error(deadline_exceeded), for a method that isn't repeatable Error(unknown_outcome) when it
    /// may have been asked and the answer is lost, and std::runtime_error for a failure there that
    /// is no Error.
    virtual void call(const Call& call, const Method& method,
                      const google::protobuf::Message& request,
                      google::protobuf::Message& answer) = 0;

    /// The same for a method that streams its answers.
    virtual std::unique_ptr<AnswerStream> open(const Call& call, const Method& method,
                                               const google::protobuf::Message& request) = 0;
};

/// The answer of `method`.
template <class Answer>
Answer ask(Channel& channel, const Call& call, const Method& method,
           const google::protobuf::Message& request) {
    Answer answer;
    channel.call(call, method, request, answer);
    return answer;
}

/// Throws Error(invalid) when the request is larger than kLargestMessage: nobody would take it.
void require_sendable(const google::protobuf::Message& request);

/// Throws std::runtime_error, as for a failure there, unless the answer of `method` has as many
/// parts as it has to.
void require_count(const Method& method, int parts, int wanted);

}  // namespace marquee::rpc
