#include "application/movie/change_watch.h"

#include <utility>
#include <variant>
#include <vector>

namespace marquee::movie {
namespace {

/// Events read at a time.
constexpr std::size_t kPortion = 1000;

}  // namespace

ChangeWatch::ChangeWatch(EventFeed& feed, std::string records, Listener listener)
    : feed_(feed), records_(std::move(records)), listener_(std::move(listener)) {}

void ChangeWatch::follow(const Call& call, Call::Deadline wait_until) {
    const auto now = std::chrono::steady_clock::now();
    // What is stored by now has a position up to this.
    const std::int64_t last = feed_.last_position(call);
    // A log that was set back tells of other changes than those that were passed on.
    if (!position_ || last < *position_) go_on_from(last);
    while (*position_ < last) {
        if (!pass_on(call, Call::Deadline::min())) return;
    }
    known_until_ = now.time_since_epoch();
    pass_on(call, wait_until);
}

bool ChangeWatch::pass_on(const Call& call, Call::Deadline wait_until) {
    const auto answer = feed_.read(call, *position_, kPortion, wait_until);
    if (const auto* pruned = std::get_if<EventsPruned>(&answer)) {
        go_on_from(pruned->start_after);
        return true;
    }
    const auto& events = std::get<std::vector<Event>>(answer);
    for (const auto& event : events) {
        const std::string_view record = event.record;
        if (record.starts_with(records_)) listener_.changed(record.substr(records_.size()));
        position_ = event.position;
    }
    return !events.empty();
}

void ChangeWatch::go_on_from(std::int64_t position) {
    position_ = position;
    listener_.lost_track();
}

}  // namespace marquee::movie
