#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "application/movie/movie_finder.h"
#include "domain/movie/movie.h"
#include "interfaces/cache/cache_metrics.h"
#include "interfaces/cache/loading_cache.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::movie {

class MovieListService;
class MovieService;

struct AnswerCacheOptions {
    std::size_t max_bytes = std::size_t{64} << 20;
    /// Clients get answers in a content coding when they like that.
    bool packing = true;
    /// The m of weighted_rating.
    double prior_weight = 25;
    /// Random, and stays in this process.
    http::KeyedHash::Key key{};
    /// Whether changes of movies are heard of in time. While they aren't, nothing is served from
    /// here. Never waits.
    std::function<bool()> up_to_date = [] { return true; };
};

/// What was answered to whoever read a movie or the first page of a list, as long as it is what
/// would be answered anew. Nothing that depends on who asks, that is degraded or an error is in
/// here. Callable from any thread.
///
/// A movie's answer goes when the movie, or its ratings, change, which `changed` is told. All
/// movies' weighted ratings go by the mean of all scores: an answer that shows another one than
/// comes of the list's mean is made anew. A list's answer goes when anything in any list changes.
class AnswerCache {
public:
    /// All outlive it.
    AnswerCache(AnswerCacheOptions options, MovieService& movies, MovieListService& lists,
                prometheus::Registry& registry);
    ~AnswerCache();

    /// How a route answers.
    using WriteMovie = http::Response (*)(const Movie& movie);
    struct Made {
        http::Response response;
        /// Nothing is missing from it for want of an answer.
        bool whole = true;
    };

    /// The answer to GET /v1/movies/{id}: `write` makes it of the movie. Throws what
    /// MovieService::get does.
    http::Response movie(const http::Request& request, WriteMovie write);
    /// The same if it is there; never waits. Throws Error(invalid).
    std::optional<http::Response> movie_at_hand(const http::Request& request);

    /// The answer to a request for the list with that pattern, which `make` makes by the list and
    /// the request's query alone.
    http::Response list(const http::Request& request, std::string_view pattern,
                        const std::function<Made()>& make);
    /// The same if it is there; never waits.
    std::optional<http::Response> list_at_hand(const http::Request& request,
                                               std::string_view pattern);

    /// The movie with that id, or its rating, is not what it was. Before whoever changed it hears
    /// so.
    void changed(std::string_view id);
    /// Any movie may be another.
    void lost_track();

private:
    struct Kept;
    struct Shown;
    using Cache = cache::LoadingCache<Kept>;

    std::optional<double> mean_score() const;
    bool holds(const Kept& kept, double mean_score) const;
    std::string owner_of(const http::Request& request, const MovieRef& ref);
    cache::Loaded<Kept> load(const Call& call, const MovieId& id, WriteMovie write);
    http::Response answer(const http::Request& request, std::string_view pattern,
                          const std::string& key, Cache::Value kept);
    std::optional<http::Response> serve(const http::Request& request, const Cache::Value& kept);

    const AnswerCacheOptions options_;
    MovieService& movies_;
    MovieListService& lists_;
    cache::CacheMetrics metrics_;
    Cache cache_;
};

}  // namespace marquee::movie
