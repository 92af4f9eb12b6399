#include "interfaces/import/movielens_ratings.h"

#include <stdexcept>

#include "application/rating/rating_service.h"

namespace marquee::movielens {
namespace {

constexpr std::size_t kRatingsPerBatch = 5'000;

}  // namespace

RatingWriter::RatingWriter(rating::RatingService& service, const Call& call, bool dry_run)
    : service_(service), call_(call), dry_run_(dry_run) {}

std::optional<std::string> RatingWriter::add(const RatingRow& row, const std::string& id) {
    if (row.user != user_) {
        user_ = row.user;
        rated_by_user_.clear();
    }
    if (!rated_by_user_.insert(row.movie).second) {
        return "user " + std::to_string(row.user) + " rated movie " + std::to_string(row.movie) +
               " on an earlier line";
    }
    batch_.push_back({{movie_type_, rating::RecordId(id)},
                      rating::UserId("ml-" + std::to_string(row.user)),
                      row.score,
                      row.rated_at});
    if (batch_.size() == kRatingsPerBatch) flush();
    return std::nullopt;
}

void RatingWriter::flush() {
    if (batch_.empty()) return;
    counts_.read += static_cast<std::int64_t>(batch_.size());
    if (!dry_run_) {
        for (const auto effect : service_.apply(call_, batch_)) count(effect);
    }
    batch_.clear();
}

void RatingWriter::count(rating::ChangeEffect effect) {
    switch (effect) {
        case rating::ChangeEffect::created:
            ++counts_.created;
            break;
        case rating::ChangeEffect::replaced:
            ++counts_.replaced;
            break;
        case rating::ChangeEffect::unchanged:
            ++counts_.unchanged;
            break;
        case rating::ChangeEffect::withdrawn:
        case rating::ChangeEffect::absent:
            throw std::logic_error("a score was taken for a withdrawal");
    }
}

}  // namespace marquee::movielens
