#include "application/movie/listing_follower.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "domain/shared/error.h"

namespace marquee::movie {
ListingFollower::ListingFollower(const ListingBuilder::Parts& parts, Clock clock,
                                 std::function<void()> changed)
    : parts_(parts), clock_(std::move(clock)), changed_(std::move(changed)) {}

void ListingFollower::tend(const std::function<Call()>& new_call) {
    const auto mine = held();
    if (mine && gap_.exchange(false)) {
        rebuild(new_call);
    } else if (mine) {
        keep(new_call(), *mine);
    } else {
        obtain(new_call);
    }
    while (!stopped_ && parts_.listing.drop_some(new_call())) {
    }
}

void ListingFollower::obtain(const std::function<Call()>& new_call) {
    const auto live = parts_.listing.live(new_call());
    std::optional<ListingLease> lease;
    if (!live) {
        lease = builder(new_call).build_first();
    } else {
        lease = parts_.listing.acquire(new_call(), live->generation, ListingBuilder::kLease);
        // Whoever began to fill it did not get to the end.
        if (lease && !live->complete && !builder(new_call).fill(*lease)) lease.reset();
    }
    if (!lease) return;
    const auto state = parts_.listing.state(new_call(), lease->generation);
    if (!state) return;
    hold(Held{*lease, *state});
    changed_();
}

void ListingFollower::keep(const Call& call, const Held& mine) {
    if (!parts_.listing.renew(call, mine.lease, ListingBuilder::kLease)) {
        hold(std::nullopt);
        return;
    }
    const std::pair positions(mine.state.catalogue_position, mine.state.audience_position);
    if (acknowledged_ == positions) return;
    parts_.catalogue_changes.acknowledge(call, positions.first);
    parts_.audience_changes.acknowledge(call, positions.second);
    acknowledged_ = positions;
}

void ListingFollower::rebuild(const std::function<Call()>& new_call) {
    hold(std::nullopt);
    builder(new_call).rebuild();
    changed_();
}

ListingBuilder ListingFollower::builder(const std::function<Call()>& new_call) {
    return {parts_,
            {.call = new_call,
             .stopped = [this] { return stopped_.load(); },
             .progress = [this](std::int64_t) { changed_(); }}};
}

std::int64_t ListingFollower::follow(const Call& call, Source source, Call::Deadline wait_until) {
    auto mine = held();
    if (!mine || stopped_) return 0;
    const std::int64_t position = mine->state.position(source);
    auto answer = parts_.changes(source).read(call, position, std::size_t{kPortion}, wait_until);
    auto* batch = std::get_if<ChangeBatch>(&answer);
    if (batch == nullptr) {
        gap_ = true;
        return 0;
    }
    if (batch->until == position) return 0;
    if (!parts_.listing.apply(call, mine->lease, source, position, batch->until, batch->changes)) {
        // The lease is lost, or the position is another than this instance believes: both are
        // found out anew.
        hold(std::nullopt);
        parts_.listing.release(call, mine->lease);
        return 0;
    }
    advance(mine->lease, source, batch->until);
    changed_();
    return batch->until - position;
}

void ListingFollower::stop() {
    stopped_ = true;
}

ListingLag ListingFollower::lag(const Call& call, Source source) {
    auto live = parts_.listing.live(call);
    const std::int64_t position = live ? live->position(source) : 0;
    ListingLag lag{std::max<std::int64_t>(parts_.changes(source).last_position(call) - position, 0),
                   {}};
    if (lag.events == 0) return lag;
    const auto next = parts_.changes(source).read(call, position, 1, Call::Deadline::min());
    const auto* batch = std::get_if<ChangeBatch>(&next);
    if (batch != nullptr && batch->until > position) {
        lag.time = std::max(clock_() - batch->first_at, std::chrono::milliseconds(0));
    }
    return lag;
}

std::optional<ListingFollower::Held> ListingFollower::held() {
    const std::lock_guard lock(mutex_);
    return held_;
}

void ListingFollower::hold(const std::optional<Held>& held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
}

void ListingFollower::advance(const ListingLease& lease, Source source, std::int64_t position) {
    const std::lock_guard lock(mutex_);
    // Given up meanwhile, or taken up again.
    if (!held_ || held_->lease.epoch != lease.epoch ||
        held_->lease.generation != lease.generation) {
        return;
    }
    held_->state.position(source) = position;
}

}  // namespace marquee::movie
