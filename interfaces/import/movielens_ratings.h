#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "domain/rating/rating_change.h"
#include "domain/shared/call.h"
#include "interfaces/import/movielens_report.h"
#include "interfaces/import/movielens_rows.h"

namespace marquee::rating {
class RatingService;
}

namespace marquee::movielens {

/// Writes the ratings of a file in batches, and counts them. For one thread.
class RatingWriter {
public:
    /// `service` and `call` outlive the writer. In a dry run nothing is written.
    RatingWriter(rating::RatingService& service, const Call& call, bool dry_run);

    /// Takes a rating of the movie that the catalogue calls `id`. Answers why not, when the user's
    /// rows, which are expected together, had one of this movie before. Throws as flush.
    std::optional<std::string> add(const RatingRow& row, const std::string& id);

    /// Writes what was taken since the last time. Throws what the service throws.
    void flush();

    const ImportReport::Ratings& counts() const { return counts_; }

private:
    void count(rating::ChangeEffect effect);

    rating::RatingService& service_;
    const Call& call_;
    bool dry_run_;
    const rating::RecordType movie_type_{"movie"};
    ImportReport::Ratings counts_;
    std::vector<rating::RatingChange> batch_;
    /// The user whose ratings are being read, and which movies they rated.
    std::int64_t user_ = 0;
    std::unordered_set<std::int64_t> rated_by_user_;
};

}  // namespace marquee::movielens
