#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "application/movie/audience.h"
#include "application/movie/catalogue.h"
#include "application/movie/movie_changes.h"
#include "domain/movie/listing_repository.h"

namespace marquee::movie {

/// Makes the listing anew from the contexts that know about movies, through their ports. Of use for
/// one thread at a time.
class ListingBuilder {
public:
    /// How long a builder has a generation to itself without giving a sign of life.
    static constexpr std::chrono::milliseconds kLease = std::chrono::seconds(10);

    /// All outlive the builder.
    struct Parts {
        ListingRepository& listing;
        Catalogue& catalogue;
        Audience& audience;
        MovieChanges& catalogue_changes;
        MovieChanges& audience_changes;

        MovieChanges& changes(Source source) const {
            return source == Source::catalogue ? catalogue_changes : audience_changes;
        }
    };

    /// How a build is watched and ended from outside.
    struct Control {
        /// Makes the call for each step, which is a small part of the whole. Called by two threads.
        std::function<Call()> call;
        /// Asked between steps: whether to give up.
        std::function<bool()> stopped = [] { return false; };
        /// Told how many movies have been read.
        std::function<void(std::int64_t)> progress = [](std::int64_t) {};
    };

    ListingBuilder(const Parts& parts, Control control);

    /// Makes a generation beside the live one, which goes on serving, and puts it in its place.
    /// False when it gave up, or lost its lease to somebody else.
    bool rebuild();

    /// Begins the first generation and fills it; it is live from the start. Its lease, or nothing
    /// when there is a live one already or it gave up.
    std::optional<ListingLease> build_first();

    /// Fills a generation that is not complete; what is there already is left as it is. False as
    /// with rebuild.
    bool fill(const ListingLease& lease);

private:
    std::optional<ListingLease> begin(bool only_if_none_live);
    template <class Scan>
    bool fill_from(const ListingLease& lease, Scan&& scan, bool counted);
    bool catch_up(const ListingLease& lease);
    bool catch_up(const ListingLease& lease, Source source);
    bool keep(const ListingLease& lease);

    Parts parts_;
    Control control_;
    std::chrono::steady_clock::time_point renewed_{};
    std::int64_t read_ = 0;
};

}  // namespace marquee::movie
