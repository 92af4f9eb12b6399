#include "interfaces/import/rating_writer.h"

#include <algorithm>
#include <utility>

#include "application/rating/rating_service.h"

namespace marquee::movielens {

RatingWriter::RatingWriter(rating::RatingService& service, const Call& call,
                           const RatingReader& reader, const Sizes& sizes,
                           std::function<void(std::size_t)> on_written)
    : service_(service),
      call_(call),
      reader_(reader),
      sizes_(sizes),
      on_written_(std::move(on_written)) {}

void RatingWriter::write(const RatingStretch& stretch) {
    const auto end = stretch.ratings.end();
    for (auto begin = stretch.ratings.begin(); begin != end;) {
        const auto left = static_cast<std::size_t>(end - begin);
        const std::size_t size = std::min(left, sizes_.batch);
        const auto next = begin + static_cast<std::ptrdiff_t>(size);
        start(size, records(begin, next));
        begin = next;
    }
    if (stretch.later.empty()) return;
    finish();
    write_in_order(stretch.later);
}

void RatingWriter::finish() {
    while (!under_way_.empty()) await_first();
}

std::vector<rating::RecordImport> RatingWriter::records(Rating begin, Rating end) const {
    std::vector<rating::RecordImport> records;
    while (begin != end) {
        const auto of_others = std::find_if(
            begin, end, [&](const PackedRating& other) { return other.movie != begin->movie; });
        auto& record = records.emplace_back(
            rating::RecordImport{rating::RecordId(reader_.movie_id_of(*begin)), {}});
        record.opinions.reserve(static_cast<std::size_t>(of_others - begin));
        for (; begin != of_others; ++begin) {
            record.opinions.push_back({rating::UserId(user_id_of(*begin)),
                                       rating::Score(begin->score),
                                       Timestamp(std::chrono::seconds(begin->rated_at_second))});
        }
    }
    return records;
}

void RatingWriter::start(std::size_t size, std::vector<rating::RecordImport> records) {
    if (under_way_.size() == sizes_.writers) await_first();
    // A single writer needs no thread: whoever waits for it does the work.
    const auto how = sizes_.writers > 1 ? std::launch::async : std::launch::deferred;
    under_way_.push_back({size, std::async(how, [this, records = std::move(records)] {
                              return service_.take_in(call_, movie_type_, records);
                          })});
}

void RatingWriter::await_first() {
    Batch batch = std::move(under_way_.front());
    under_way_.pop_front();
    const auto effects = batch.effects.get();
    counts_.created += effects.created;
    counts_.replaced += effects.replaced;
    counts_.unchanged += effects.unchanged;
    counts_.read += static_cast<std::int64_t>(batch.size);
    on_written_(batch.size);
}

/// Each by itself, as the next may be of the same movie by the same user.
void RatingWriter::write_in_order(const std::vector<PackedRating>& ratings) {
    for (auto rating = ratings.begin(); rating != ratings.end(); ++rating) {
        start(1, records(rating, rating + 1));
        finish();
    }
}

}  // namespace marquee::movielens
