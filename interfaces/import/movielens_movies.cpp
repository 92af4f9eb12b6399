#include "interfaces/import/movielens_movies.h"

#include <algorithm>
#include <utility>

#include "interfaces/import/movielens_description.h"

namespace marquee::movielens {
namespace {

std::string id_of(std::int64_t movie, const std::string& imdb) {
    return imdb.empty() ? "ml-" + std::to_string(movie) : imdb;
}

}  // namespace

std::string not_there(std::int64_t movie) {
    return "movie " + std::to_string(movie) + " is not in movies.csv, or was skipped";
}

std::string repeated(std::int64_t movie) {
    return "movieId " + std::to_string(movie) + " is on an earlier line too";
}

bool Movies::linked(std::int64_t movie) const {
    return known(movie).linked;
}

std::vector<std::string> Movies::link(const LinkRow& row) {
    std::vector<std::string> left_out;
    const auto claim = [&](const char* column, Owners& owners, const std::string& id) {
        if (id.empty()) return id;
        const auto [owner, fresh] = owners.emplace(id, row.movie);
        if (fresh) return id;
        left_out.push_back(std::string(column) + " of movie " + std::to_string(row.movie) +
                           " belongs to movie " + std::to_string(owner->second) +
                           "; imported without it");
        return std::string();
    };
    Movie& movie = movies_[row.movie];
    movie.linked = true;
    movie.imdb = claim("imdbId", owner_of_imdb_, row.imdb);
    movie.tmdb = claim("tmdbId", owner_of_tmdb_, row.tmdb);
    return left_out;
}

const std::string& Movies::imdb(std::int64_t movie) const {
    return known(movie).imdb;
}

const std::string& Movies::tmdb(std::int64_t movie) const {
    return known(movie).tmdb;
}

std::string Movies::id(std::int64_t movie) const {
    return id_of(movie, imdb(movie));
}

std::optional<std::string> Movies::imported_id(std::int64_t movie) const {
    const Movie& found = known(movie);
    if (!found.imported) return std::nullopt;
    return id_of(movie, found.imdb);
}

bool Movies::listed(std::int64_t movie) const {
    return known(movie).listed;
}

void Movies::list(MovieLensFile& file, int current_year) {
    for (CsvRow row; file.next(row);) {
        if (row.problem) continue;
        auto parsed = parse_movie_row(row.fields);
        auto* movie = std::get_if<MovieRow>(&parsed);
        if (movie == nullptr) continue;
        const std::int64_t number = movie->movie;
        const auto description = describe(std::move(*movie), imdb(number), tmdb(number));
        if (problems(description, current_year).empty()) movies_[number].listed = true;
    }
}

void Movies::set_imported(std::int64_t movie, bool imported) {
    movies_[movie].imported = imported;
}

std::vector<Movies::Imported> Movies::imported() const {
    std::vector<Imported> result;
    for (const auto& [number, movie] : movies_) {
        if (movie.imported) result.push_back({id_of(number, movie.imdb), number});
    }
    std::ranges::sort(result, {}, &Imported::id);
    return result;
}

const Movies::Movie& Movies::known(std::int64_t movie) const {
    static const Movie unknown;
    const auto found = movies_.find(movie);
    return found == movies_.end() ? unknown : found->second;
}

}  // namespace marquee::movielens
