#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "interfaces/import/movielens_file.h"
#include "interfaces/import/movielens_rows.h"

namespace marquee::movielens {

/// Why a row of that movie is bad.
std::string not_there(std::int64_t movie);
std::string repeated(std::int64_t movie);

/// What an import knows of a folder's movies by their MovieLens numbers: the ids that links.csv
/// gives each, which of them movies.csv lists, and which
/// are imported. For one thread.
class Movies {
public:
    bool linked(std::int64_t movie) const;

    /// Keeps the ids of a movie that is not linked yet, but for those that an earlier one has.
    /// Answers what to say of each that is left out.
    std::vector<std::string> link(const LinkRow& row);

    /// Empty when there is none.
    const std::string& imdb(std::int64_t movie) const;
    const std::string& tmdb(std::int64_t movie) const;

    /// The catalogue's id of the movie, imported or not.
    std::string id(std::int64_t movie) const;

    /// The same; nothing when the movie is not imported.
    std::optional<std::string> imported_id(std::int64_t movie) const;

    /// Reads movies.csv through for the movies that it has good rows of, the ids of which are
    /// linked. `current_year` bounds release years. Throws ReadFailure.
    void list(MovieLensFile& file, int current_year);

    bool listed(std::int64_t movie) const;

    void set_imported(std::int64_t movie, bool imported);

    struct Imported {
        std::string id;
        std::int64_t number;
    };
    /// Those that are imported, in the order of their ids.
    std::vector<Imported> imported() const;

private:
    struct Movie {
        std::string imdb;
        std::string tmdb;
        bool linked = false;
        bool listed = false;
        bool imported = false;
    };
    /// Whose an id is.
    using Owners = std::unordered_map<std::string, std::int64_t>;

    const Movie& known(std::int64_t movie) const;

    std::unordered_map<std::int64_t, Movie> movies_;
    Owners owner_of_imdb_;
    Owners owner_of_tmdb_;
};

}  // namespace marquee::movielens
