#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/movie/listing.h"
#include "domain/shared/call.h"

namespace marquee::movie {

/// The right to write to one generation of the listing, until it expires or somebody else got it.
struct ListingLease {
    std::int64_t generation = 0;
    /// Unlike that of every other lease of this generation.
    std::int64_t epoch = 0;
};

/// Where the movie read model is kept: every described movie with what its ratings come to, in
/// builds called generations, of which visitors see the live one. One worker at a time writes to a
/// generation, by a lease with a fencing epoch on the store's clock. Callable from any thread.
/// Besides what it names, every method throws Error(unavailable) or Error(deadline_exceeded) when
/// the store can't be used.
class ListingRepository {
public:
    virtual ~ListingRepository() = default;

    /// The live generation, or nothing when none was ever begun.
    virtual std::optional<ListingState> live(const Call& call) = 0;
    virtual std::optional<ListingState> state(const Call& call, std::int64_t generation) = 0;

    /// Begins an empty generation, leased to the caller, to be filled from sources that were at
    /// these positions before. It is live at once when there is no live one; otherwise go_live
    /// makes it so. Nothing when `only_if_none_live` and there is a live one.
    virtual std::optional<ListingLease> begin(const Call& call, std::int64_t catalogue_position,
                                              std::int64_t audience_position,
                                              std::chrono::milliseconds lease,
                                              bool only_if_none_live) = 0;

    /// Leases the generation when nobody has it, or nothing.
    virtual std::optional<ListingLease> acquire(const Call& call, std::int64_t generation,
                                                std::chrono::milliseconds lease) = 0;

    /// Prolongs the lease, even one that has expired, if nobody else got it; false otherwise.
    virtual bool renew(const Call& call, const ListingLease& held,
                       std::chrono::milliseconds lease) = 0;

    /// Gives the lease back, if it is still held; whoever had it is fenced off.
    virtual void release(const Call& call, const ListingLease& held) = 0;

    /// Applies changes in their order, and moves the source's position from `from` to `until`, all
    /// or nothing. False, with nothing done, when the lease was lost or the position is not `from`:
    /// so that each change counts once.
    virtual bool apply(const Call& call, const ListingLease& held, Source source, std::int64_t from,
                       std::int64_t until, const std::vector<MovieChange>& changes) = 0;

    /// Adds what a source had when it was read through, which moves no position: as apply does.
    /// False when the lease was lost.
    virtual bool fill(const Call& call, const ListingLease& held,
                      const std::vector<MovieChange>& states) = 0;

    /// Marks the generation as complete; false when the lease was lost.
    virtual bool complete(const Call& call, const ListingLease& held) = 0;

    /// Makes a complete generation the live one and ends every lease on the one before, which is
    /// kept for another minute for those who still read it; false when the lease was lost. Throws
    /// std::logic_error when it is not complete.
    virtual bool go_live(const Call& call, const ListingLease& held) = 0;

    /// Deletes a portion of the generations that are neither live nor leased; true when there may
    /// be more.
    virtual bool drop_some(const Call& call) = 0;

    /// What lists go by, of the movies whose number follows `after`, in the order of their numbers,
    /// without removed ones.
    virtual std::vector<ListedMovie> listed(const Call& call, std::int64_t generation,
                                            std::int64_t after, std::size_t limit) = 0;

    /// The movies, removed ones too, that versions after `after` changed, and the state that this
    /// leads to, in the order of their numbers. When more than `limit` changed (movies that are
    /// not described may count too), or the generation is gone, nothing: then all are to be read
    /// anew.
    struct Changes {
        ListingState state;
        std::vector<ListedMovie> movies;
    };
    virtual std::optional<Changes> changed(const Call& call, std::int64_t generation,
                                           std::int64_t after, std::size_t limit) = 0;

    /// Whose texts versions after `after.version` changed, oldest change first, up to `limit`.
    struct TextChange {
        std::int64_t version = 0;
        std::int64_t number = 0;
        /// Nothing for a removed movie.
        std::optional<MovieDescription> description;
    };
    struct TextPosition {
        std::int64_t version = 0;
        std::int64_t number = 0;
    };
    virtual std::vector<TextChange> texts(const Call& call, std::int64_t generation,
                                          const TextPosition& after, std::size_t limit) = 0;

    /// The texts, without removed ones, of up to `limit` movies whose numbers follow `after` and
    /// are not above `until`, in the order of their numbers.
    virtual std::vector<TextChange> numbered_texts(const Call& call, std::int64_t generation,
                                                   std::int64_t after, std::int64_t until,
                                                   std::size_t limit) = 0;

    /// The highest number that a movie of the generation has or had; 0 without any.
    virtual std::int64_t last_number(const Call& call, std::int64_t generation) = 0;

    /// The movies with these numbers, in their order; those that are gone are left out.
    virtual std::vector<ListingEntry> entries(const Call& call, std::int64_t generation,
                                              const std::vector<std::int64_t>& numbers) = 0;

    /// The described movies whose ids follow `after`, in the byte order of their ids.
    virtual std::vector<ListingEntry> scan_entries(const Call& call, std::int64_t generation,
                                                   const std::optional<MovieId>& after,
                                                   std::size_t limit) = 0;

    /// The tallies, with ratings, of movies whose ids follow `after`, described or not, in the byte
    /// order of their ids.
    virtual std::vector<Rated> scan_tallies(const Call& call, std::int64_t generation,
                                            const std::optional<MovieId>& after,
                                            std::size_t limit) = 0;

    /// The secret that page tokens are signed with, 32 bytes: the one that is stored, or else
    /// `candidate`, which is then stored.
    virtual std::string token_secret(const Call& call, const std::string& candidate) = 0;
};

}  // namespace marquee::movie
