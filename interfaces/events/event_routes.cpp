#include "interfaces/events/event_routes.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "domain/shared/error.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/http/problem.h"
#include "interfaces/json/json_response.h"

namespace marquee::events {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What is left of a request's time for the answer itself when the wait is over, at most.
constexpr milliseconds kTimeToAnswer{1000};

/// One of those who wait, while it lives.
class Waiting {
public:
    /// Throws Error(resource_exhausted) when too many wait already.
    explicit Waiting(WaitingReaders& readers) : readers_(readers) {
        if (++readers_.now <= readers_.limit) return;
        --readers_.now;
        throw Error(ErrorCode::resource_exhausted,
                    "too many readers wait for events; ask again soon, or without wait");
    }
    ~Waiting() { --readers_.now; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

private:
    WaitingReaders& readers_;
};

/// The whole number that parameter `name` is, or `otherwise` without one. Throws Error(invalid).
std::int64_t number(const Request& request, const std::string& name, std::int64_t least,
                    std::int64_t most, std::int64_t otherwise) {
    const auto text = request.query_parameter(name);
    if (!text) return otherwise;
    std::int64_t value = 0;
    const char* end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, value);
    if (failure != std::errc() || stop != end || value < least || value > most) {
        throw invalid_field(name, "must be a whole number from " + std::to_string(least) + " to " +
                                      std::to_string(most));
    }
    return value;
}

/// Until when to wait, so that the request's own deadline leaves time for the answer.
Call::Deadline wait_limit(const Call& call, std::chrono::seconds wait) {
    const auto now = steady_clock::now();
    const auto left = call.deadline - now;
    return std::min(now + wait,
                    call.deadline - std::min<steady_clock::duration>(kTimeToAnswer, left / 4));
}

ordered_json event_json(const Event& event) {
    return {{"position", event.position},
            {"id", event.id},
            {"type", event.type},
            {"schema_version", event.schema_version},
            {"record", event.record},
            {"occurred_at", format_time(event.occurred_at)},
            {"request_id", event.request_id},
            {"payload", ordered_json::parse(event.payload)}};
}

Response page(const std::vector<Event>& events, std::int64_t after) {
    auto list = ordered_json::array();
    for (const auto& event : events) list.push_back(event_json(event));
    const auto next = events.empty() ? after : events.back().position;
    return json::json_response({{"events", std::move(list)}, {"next_after", next}});
}

Response gone(const EventsPruned& pruned, const Request& request) {
    return http::problem_response(
        {http::Refusal::gone,
         "the events right after this position are no longer kept; those that are start after "
         "position " +
             std::to_string(pruned.start_after),
         {{"start_after", pruned.start_after}}},
        request.call.request_id);
}

Response read_events(EventFeed& feed, WaitingReaders& readers, const Request& request) {
    const auto after = number(request, "after", 0, std::numeric_limits<std::int64_t>::max(), 0);
    const auto limit = static_cast<std::size_t>(number(request, "limit", 1, 1000, 100));
    const std::chrono::seconds wait(number(request, "wait", 0, 30, 0));
    std::optional<Waiting> waiting;
    if (wait.count() > 0) waiting.emplace(readers);
    const auto answer = feed.read(request.call, after, limit, wait_limit(request.call, wait));
    const auto* pruned = std::get_if<EventsPruned>(&answer);
    auto response =
        pruned ? gone(*pruned, request) : page(std::get<std::vector<Event>>(answer), after);
    return response.with("Cache-Control", "no-store");
}

}  // namespace

std::vector<http::Route> event_routes(const std::string& path, http::Guard guard, EventFeed& feed,
                                      WaitingReaders& waiting) {
    return {{"GET",
             path,
             guard,
             http::Body::none,
             {"after", "limit", "wait"},
             [&](const Request& request) { return read_events(feed, waiting, request); }}};
}

}  // namespace marquee::events
