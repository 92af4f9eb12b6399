#pragma once

#include <memory>
#include <utility>

#include "interfaces/rpc/wire/channel.h"

namespace marquee::rpc {

/// Sends each call that may be repeated twice, as if the first answer had been lost. Callable from
/// any thread.
class RepeatingChannel : public Channel {
public:
    explicit RepeatingChannel(std::unique_ptr<Channel> channel) : channel_(std::move(channel)) {}

    void call(const Call& call, const Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override {
        if (method.repeatable()) channel_->call(call, method, request, answer);
        channel_->call(call, method, request, answer);
    }

    std::unique_ptr<AnswerStream> open(const Call& call, const Method& method,
                                       const google::protobuf::Message& request) override {
        if (method.repeatable()) channel_->open(call, method, request);
        return channel_->open(call, method, request);
    }

private:
    std::unique_ptr<Channel> channel_;
};

}  // namespace marquee::rpc
