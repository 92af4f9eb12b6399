#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "application/movie/listing_builder.h"

namespace marquee::movie {

/// How far the listing is behind one source.
struct ListingLag {
    std::int64_t events = 0;
    /// Since the oldest of those events; 0 without any.
    std::chrono::milliseconds time{};
};

/// Keeps the live generation of the listing up to date: builds it when there is none, and applies
/// what changes. Of all instances one does so at a time, which is the one that has the lease; when
/// it falls silent for ListingBuilder::kLease, another one goes on. `tend` and, for each source,
/// `follow` are meant to be called again and again, each by one thread; lag from any thread.
class ListingFollower {
public:
    /// Events applied in one transaction at most: enough to go fast, few enough to be seen soon.
    static constexpr std::int64_t kPortion = 1000;

    /// All outlive the follower. `changed` is called after each change, by the thread that made it.
    ListingFollower(const ListingBuilder::Parts& parts, Clock clock, std::function<void()> changed);

    /// Makes a first listing if there is none, gets and keeps the lease, tells the sources how far
    /// the listing is, and clears away what other builds left. Throws what the ports throw.
    void tend(const std::function<Call()>& new_call);

    /// Applies what comes next from the source, which it waits for until `wait_until`. How many
    /// events that were: with kPortion there may be more already, with 0 there was nothing, or
    /// others have the lease. Throws what the ports throw.
    std::int64_t follow(const Call& call, Source source, Call::Deadline wait_until);

    /// Ends what goes on, soon.
    void stop();

    ListingLag lag(const Call& call, Source source);

private:
    /// What is known of the generation that this instance has the lease of.
    struct Held {
        ListingLease lease;
        /// As it was obtained, but for the positions, which are up to date.
        ListingState state;
    };

    std::optional<Held> held();
    void hold(const std::optional<Held>& held);
    void obtain(const std::function<Call()>& new_call);
    void keep(const Call& call, const Held& held);
    void rebuild(const std::function<Call()>& new_call);
    ListingBuilder builder(const std::function<Call()>& new_call);
    void advance(const ListingLease& lease, Source source, std::int64_t position);

    ListingBuilder::Parts parts_;
    Clock clock_;
    std::function<void()> changed_;
    std::atomic<bool> stopped_ = false;
    /// A source no longer has what comes next.
    std::atomic<bool> gap_ = false;
    /// The positions that the sources were told last.
    std::optional<std::pair<std::int64_t, std::int64_t>> acknowledged_;
    std::mutex mutex_;
    std::optional<Held> held_;
};

}  // namespace marquee::movie
