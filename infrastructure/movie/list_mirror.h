#pragma once

#include <functional>
#include <memory>
#include <mutex>

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

private:
    bool load(const std::function<Call()>& new_call, const ListingState& live);
    bool follow(const std::function<Call()>& new_call, const ListingState& live);
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
    mutable std::mutex mutex_;
    std::shared_ptr<MovieList> list_;
    bool complete_ = false;
};

}  // namespace marquee::movie
