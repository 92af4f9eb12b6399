#pragma once

#include <map>
#include <string>

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::rpc {

/// The way to handlers in this process, by the bytes that would go over the network: a way to see
/// that a context can be split off, without doing it. Deadline and cancellation go along by
/// themselves, as the caller waits for the handler.
class DirectChannel : public Channel {
public:
    explicit DirectChannel(Handlers handlers);

    void call(const Call& call, const Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override;
    std::unique_ptr<AnswerStream> open(const Call& call, const Method& method,
                                       const google::protobuf::Message& request) override;

private:
    const Handler& handler_of(const Method& method) const;

    std::map<std::string, Handler> handlers_;
};

}  // namespace marquee::rpc
