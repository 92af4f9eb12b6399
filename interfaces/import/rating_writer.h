#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <vector>

#include "domain/rating/rating_import.h"
#include "domain/shared/call.h"
#include "interfaces/import/movielens_ratings.h"
#include "interfaces/import/movielens_report.h"

namespace marquee::rating {
class RatingService;
}

namespace marquee::movielens {

/// Writes ratings in batches, several at a time if asked to, and counts them. For one thread.
class RatingWriter {
public:
    struct Sizes {
        /// Ratings in a batch at most; at least 1.
        std::size_t batch;
        /// Batches that are written at the same time; at least 1.
        std::size_t writers;
    };

    /// All outlive the writer. `on_written` is called for each batch with its number of ratings.
    RatingWriter(rating::RatingService& service, const Call& call, const RatingReader& reader,
                 const Sizes& sizes, std::function<void(std::size_t)> on_written);
    /// Waits for batches that are being written.
    ~RatingWriter() = default;
    RatingWriter(const RatingWriter&) = delete;
    RatingWriter& operator=(const RatingWriter&) = delete;

    /// Writes the stretch's ratings, or leaves the last batches to be written beside what follows.
    /// Throws what the service throws.
    void write(const RatingStretch& stretch);
    /// Waits until all is written. Throws as write.
    void finish();

    const ImportReport::Ratings& counts() const { return counts_; }

private:
    struct Batch {
        std::size_t size;
        std::future<rating::ImportEffects> effects;
    };
    using Rating = std::vector<PackedRating>::const_iterator;

    std::vector<rating::RecordImport> records(Rating begin, Rating end) const;
    void start(std::size_t size, std::vector<rating::RecordImport> records);
    void await_first();
    void write_in_order(const std::vector<PackedRating>& ratings);

    rating::RatingService& service_;
    const Call& call_;
    const RatingReader& reader_;
    Sizes sizes_;
    std::function<void(std::size_t)> on_written_;
    const rating::RecordType movie_type_{"movie"};
    ImportReport::Ratings counts_;
    std::deque<Batch> under_way_;
};

}  // namespace marquee::movielens
