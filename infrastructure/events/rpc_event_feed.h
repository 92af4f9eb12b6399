#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "domain/shared/event.h"
#include "interfaces/rpc/wire/channel.h"

namespace marquee::events {

/// The feed of a context in another process. Who reads on from where they were, and waits, is
/// served from a stream that stays open between the reads; everybody else is answered by requests.
/// Made for one follower: several get the same, but share one stream. Callable from any thread.
class RpcEventFeed : public EventFeed {
public:
    /// `channel` outlives the feed.
    RpcEventFeed(rpc::Channel& channel, std::string context);
    ~RpcEventFeed() override;

    Answer read(const Call& call, std::int64_t after, std::size_t limit,
                Call::Deadline wait_until) override;
    std::int64_t last_position(const Call& call) override;
    void acknowledge(const Call& call, const std::string& consumer, std::int64_t position) override;

    /// From now on nobody waits; who does already, for half a second at most.
    void close();

private:
    class Following;
    class Hold;

    std::optional<Answer> follow(const Call& call, std::int64_t after, std::size_t limit,
                                 Call::Deadline wait_until);
    std::unique_ptr<Following> open(const Call& call, std::int64_t after);
    Answer ask(const Call& call, std::int64_t after, std::size_t limit, Call::Deadline wait_until);

    rpc::Channel& channel_;
    const std::string context_;
    const rpc::Method read_;
    const rpc::Method follow_;
    const rpc::Method last_position_;
    const rpc::Method acknowledge_;
    std::stop_source closing_;
    std::mutex mutex_;
    /// Null when there is none, and while a read uses it.
    std::unique_ptr<Following> following_;
    bool in_use_ = false;
    /// Where the last request ended, and who made it: somebody who goes on there is a follower.
    std::optional<std::pair<Caller, std::int64_t>> read_until_;
};

}  // namespace marquee::events
