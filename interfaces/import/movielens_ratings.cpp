#include "interfaces/import/movielens_ratings.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

namespace marquee::movielens {
namespace {

/// Digits that a user's number has at most.
constexpr std::uint64_t kDigits = 12;
/// Problems after which a stretch ends, so that a file full of them takes no memory.
constexpr std::size_t kProblemsInStretch = 1'000;

/// Orders numbers as their decimal digits are ordered as text, so that "10" comes before "9".
std::uint64_t text_order(std::int64_t number) {
    auto shifted = static_cast<std::uint64_t>(number);
    std::uint64_t digits = kDigits;
    std::uint64_t limit = 1;
    for (std::uint64_t i = 1; i < kDigits; ++i) limit *= 10;
    for (; shifted < limit; shifted *= 10) --digits;
    return shifted * (kDigits + 1) + digits;
}

auto key(const PackedRating& rating) {
    return std::pair(rating.movie, rating.user);
}

/// Brings the ratings into their order, and those that others come before elsewhere.
void arrange(RatingStretch& stretch) {
    auto& ratings = stretch.ratings;
    std::ranges::stable_sort(ratings, {}, key);
    const auto same = [](const auto& a, const auto& b) { return key(a) == key(b); };
    auto kept = std::ranges::adjacent_find(ratings, same);
    if (kept == ratings.end()) return;
    for (auto next = kept + 1; next != ratings.end(); ++next) {
        if (same(*kept, *next)) {
            stretch.later.push_back(*next);
        } else {
            *++kept = *next;
        }
    }
    ratings.erase(kept + 1, ratings.end());
}

}  // namespace

std::string user_id_of(const PackedRating& rating) {
    std::uint64_t number = rating.user / (kDigits + 1);
    for (auto digits = rating.user % (kDigits + 1); digits < kDigits; ++digits) number /= 10;
    return "ml-" + std::to_string(number);
}

RatingReader::RatingReader(MovieLensFile& file, const Movies& movies, std::size_t rows, bool strict)
    : file_(file), movies_(movies.imported()), rows_in_stretch_(rows), strict_(strict) {
    for (std::uint32_t i = 0; i < movies_.size(); ++i)
        place_of_movie_.emplace(movies_[i].number, i);
}

const std::string& RatingReader::movie_id_of(const PackedRating& rating) const {
    return movies_[rating.movie].id;
}

RatingStretch RatingReader::next() {
    RatingStretch stretch;
    while (stretch.ratings.size() < rows_in_stretch_ &&
           stretch.problems.size() < kProblemsInStretch && !stretch.last) {
        if (!file_.next(row_)) {
            stretch.last = true;
            break;
        }
        ++rows_;
        std::string reason = take(row_, stretch);
        if (reason.empty()) continue;
        stretch.problems.push_back({row_.line, std::move(reason)});
        stretch.last = strict_;
    }
    arrange(stretch);
    stretch.bytes_until = file_.bytes_done();
    return stretch;
}

std::string RatingReader::take(CsvRow& row, RatingStretch& stretch) {
    if (row.problem) return *std::move(row.problem);
    auto parsed = parse_rating_row(row.fields);
    if (auto* reason = std::get_if<std::string>(&parsed)) return std::move(*reason);
    const auto& rating = std::get<RatingRow>(parsed);
    const auto place = place_of_movie_.find(rating.movie);
    if (place == place_of_movie_.end()) return not_there(rating.movie);
    if (rating.user != user_) {
        user_ = rating.user;
        rated_by_user_.clear();
    }
    if (!rated_by_user_.insert(rating.movie).second) {
        return "user " + std::to_string(rating.user) + " rated movie " +
               std::to_string(rating.movie) + " on an earlier line";
    }
    const auto second = std::chrono::floor<std::chrono::seconds>(rating.rated_at);
    stretch.ratings.push_back({text_order(rating.user), second.time_since_epoch().count(),
                               place->second, static_cast<std::int8_t>(rating.score.value())});
    return "";
}

}  // namespace marquee::movielens
