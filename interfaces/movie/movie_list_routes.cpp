#include "interfaces/movie/movie_list_routes.h"

#include <functional>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"

#include "application/movie/movie_list_service.h"
#include "domain/shared/error.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/page_token.h"
#include "interfaces/json/text_writer.h"
#include "interfaces/movie/answer_cache.h"
#include "interfaces/movie/movie_json.h"
#include "interfaces/movie/movie_list_query.h"

namespace marquee::movie {
namespace {

using http::Body;
using http::Guard;
using http::LimitClass;
using http::Request;
using nlohmann::ordered_json;

/// A decade is named by its first year, as a number.
void write_facets(const MoviePage& page, json::TextWriter& writer) {
    if (!page.genres && !page.decades) return;
    const auto write = [&](const char* name, const std::vector<FacetCount>& counts, bool years) {
        writer.name(name).open_array();
        for (const auto& [value, count] : counts) {
            writer.open_object().name("value");
            years ? writer.number(std::int64_t{std::stoi(value)}) : writer.text(value);
            writer.name("count").number(static_cast<std::int64_t>(count)).close_object();
        }
        writer.close_array();
    };
    writer.name("facets").open_object();
    if (page.genres) write("genre", *page.genres, false);
    if (page.decades) write("decade", *page.decades, true);
    writer.close_object();
}

using Made = AnswerCache::Made;

Made list_movies(MovieListService& service, const json::PageSigner& signer,
                 const Request& request) {
    const MovieQuery query = movie_query_of(request);
    const auto page = service.list(request.call, query, find_options_of(request),
                                   position_of(request, query, signer),
                                   json::page_size(request.query_parameter("page_size")));
    json::TextWriter answer;
    answer.open_object().name("items").open_array();
    for (const auto& movie : page.movies) write_movie(movie, answer);
    answer.close_array();
    if (page.next) answer.name("next_page_token").text(token_of(*page.next, query, signer));
    if (page.total) answer.name("total").number(static_cast<std::int64_t>(*page.total));
    write_facets(page, answer);
    if (page.incomplete) answer.name("degraded").open_array().text("search").close_array();
    answer.close_object();
    return {json::written_response(answer), !page.incomplete};
}

Made suggest_titles(MovieListService& service, const Request& request) {
    if (!request.query_parameter("q")) {
        throw invalid_field("q", "is needed: the beginning of what somebody types");
    }
    const auto suggestions = service.suggest(request.call, movie_query_of(request).text);
    ordered_json answer = {{"items", ordered_json::array()}};
    for (const auto& title : suggestions.titles) {
        answer["items"].push_back(
            {{"id", title.id.text()},
             {"title", title.title},
             {"original_title",
              title.original_title ? ordered_json(*title.original_title) : ordered_json()},
             {"release_year",
              title.release_year ? ordered_json(*title.release_year) : ordered_json()}});
    }
    if (suggestions.incomplete) answer["degraded"] = ordered_json::array({"search"});
    return {json::json_response(answer), !suggestions.incomplete};
}

Made list_genres(MovieListService& service, const Request& request) {
    ordered_json answer = {{"items", ordered_json::array()}};
    for (const auto& [name, count] : service.genres(request.call)) {
        answer["items"].push_back({{"name", name}, {"count", count}});
    }
    return {json::json_response(answer)};
}

/// The route, answered with what `make` makes of a request.
http::Route kept(http::Route route, AnswerCache* cache, std::function<Made(const Request&)> make) {
    if (!cache) {
        route.handler = [make](const Request& request) { return make(request).response; };
        return route;
    }
    const std::string pattern = route.pattern;
    route.quick = [cache, pattern](const Request& request) {
        return cache->list_at_hand(request, pattern);
    };
    route.handler = [cache, pattern, make](const Request& request) {
        return cache->list(request, pattern, [&] { return make(request); });
    };
    return route;
}

}  // namespace

std::vector<http::Route> movie_list_routes(MovieListService& service,
                                           const json::PageSigner& signer, AnswerCache* cache) {
    const auto on = [&service](auto make) {
        return [&service, make](const Request& request) { return make(service, request); };
    };
    const auto list = [&service, &signer](const Request& request) {
        return list_movies(service, signer, request);
    };
    // clang-format off
    return {
        kept({"GET", "/v1/movies",  Guard::reader, Body::none,
              {"q", "genre", "person", "year_from", "year_to", "min_rating", "min_votes", "sort",
               "page_size", "page_token", "include_total", "facets"},
              {}, {"genre"}, LimitClass::search}, cache, list),
        kept({"GET", "/v1/suggest", Guard::reader, Body::none, {"q"}, {}, {}, LimitClass::search},
             cache, on(suggest_titles)),
        kept({"GET", "/v1/genres",  Guard::reader, Body::none, {}, {}}, cache, on(list_genres)),
    };
    // clang-format on
}

}  // namespace marquee::movie
