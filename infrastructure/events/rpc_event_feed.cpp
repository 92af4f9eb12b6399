#include "infrastructure/events/rpc_event_feed.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/reading.h"
#include "marquee/v1/events.pb.h"

namespace marquee::events {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Next = rpc::AnswerStream::Next;

/// How long one request waits, and thus how long a close may go unnoticed.
constexpr milliseconds kRequestWait{500};
/// The same for who waits on a stream, and for the call's cancellation.
constexpr milliseconds kStreamWait{50};
/// What a request may wait however little time its call has.
constexpr milliseconds kShortWait{100};

Event event_of(v1::Event& message) {
    return {.position = message.position(),
            .id = std::move(*message.mutable_id()),
            .type = std::move(*message.mutable_type()),
            .schema_version = message.schema_version(),
            .record = std::move(*message.mutable_record()),
            .occurred_at = rpc::read(message.occurred_at()),
            .request_id = std::move(*message.mutable_request_id()),
            .payload = std::move(*message.mutable_payload())};
}

EventFeed::Answer answer_of(v1::EventBatch& batch) {
    if (batch.has_pruned_until()) return EventsPruned{batch.pruned_until()};
    std::vector<Event> events;
    events.reserve(static_cast<std::size_t>(batch.events_size()));
    for (auto& event : *batch.mutable_events()) events.push_back(event_of(event));
    return events;
}

/// Far less than what the call has left, of which the first instance that is asked gets half.
steady_clock::duration longest_wait(const Call& call, Call::Deadline now) {
    if (call.deadline >= now + 4 * kRequestWait) return kRequestWait;
    if (call.deadline <= now + 4 * kShortWait) return kShortWait;
    return (call.deadline - now) / 4;
}

bool has_nothing(const EventFeed::Answer& answer) {
    const auto* events = std::get_if<std::vector<Event>>(&answer);
    return events != nullptr && events->empty();
}

/// Where to go on after an answer to what follows `after`.
std::int64_t position_after(const EventFeed::Answer& answer, std::int64_t after) {
    if (const auto* pruned = std::get_if<EventsPruned>(&answer)) return pruned->start_after;
    const auto& events = std::get<std::vector<Event>>(answer);
    return events.empty() ? after : events.back().position;
}

}  // namespace

/// An open stream, and what came of it that its follower may ask for again.
class RpcEventFeed::Following {
public:
    Following(std::unique_ptr<rpc::AnswerStream> stream, Caller caller, std::int64_t after)
        : stream_(std::move(stream)), caller_(std::move(caller)), after_(after) {}

    /// Whether it can tell that caller of what follows that position.
    bool serves(const Caller& caller, std::int64_t after) const {
        return caller == caller_ && after >= after_ && after <= until();
    }
    bool holds_more_than(std::int64_t after) const { return after < until(); }

    /// The events after a position that it serves, of those that it holds.
    std::vector<Event> events(std::int64_t after, std::size_t limit) const {
        const auto first = events_.begin() + (after - after_);
        const auto count = std::min(limit, static_cast<std::size_t>(events_.end() - first));
        return {first, first + static_cast<std::ptrdiff_t>(count)};
    }

    /// Gives up what it holds for what comes next.
    Next receive(Call::Deadline until_time) {
        v1::EventBatch batch;
        const auto next = stream_->next(batch, until_time);
        if (next != Next::answer) return next;
        after_ = until();
        events_.clear();
        auto answer = answer_of(batch);
        if (const auto* gone = std::get_if<EventsPruned>(&answer)) {
            pruned_ = *gone;
        } else {
            events_ = std::get<std::vector<Event>>(std::move(answer));
        }
        return next;
    }
    const std::optional<EventsPruned>& pruned() const { return pruned_; }

private:
    std::int64_t until() const { return after_ + static_cast<std::int64_t>(events_.size()); }

    std::unique_ptr<rpc::AnswerStream> stream_;
    const Caller caller_;
    /// The position before the first of the events, which have no gaps.
    std::int64_t after_;
    std::vector<Event> events_;
    std::optional<EventsPruned> pruned_;
};

/// A read's hold of the feed's stream, as long as it lives: there is one at a time.
class RpcEventFeed::Hold {
public:
    /// Of the stream that serves the read; or, for a follower who waits, of none, in whose place
    /// one is to be opened.
    Hold(RpcEventFeed& feed, const Caller& caller, std::int64_t after, bool waits) : feed_(feed) {
        std::unique_ptr<Following> stale;
        const std::lock_guard lock(feed.mutex_);
        if (feed.in_use_) return;
        auto& open = feed.following_;
        if (open && open->serves(caller, after) && (waits || open->holds_more_than(after))) {
            following_ = std::move(open);
        } else if (waits && feed.read_until_ == std::pair(caller, after)) {
            stale = std::move(open);
        } else {
            return;
        }
        held_ = feed.in_use_ = true;
    }
    ~Hold() {
        if (!held_) return;
        const std::lock_guard lock(feed_.mutex_);
        feed_.in_use_ = false;
        feed_.following_ = std::move(following_);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    explicit operator bool() const { return held_; }
    std::unique_ptr<Following>& following() { return following_; }

private:
    RpcEventFeed& feed_;
    bool held_ = false;
    std::unique_ptr<Following> following_;
};

RpcEventFeed::RpcEventFeed(rpc::Channel& channel, std::string context)
    : channel_(channel),
      context_(std::move(context)),
      read_("marquee.v1.Events.Read"),
      follow_("marquee.v1.Events.Follow"),
      last_position_("marquee.v1.Events.LastPosition"),
      acknowledge_("marquee.v1.Events.Acknowledge") {}

RpcEventFeed::~RpcEventFeed() {
    close();
}

void RpcEventFeed::close() {
    closing_.request_stop();
}

EventFeed::Answer RpcEventFeed::read(const Call& call, std::int64_t after, std::size_t limit,
                                     Call::Deadline wait_until) {
    if (auto answer = follow(call, after, limit, wait_until)) return *std::move(answer);
    while (true) {
        const auto now = steady_clock::now();
        const bool closed = closing_.stop_requested();
        const auto until = closed ? now : std::min(wait_until, now + longest_wait(call, now));
        auto answer = ask(call, after, limit, until);
        // No events, and before the time: the feed is closed there.
        if (closed || !has_nothing(answer) || steady_clock::now() < until || until == wait_until) {
            return answer;
        }
    }
}

/// Nothing when a request has to say it.
std::optional<EventFeed::Answer> RpcEventFeed::follow(const Call& call, std::int64_t after,
                                                      std::size_t limit,
                                                      Call::Deadline wait_until) {
    const bool waits = !closing_.stop_requested() && wait_until > steady_clock::now();
    Hold hold(*this, call.caller, after, waits);
    if (!hold) return std::nullopt;
    try {
        auto& following = hold.following();
        if (!following) following = open(call, after);
        while (!call.expired() && !closing_.stop_requested()) {
            if (following->holds_more_than(after)) return following->events(after, limit);
            const auto now = steady_clock::now();
            if (now >= wait_until) break;
            const auto next = following->receive(std::min(wait_until, now + kStreamWait));
            if (next == Next::end) following.reset();
            if (!following) break;
            if (following->pruned()) return *std::exchange(following, nullptr)->pruned();
        }
    } catch (const std::exception&) {
        // If it still holds, it is what the request ends by.
        hold.following().reset();
    }
    return std::nullopt;
}

std::unique_ptr<RpcEventFeed::Following> RpcEventFeed::open(const Call& call, std::int64_t after) {
    v1::FollowEventsRequest request;
    request.set_context(context_);
    request.set_after(after);
    // It goes on when this read is over.
    Call endless = call;
    endless.deadline = Call::Deadline::max();
    endless.cancelled = closing_.get_token();
    return std::make_unique<Following>(channel_.open(endless, follow_, request), call.caller,
                                       after);
}

EventFeed::Answer RpcEventFeed::ask(const Call& call, std::int64_t after, std::size_t limit,
                                    Call::Deadline wait_until) {
    const auto wait = std::max(wait_until - steady_clock::now(), steady_clock::duration(0));
    v1::ReadEventsRequest request;
    request.set_context(context_);
    request.set_after(after);
    request.set_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limit, std::numeric_limits<std::uint32_t>::max())));
    // Shorter than a second.
    request.mutable_wait()->set_nanos(static_cast<std::int32_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(wait).count()));
    auto batch = rpc::ask<v1::EventBatch>(channel_, call, read_, request);
    auto answer = rpc::reading(read_, [&] { return answer_of(batch); });
    const std::lock_guard lock(mutex_);
    read_until_.emplace(call.caller, position_after(answer, after));
    return answer;
}

std::int64_t RpcEventFeed::last_position(const Call& call) {
    v1::LastPositionRequest request;
    request.set_context(context_);
    return rpc::ask<v1::LastPositionResponse>(channel_, call, last_position_, request).position();
}

void RpcEventFeed::acknowledge(const Call& call, const std::string& consumer,
                               std::int64_t position) {
    v1::AcknowledgeEventsRequest request;
    request.set_context(context_);
    request.set_consumer(consumer);
    request.set_position(position);
    rpc::ask<v1::AcknowledgeEventsResponse>(channel_, call, acknowledge_, request);
}

}  // namespace marquee::events
