#include "interfaces/events/rpc_methods.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>

#include "domain/shared/error.h"
#include "domain/shared/permission.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/events.pb.h"

namespace marquee::events {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

using Feeds = std::map<std::string, HostedFeed>;

/// Events that one answer has at most.
constexpr std::size_t kMostEvents = 1000;
/// After how many bytes an answer is full: others wait behind it on the same connection.
constexpr std::size_t kFull = 1 << 20;
constexpr std::size_t kLongestConsumer = 64;
/// How long one request may wait, and a follower's look for more events.
constexpr seconds kLongestWait{30};
/// What the look itself may take.
constexpr seconds kLookLimit{10};

const HostedFeed& hosted(const Feeds& feeds, const std::string& context) {
    const auto found = feeds.find(context);
    if (found == feeds.end()) {
        throw invalid_field("context", "must be one whose events are here");
    }
    return found->second;
}

void require_service(const Call& call) {
    if (!call.caller.may(Scope::ratings_write_any)) require(call, Scope::admin);
}

EventFeed& readable(const Feeds& feeds, const Call& call, const std::string& context) {
    const HostedFeed& found = hosted(feeds, context);
    switch (found.readers) {
        case Readers::anybody:
            break;
        case Readers::known:
            require_known(call);
            break;
        case Readers::services:
            require_service(call);
            break;
    }
    return found.feed;
}

void require_position(const char* field, std::int64_t position) {
    if (position < 0) throw invalid_field(field, "must be at least 0");
}

void write(const Event& event, v1::Event& message) {
    message.set_position(event.position);
    message.set_id(event.id);
    message.set_type(event.type);
    message.set_schema_version(event.schema_version);
    message.set_record(event.record);
    rpc::write(event.occurred_at, *message.mutable_occurred_at());
    message.set_request_id(event.request_id);
    message.set_payload(event.payload);
}

/// Fills the batch with events from that one on; answers which is the next.
std::size_t fill(const std::vector<Event>& events, std::size_t from, v1::EventBatch& batch) {
    std::size_t bytes = 0;
    while (from < events.size() && bytes < kFull) {
        bytes += events[from].payload.size();
        write(events[from++], *batch.add_events());
    }
    return from;
}

v1::EventBatch pruned_batch(const EventsPruned& pruned) {
    v1::EventBatch batch;
    batch.set_pruned_until(pruned.start_after);
    return batch;
}

/// To the nanosecond: an answer that comes too early would look like that of a closed feed.
steady_clock::duration wait_of(const google::protobuf::Duration& asked) {
    const seconds whole(std::clamp<std::int64_t>(asked.seconds(), 0, kLongestWait.count()));
    return std::clamp<steady_clock::duration>(whole + std::chrono::nanoseconds(asked.nanos()),
                                              seconds(0), kLongestWait);
}

v1::EventBatch read(const Feeds& feeds, const Call& call, const v1::ReadEventsRequest& request) {
    EventFeed& feed = readable(feeds, call, request.context());
    require_position("after", request.after());
    if (request.limit() < 1) throw invalid_field("limit", "must be at least 1");
    const auto wait = wait_of(request.wait());
    const auto limit = std::min<std::size_t>(request.limit(), kMostEvents);
    const auto answer = feed.read(call, request.after(), limit, steady_clock::now() + wait);
    if (const auto* pruned = std::get_if<EventsPruned>(&answer)) return pruned_batch(*pruned);
    v1::EventBatch batch;
    // What finds no room is read again.
    fill(std::get<std::vector<Event>>(answer), 0, batch);
    return batch;
}

/// False when nobody takes them any more.
bool send_all(const std::vector<Event>& events, const rpc::Send& send) {
    for (std::size_t next = 0; next < events.size();) {
        v1::EventBatch batch;
        next = fill(events, next, batch);
        if (!send(batch)) return false;
    }
    return true;
}

void follow(const Feeds& feeds, const Call& call, const v1::FollowEventsRequest& request,
            const rpc::Send& send) {
    EventFeed& feed = readable(feeds, call, request.context());
    require_position("after", request.after());
    std::int64_t after = request.after();
    while (!call.expired()) {
        const auto until = std::min(call.deadline, steady_clock::now() + kLongestWait);
        Call look = call;
        look.deadline = std::min(call.deadline, until + kLookLimit);
        const auto answer = feed.read(look, after, kMostEvents, until);
        if (const auto* pruned = std::get_if<EventsPruned>(&answer)) {
            send(pruned_batch(*pruned));
            return;
        }
        const auto& events = std::get<std::vector<Event>>(answer);
        // Nothing, and before the time: the feed is closed.
        if (events.empty() && steady_clock::now() < until) return;
        if (!send_all(events, send)) return;
        if (!events.empty()) after = events.back().position;
    }
}

v1::LastPositionResponse last_position(const Feeds& feeds, const Call& call,
                                       const v1::LastPositionRequest& request) {
    v1::LastPositionResponse response;
    response.set_position(readable(feeds, call, request.context()).last_position(call));
    return response;
}

v1::AcknowledgeEventsResponse acknowledge(const Feeds& feeds, const Call& call,
                                          const v1::AcknowledgeEventsRequest& request) {
    EventFeed& feed = hosted(feeds, request.context()).feed;
    // It keeps events from being deleted.
    require_service(call);
    if (request.consumer().empty() || request.consumer().size() > kLongestConsumer) {
        throw invalid_field("consumer", "must have 1 to 64 characters");
    }
    require_position("position", request.position());
    feed.acknowledge(call, request.consumer(), request.position());
    return {};
}

/// `answer` with the feeds.
template <class Request, class Answer>
std::function<Answer(const Call&, const Request&)> with(const std::shared_ptr<const Feeds>& feeds,
                                                        Answer (*answer)(const Feeds&, const Call&,
                                                                         const Request&)) {
    return [feeds, answer](const Call& call, const Request& request) {
        return answer(*feeds, call, request);
    };
}

}  // namespace

rpc::Handlers event_methods(const std::map<std::string, HostedFeed>& feeds) {
    const auto shared = std::make_shared<const Feeds>(feeds);
    return {
        rpc::handler<v1::ReadEventsRequest, v1::EventBatch>("marquee.v1.Events.Read",
                                                            with(shared, read)),
        rpc::stream_handler<v1::FollowEventsRequest, v1::EventBatch>(
            "marquee.v1.Events.Follow",
            [shared](const Call& call, const v1::FollowEventsRequest& request,
                     const rpc::Send& send) { follow(*shared, call, request, send); }),
        rpc::handler<v1::LastPositionRequest, v1::LastPositionResponse>(
            "marquee.v1.Events.LastPosition", with(shared, last_position)),
        rpc::handler<v1::AcknowledgeEventsRequest, v1::AcknowledgeEventsResponse>(
            "marquee.v1.Events.Acknowledge", with(shared, acknowledge)),
    };
}

}  // namespace marquee::events
