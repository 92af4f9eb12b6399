#include "application/movie/listing_builder.h"

#include <future>
#include <utility>
#include <variant>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

using std::chrono::steady_clock;

/// What one step reads and writes.
constexpr std::size_t kPortion = 1000;

MovieChange change_of(CatalogueEntry entry) {
    return Described{std::move(entry)};
}

MovieChange change_of(RatedMovie rated) {
    return Rated{std::move(rated.id), rated.tally};
}

const MovieId& id_of(const CatalogueEntry& entry) {
    return entry.id;
}

const MovieId& id_of(const RatedMovie& rated) {
    return rated.id;
}

}  // namespace

ListingBuilder::ListingBuilder(const Parts& parts, Control control)
    : parts_(parts), control_(std::move(control)) {}

bool ListingBuilder::rebuild() {
    const auto lease = begin(false);
    if (!lease) return false;
    if (!fill(*lease) || !catch_up(*lease)) {
        parts_.listing.release(control_.call(), *lease);
        return false;
    }
    const bool live = parts_.listing.go_live(control_.call(), *lease);
    parts_.listing.release(control_.call(), *lease);
    return live;
}

std::optional<ListingLease> ListingBuilder::build_first() {
    const auto lease = begin(true);
    if (!lease) return std::nullopt;
    if (!fill(*lease)) {
        parts_.listing.release(control_.call(), *lease);
        return std::nullopt;
    }
    return lease;
}

/// The sources' positions come first: what changes while they are read is then applied once more.
std::optional<ListingLease> ListingBuilder::begin(bool only_if_none_live) {
    const auto catalogue = parts_.catalogue_changes.last_position(control_.call());
    const auto audience = parts_.audience_changes.last_position(control_.call());
    renewed_ = steady_clock::now();
    return parts_.listing.begin(control_.call(), catalogue, audience, kLease, only_if_none_live);
}

bool ListingBuilder::fill(const ListingLease& lease) {
    read_ = 0;
    const auto movies = [&](const std::optional<MovieId>& after) {
        return parts_.catalogue.scan(control_.call(), after, kPortion);
    };
    const auto ratings = [&](const std::optional<MovieId>& after) {
        return parts_.audience.scan(control_.call(), after, kPortion);
    };
    return fill_from(lease, ratings, false) && fill_from(lease, movies, true) &&
           parts_.listing.complete(control_.call(), lease);
}

template <class Scan>
bool ListingBuilder::fill_from(const ListingLease& lease, Scan&& scan, bool counted) {
    std::optional<MovieId> after;
    // While a portion is written, the one after it is read.
    std::future<decltype(scan(after))> ahead;
    while (true) {
        if (!keep(lease)) return false;
        auto portion = ahead.valid() ? ahead.get() : scan(after);
        if (portion.empty()) return true;
        after = id_of(portion.back());
        if (portion.size() == kPortion) {
            ahead = std::async(std::launch::async, [&scan, after] { return scan(after); });
        }
        std::vector<MovieChange> states;
        states.reserve(portion.size());
        for (auto& item : portion) states.push_back(change_of(std::move(item)));
        if (!parts_.listing.fill(control_.call(), lease, states)) return false;
        if (counted) control_.progress(read_ += static_cast<std::int64_t>(states.size()));
    }
}

bool ListingBuilder::catch_up(const ListingLease& lease) {
    return catch_up(lease, Source::catalogue) && catch_up(lease, Source::audience);
}

/// Until there is nothing new at one moment. What comes after it is left to whoever follows the
/// live generation.
bool ListingBuilder::catch_up(const ListingLease& lease, Source source) {
    MovieChanges& changes = parts_.changes(source);
    auto state = parts_.listing.state(control_.call(), lease.generation);
    if (!state) return false;
    std::int64_t& position = state->position(source);
    const std::int64_t goal = changes.last_position(control_.call());
    while (position < goal) {
        if (!keep(lease)) return false;
        const auto answer =
            changes.read(control_.call(), position, kPortion, Call::Deadline::min());
        const auto* batch = std::get_if<ChangeBatch>(&answer);
        if (batch == nullptr) {
            throw Error(ErrorCode::unavailable,
                        "events were pruned before the movie list had read them; keep more of "
                        "them (events.max_age, events.max_count), then build it again");
        }
        if (batch->until == position) return true;
        if (!parts_.listing.apply(control_.call(), lease, source, position, batch->until,
                                  batch->changes)) {
            return false;
        }
        position = batch->until;
    }
    return true;
}

/// Whether to go on: the lease is prolonged when it is time to.
bool ListingBuilder::keep(const ListingLease& lease) {
    if (control_.stopped()) return false;
    const auto now = steady_clock::now();
    if (now - renewed_ < kLease / 4) return true;
    renewed_ = now;
    return parts_.listing.renew(control_.call(), lease, kLease);
}

}  // namespace marquee::movie
