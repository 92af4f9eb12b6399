#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "domain/movie/listing_repository.h"
#include "infrastructure/movie/movie_list.h"

namespace marquee::movie {

/// Keeps this instance's MovieList like the live generation of the listing. `refresh` is for one
/// thread; the rest for any.
class ListMirror {
public:
    /// `listing` outlives the mirror. `prior_weight` as for MovieList.
    ListMirror(ListingRepository& listing, double prior_weight);

    /// Takes over what changed since the last time. False when there was nothing. Makes a call for
    /// each step with `new_call`. Throws what the repository throws.
    bool refresh(const std::function<Call()>& new_call);

    /// The list; nothing before there was a first one.
    std::shared_ptr<const MovieList> list() const;

    /// Whether the list has every movie, if not the latest changes.
    bool complete() const;

    /// How often what the list says has changed. Never waits.
    std::uint64_t changes() const { return changes_; }
    /// That of all movies, listed or not; nothing before there was a list. Never waits.
    std::optional<double> mean_score() const;

private:
    bool load(const std::function<Call()>& new_call, const ListingState& live);
    bool follow(const std::function<Call()>& new_call, const ListingState& live);
    void apply(MovieList& list, std::vector<ListedMovie> movies, const ListingState& state,
               bool filled);
    void show(std::shared_ptr<MovieList> list, bool complete);

    ListingRepository& listing_;
    double prior_weight_;
    /// What the list is of; 0 for nothing.
    std::int64_t generation_ = 0;
    /// Until where changes are in it.
    std::int64_t version_ = 0;
    /// The list that is to come, and the last movie in it.
    std::shared_ptr<MovieList> loading_;
    std::int64_t loaded_until_ = 0;
    /// Its generation was complete when it was looked at last.
    bool loading_complete_ = false;
    std::atomic<std::uint64_t> changes_ = 0;
    /// Not a number before there was a list.
    std::atomic<double> mean_score_ = std::numeric_limits<double>::quiet_NaN();
    mutable std::mutex mutex_;
    std::shared_ptr<MovieList> list_;
    bool complete_ = false;
};

}  // namespace marquee::movie
