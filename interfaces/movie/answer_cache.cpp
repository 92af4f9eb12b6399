#include "interfaces/movie/answer_cache.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "application/movie/movie_list_service.h"
#include "application/movie/movie_service.h"
#include "domain/shared/weighted_rating.h"
#include "interfaces/cache/kept_answer.h"
#include "interfaces/http/conditional.h"

namespace marquee::movie {
namespace {

using cache::KeptAnswer;
using http::Request;
using http::Response;
using std::chrono::steady_clock;

constexpr std::string_view kMoviePattern = "/v1/movies/{id}";

std::string key_of_movie(std::string_view id) {
    return std::string("m/").append(id);
}

std::string key_of_name(const MovieRef& ref) {
    return "n/" + to_string(ref);
}

/// The query in one way, whatever the order of its parameters.
std::string key_of_list(const Request& request, std::string_view pattern) {
    std::vector<std::string> parameters;
    for (const auto& [name, value] : request.query) {
        // With its length, or a value could look like several parameters.
        parameters.push_back(name + ' ' + std::to_string(value.size()) + ' ' + value);
    }
    std::ranges::sort(parameters);
    std::string key = "l";
    key += pattern;
    for (const auto& parameter : parameters) key += parameter;
    return key;
}

bool is_first_page(const Request& request) {
    return !request.query.contains("page_token");
}

}  // namespace

/// The rating that an answer shows, which depends on the ratings of all movies.
struct AnswerCache::Shown {
    std::int64_t count = 0;
    std::int64_t sum = 0;
    /// In thousandths, which is how exactly it is shown.
    double weighted = 0;
};

/// An answer and what it holds by, without one if there is no such movie; or, of a movie's other
/// name, whose it was.
struct AnswerCache::Kept {
    std::optional<KeptAnswer> answer;
    /// Of a movie: by which other names it is known, and what it shows.
    std::vector<std::string> names;
    std::optional<Shown> rating;
    /// Of a list: the moment that it shows.
    std::uint64_t moment = 0;
    /// Of a name.
    std::string owner;

    std::size_t bytes() const {
        std::size_t bytes = sizeof *this + owner.size() + (answer ? answer->bytes() : 0);
        for (const auto& name : names) bytes += sizeof name + 2 * name.size();
        return bytes;
    }
};

AnswerCache::AnswerCache(AnswerCacheOptions options, MovieService& movies, MovieListService& lists,
                         prometheus::Registry& registry)
    : options_(std::move(options)),
      movies_(movies),
      lists_(lists),
      metrics_(registry),
      cache_(options_.max_bytes, options_.key, metrics_) {}

AnswerCache::~AnswerCache() = default;

/// Nothing when no answer can be told to hold.
std::optional<double> AnswerCache::mean_score() const {
    return options_.up_to_date() ? lists_.moment().mean_score : std::nullopt;
}

bool AnswerCache::holds(const Kept& kept, double mean_score) const {
    if (!kept.rating) return true;
    const auto& [count, sum, weighted] = *kept.rating;
    const double now = weighted_rating(count, sum, mean_score, options_.prior_weight);
    return std::round(now * 1000) == weighted;
}

std::optional<Response> AnswerCache::movie_at_hand(const Request& request) {
    const MovieRef ref = parse_movie_ref(request.path_parameter("id"));
    const auto mean = mean_score();
    if (!mean) return std::nullopt;
    const auto valid = [&](const Kept& kept) { return holds(kept, *mean); };
    if (const auto* id = std::get_if<MovieId>(&ref)) {
        return serve(request, cache_.find(key_of_movie(id->text()), valid));
    }
    const auto name = cache_.find(key_of_name(ref), valid);
    if (!name) return std::nullopt;
    const auto kept = cache_.find(key_of_movie(name->owner), valid);
    if (!kept || std::ranges::count(kept->names, to_string(ref)) == 0) return std::nullopt;
    return serve(request, kept);
}

Response AnswerCache::movie(const Request& request, WriteMovie write) {
    if (auto answer = movie_at_hand(request)) return *std::move(answer);
    const MovieRef ref = parse_movie_ref(request.path_parameter("id"));
    const auto uncached = [&] {
        return http::not_modified_or(request, write(movies_.get(request.call, ref)));
    };
    const auto mean = mean_score();
    if (!mean) return uncached();
    const bool by_id = std::holds_alternative<MovieId>(ref);
    const MovieId id = by_id ? std::get<MovieId>(ref) : MovieId(owner_of(request, ref));
    const std::string key = key_of_movie(id.text());
    auto kept = cache_.get(
        request.call, key, [&](const Kept& one) { return holds(one, *mean); },
        [&] { return load(request.call, id, write); });
    const bool named = by_id || std::ranges::count(kept->names, to_string(ref)) > 0;
    // It was the movie's name.
    if (!named) cache_.invalidate(key_of_name(ref));
    if (!named || !kept->answer) return uncached();
    return answer(request, kMoviePattern, key, std::move(kept));
}

/// The id of the movie that had the name a while ago.
std::string AnswerCache::owner_of(const Request& request, const MovieRef& ref) {
    const auto any = [](const Kept&) { return true; };
    const auto name = cache_.get(request.call, key_of_name(ref), any, [&] {
        Kept kept;
        kept.owner = movies_.id_of(request.call, ref).text();
        const auto bytes = kept.bytes();
        return cache::Loaded<Kept>{std::make_shared<const Kept>(std::move(kept)), bytes};
    });
    return name->owner;
}

cache::Loaded<AnswerCache::Kept> AnswerCache::load(const Call& call, const MovieId& id,
                                                   WriteMovie write) {
    const auto found = movies_.find(call, id);
    if (!found) return {std::make_shared<const Kept>(), 0};
    const Movie& movie = *found;
    Kept kept;
    kept.answer.emplace(write(movie), kMoviePattern, options_.packing, steady_clock::now());
    for (const auto& [provider, value] : movie.entry.description.external_ids) {
        kept.names.push_back(to_string(MovieRef(ExternalId(provider, value))));
    }
    if (movie.rating) {
        auto& rating = kept.rating.emplace();
        rating.count = movie.rating->count;
        for (std::size_t i = 0; i < movie.rating->histogram.size(); ++i) {
            rating.sum += static_cast<std::int64_t>(i + 1) * movie.rating->histogram[i];
        }
        rating.weighted = std::round(movie.rating->weighted * 1000);
    }
    // What is shown for want of an answer is not the movie.
    const bool whole = !movie.rating_unknown && !movie.entry.age;
    const std::size_t bytes = whole ? kept.bytes() : 0;
    return {std::make_shared<const Kept>(std::move(kept)), bytes};
}

std::optional<Response> AnswerCache::list_at_hand(const Request& request,
                                                  std::string_view pattern) {
    if (!is_first_page(request) || !mean_score()) return std::nullopt;
    const auto moment = lists_.moment().number;
    return serve(request, cache_.find(key_of_list(request, pattern),
                                      [&](const Kept& kept) { return kept.moment == moment; }));
}

Response AnswerCache::list(const Request& request, std::string_view pattern,
                           const std::function<Made()>& make) {
    if (auto answer = list_at_hand(request, pattern)) return *std::move(answer);
    if (!is_first_page(request) || !mean_score()) return make().response;
    const std::string key = key_of_list(request, pattern);
    const auto moment = lists_.moment().number;
    auto kept = cache_.get(
        request.call, key, [&](const Kept& one) { return one.moment == moment; },
        [&] {
            Made made = make();
            Kept list;
            list.answer.emplace(std::move(made.response), pattern, options_.packing,
                                steady_clock::now());
            list.moment = moment;
            const std::size_t bytes = made.whole ? list.bytes() : 0;
            return cache::Loaded<Kept>{std::make_shared<const Kept>(std::move(list)), bytes};
        });
    return answer(request, pattern, key, std::move(kept));
}

std::optional<Response> AnswerCache::serve(const Request& request, const Cache::Value& kept) {
    if (!kept) return std::nullopt;
    auto answer = kept->answer->answer_to(request);
    if (answer) metrics_.hit(steady_clock::now() - kept->answer->made());
    return answer;
}

/// The answer out of `kept`, to which the form is added that nobody asked for yet.
Response AnswerCache::answer(const Request& request, std::string_view pattern,
                             const std::string& key, Cache::Value kept) {
    if (auto answer = kept->answer->answer_to(request)) return *std::move(answer);
    Kept more = *kept;
    more.answer.emplace(kept->answer->with_form_for(request, pattern));
    const std::size_t bytes = more.bytes();
    const auto better = std::make_shared<const Kept>(std::move(more));
    cache_.replace(key, kept, better, bytes);
    return better->answer->answer_to(request).value();
}

void AnswerCache::changed(std::string_view id) {
    cache_.invalidate(key_of_movie(id));
}

void AnswerCache::lost_track() {
    cache_.invalidate_all();
}

}  // namespace marquee::movie
