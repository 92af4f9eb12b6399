#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "interfaces/import/movielens_file.h"
#include "interfaces/import/movielens_movies.h"
#include "interfaces/import/movielens_rows.h"

namespace marquee::movielens {

/// A rating in little memory.
struct PackedRating {
    /// In the order of the users' ids in the catalogue (user_id_of).
    std::uint64_t user;
    std::int64_t rated_at_second;
    /// Its place among the imported movies, in the order of their ids in the catalogue.
    std::uint32_t movie;
    std::int8_t score;
};

/// "ml-" and the number of a user.
std::string user_id_of(const PackedRating& rating);

/// A stretch of ratings.csv, and what is wrong in it.
struct RatingStretch {
    struct Problem {
        std::int64_t line;
        std::string reason;
    };

    /// In the order of movies, then users; no two of a movie by a user.
    std::vector<PackedRating> ratings;
    /// Ratings of a movie by a user who has one among `ratings`, in the file's order.
    std::vector<PackedRating> later;
    std::vector<Problem> problems;
    /// Where it ends in the file.
    std::uint64_t bytes_until = 0;
    /// The file ends here, or the import is strict and there is a problem.
    bool last = false;
};

/// Reads ratings.csv in stretches. For one thread at a time.
class RatingReader {
public:
    /// The file and the movies, which change no more, outlive the reader. A stretch has at most
    /// `rows` (≥ 1) rows; if `strict`, it ends before the first bad one.
    RatingReader(MovieLensFile& file, const Movies& movies, std::size_t rows, bool strict);

    /// Not to be called after the last one. Throws ReadFailure.
    RatingStretch next();

    /// How many were read until now, whatever came of them.
    std::int64_t rows() const { return rows_; }

    /// The catalogue's id of a packed rating's movie.
    const std::string& movie_id_of(const PackedRating& rating) const;

private:
    /// Why the row is none to be taken; empty when it was taken.
    std::string take(CsvRow& row, RatingStretch& stretch);

    MovieLensFile& file_;
    const std::vector<Movies::Imported> movies_;
    std::unordered_map<std::int64_t, std::uint32_t> place_of_movie_;
    std::size_t rows_in_stretch_;
    bool strict_;
    CsvRow row_;
    std::int64_t rows_ = 0;
    /// The user whose ratings are being read, and which movies they rated.
    std::int64_t user_ = 0;
    std::unordered_set<std::int64_t> rated_by_user_;
};

}  // namespace marquee::movielens
