#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/shared/call.h"
#include "domain/shared/event.h"

namespace marquee::movie {

/// Follows one feed for the sake of which movies changed, from the moment on at which it begins,
/// and keeps account of until when it knows of all changes. `follow` is for one thread, the rest
/// for any.
class ChangeWatch {
public:
    struct Listener {
        /// Told the id of each movie that changed.
        std::function<void(std::string_view id)> changed;
        /// Changes may have been missed: any movie may be another.
        std::function<void()> lost_track;
    };

    /// `records` is what the records of movies begin with in the feed, before the id. `feed`
    /// outlives the watch.
    ChangeWatch(EventFeed& feed, std::string records, Listener listener);

    /// Passes on what changed, and waits for changes until `wait_until`. To be called again and
    /// again. Throws what the feed throws.
    void follow(const Call& call, Call::Deadline wait_until);

    /// Whether all that was stored up to `age` ago has been passed on.
    bool knows_all_until(std::chrono::milliseconds age) const {
        return std::chrono::steady_clock::now().time_since_epoch() - age <= known_until_.load();
    }

private:
    /// False when there was nothing.
    bool pass_on(const Call& call, Call::Deadline wait_until);
    void go_on_from(std::int64_t position);

    EventFeed& feed_;
    const std::string records_;
    const Listener listener_;
    std::optional<std::int64_t> position_;
    /// As a time since the clock's epoch.
    std::atomic<Call::Deadline::duration> known_until_{Call::Deadline::duration::min()};
};

}  // namespace marquee::movie
