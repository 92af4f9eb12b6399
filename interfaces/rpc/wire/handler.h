#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/shared/call.h"
#include "interfaces/rpc/wire/method.h"

namespace google::protobuf {
class Message;
}

namespace marquee::rpc {

/// Takes a message of a stream to the one who asked. Waits until there is room for it; false when
/// nobody takes any more.
using Send = std::function<bool(const google::protobuf::Message& answer)>;

/// What answers one method of this process. Callable from any thread.
struct Handler {
    using Message = google::protobuf::Message;

    Method method;
    std::function<std::unique_ptr<Message>()> new_request;
    std::function<std::unique_ptr<Message>()> new_answer;
    /// Fills in `answer`, or throws Error. Empty for a method that streams.
    std::function<void(const Call& call, const Message& request, Message& answer)> answer;
    /// Sends answers until there are none any more, `send` says so, or the call is over. Empty for
    /// a method that does not stream.
    std::function<void(const Call& call, const Message& request, const Send& send)> stream;
};

/// What answers `method` with what `answer` returns for a request.
template <class Request, class Answer>
Handler handler(const std::string& method,
                std::function<Answer(const Call&, const Request&)> answer) {
    return {Method(method),
            [] { return std::make_unique<Request>(); },
            [] { return std::make_unique<Answer>(); },
            [answer = std::move(answer)](const Call& call, const Handler::Message& request,
                                         Handler::Message& filled) {
                static_cast<Answer&>(filled) = answer(call, static_cast<const Request&>(request));
            },
            {}};
}

/// What answers `method` with what `answer` makes of `service`, which outlives it, and a request.
template <class Service, class Request, class Answer>
Handler handler(const std::string& method, Service& service,
                Answer (*answer)(Service&, const Call&, const Request&)) {
    return handler<Request, Answer>(method,
                                    [&service, answer](const Call& call, const Request& request) {
                                        return answer(service, call, request);
                                    });
}

/// The same for a method that streams, whose messages are each an Answer.
template <class Request, class Answer>
Handler stream_handler(const std::string& method,
                       std::function<void(const Call&, const Request&, const Send&)> stream) {
    return {Method(method),
            [] { return std::make_unique<Request>(); },
            [] { return std::make_unique<Answer>(); },
            {},
            [stream = std::move(stream)](const Call& call, const Handler::Message& request,
                                         const Send& send) {
                stream(call, static_cast<const Request&>(request), send);
            }};
}

/// A context's methods, as its table of routes has its routes.
using Handlers = std::vector<Handler>;

/// Puts `more` behind `all`.
inline void add(Handlers& all, Handlers more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

}  // namespace marquee::rpc
