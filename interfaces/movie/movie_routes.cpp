#include "interfaces/movie/movie_routes.h"

#include <string>
#include <utility>

#include "nlohmann/json.hpp"

#include "application/movie/movie_service.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/http/conditional.h"
#include "interfaces/json/description_json.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/object_reader.h"
#include "interfaces/json/text_writer.h"
#include "interfaces/movie/answer_cache.h"
#include "interfaces/movie/movie_json.h"

namespace marquee::movie {
namespace {

using http::Body;
using http::Guard;
using http::LimitClass;
using http::Request;
using http::Response;

http::Route reading_route(MovieService& service, AnswerCache* cache);
Response put_movie(MovieService& service, const Request& request);
Response patch_movie(MovieService& service, const Request& request);
Response remove_movie(MovieService& service, const Request& request);
Response add_movie(MovieService& service, const Request& request);
Response read_many(MovieService& service, const Request& request);
Response read_own_rating(MovieService& service, const Request& request);
Response put_own_rating(MovieService& service, const Request& request);
Response remove_own_rating(MovieService& service, const Request& request);

constexpr const char* kOwnRating = "/v1/movies/{id}/ratings/me";

}  // namespace

std::vector<http::Route> movie_routes(MovieService& service, AnswerCache* cache) {
    const auto on = [&service](auto handler) {
        return [&service, handler](const Request& request) { return handler(service, request); };
    };
    // clang-format off
    return {
        reading_route(service, cache),
        {"PUT",    "/v1/movies/{id}",      Guard::editor, Body::json,        {}, on(put_movie)},
        {"PATCH",  "/v1/movies/{id}",      Guard::editor, Body::merge_patch, {}, on(patch_movie)},
        {"DELETE", "/v1/movies/{id}",      Guard::editor, Body::none,        {}, on(remove_movie)},
        {"POST",   "/v1/movies",           Guard::editor, Body::json,        {}, on(add_movie), {},
         {}, true},
        {"POST",   "/v1/movies:batch-get", Guard::reader, Body::json,        {}, on(read_many), {},
         LimitClass::read},
        {"GET",    kOwnRating,             Guard::account, Body::none,       {}, on(read_own_rating)},
        {"PUT",    kOwnRating,             Guard::rater,  Body::json,        {}, on(put_own_rating)},
        {"DELETE", kOwnRating,             Guard::rater,  Body::none,        {}, on(remove_own_rating)},
    };
    // clang-format on
}

namespace {

Response movie_response(const Movie& movie) {
    json::TextWriter writer;
    write_movie(movie, writer);
    Response response = json::written_response(writer);
    // What is shown for want of an answer must not be kept as if it were the movie.
    if (!movie.rating_unknown && !movie.entry.age) {
        response.with("ETag", http::etag_of(movie.entry.revision, response.body));
    }
    return response;
}

Response created_response(const Movie& movie) {
    Response response = movie_response(movie);
    response.status = 201;
    return response.with("Location", "/v1/movies/" + movie.entry.id.text());
}

MovieRef ref_in(const Request& request) {
    return parse_movie_ref(request.path_parameter("id"));
}

/// Throws Error(invalid) when the body names another movie than the path.
void require_same_movie(MovieService& service, const Request& request, const MovieRef& ref,
                        const std::optional<std::string>& written_id) {
    if (!written_id) return;
    const auto* id = std::get_if<MovieId>(&ref);
    json::require_same_id(written_id, id ? *id : service.get(request.call, ref).entry.id);
}

http::Route reading_route(MovieService& service, AnswerCache* cache) {
    http::Route route{"GET", "/v1/movies/{id}", Guard::reader, Body::none, {}, {}};
    if (cache) {
        route.quick = [cache](const Request& request) { return cache->movie_at_hand(request); };
        route.handler = [cache](const Request& request) {
            return cache->movie(request, movie_response);
        };
    } else {
        route.handler = [&service](const Request& request) {
            return http::not_modified_or(
                request, movie_response(service.get(request.call, ref_in(request))));
        };
    }
    return route;
}

Response put_movie(MovieService& service, const Request& request) {
    const MovieRef ref = ref_in(request);
    const Precondition precondition = http::precondition_of(request);
    const auto written = json::read_movie(json::parse_object(request.body));
    require_same_movie(service, request, ref, written.id);
    const MovieWrite write = service.put(request.call, ref, written.description, precondition);
    return write.created ? created_response(write.movie) : movie_response(write.movie);
}

Response patch_movie(MovieService& service, const Request& request) {
    const MovieRef ref = ref_in(request);
    const Precondition precondition = http::precondition_of(request);
    const nlohmann::json patch = json::parse_object(request.body);
    require_same_movie(service, request, ref, json::ObjectReader(patch).text("id"));
    const auto edit = [&](const MovieDescription& description) {
        return json::patched(description, patch).description;
    };
    return movie_response(service.edit(request.call, ref, edit, precondition));
}

Response remove_movie(MovieService& service, const Request& request) {
    service.remove(request.call, ref_in(request), http::precondition_of(request));
    return json::no_content();
}

Response add_movie(MovieService& service, const Request& request) {
    const auto written = json::read_movie(json::parse_object(request.body));
    std::optional<MovieId> id;
    if (written.id) id.emplace(*written.id);
    if (!request.run) {
        return created_response(service.add(request.call, id, written.description));
    }
    const MovieId reserved(request.run->reserved_id);
    if (request.run->resumed) {
        return created_response(service.add_again(request.call, id, reserved, written.description));
    }
    return created_response(service.add(request.call, id.value_or(reserved), written.description));
}

/// The movies that `ids` name, which `reader` has read.
std::vector<MovieRef> parse_refs(json::ObjectReader& reader, const std::vector<std::string>& ids) {
    const bool read = !reader.failed();
    if (read && (ids.empty() || ids.size() > MovieService::kMaxBatch)) {
        reader.blame("ids", "must have 1 to " + std::to_string(MovieService::kMaxBatch) +
                                " entries, not " + std::to_string(ids.size()));
    }
    std::vector<MovieRef> refs;
    for (std::size_t i = 0; read && i < ids.size(); ++i) {
        reader.make("ids[" + std::to_string(i) + "]",
                    [&] { refs.push_back(parse_movie_ref(ids[i])); });
    }
    reader.finish();
    return refs;
}

Response read_many(MovieService& service, const Request& request) {
    const nlohmann::json body = json::parse_object(request.body);
    json::ObjectReader reader(body);
    const auto ids = reader.required_texts("ids");
    const auto movies = service.get_many(request.call, parse_refs(reader, ids));
    json::TextWriter answer;
    answer.open_object().name("items").open_array();
    for (const auto& movie : movies) {
        if (movie) write_movie(*movie, answer);
    }
    answer.close_array().name("missing").open_array();
    for (std::size_t i = 0; i < movies.size(); ++i) {
        if (!movies[i]) answer.text(ids[i]);
    }
    answer.close_array().close_object();
    return json::written_response(answer);
}

Response own_rating_response(const OwnRating& rating) {
    json::TextWriter answer;
    answer.open_object().name("score").number(std::int64_t{rating.own.score});
    answer.name("rated_at").text(format_time(rating.own.rated_at));
    write_rating(rating.everybody, answer.name("summary"));
    answer.close_object();
    Response response = json::written_response(answer);
    if (rating.everybody) response.with("ETag", http::etag_of(response.body));
    return response;
}

Response read_own_rating(MovieService& service, const Request& request) {
    return http::not_modified_or(
        request, own_rating_response(service.own_rating(request.call, ref_in(request))));
}

Response put_own_rating(MovieService& service, const Request& request) {
    const nlohmann::json body = json::parse_object(request.body);
    json::ObjectReader reader(body);
    const auto score = reader.required_whole_number("score");
    reader.finish();
    return own_rating_response(service.rate(request.call, ref_in(request), score.value()));
}

Response remove_own_rating(MovieService& service, const Request& request) {
    service.withdraw(request.call, ref_in(request));
    return json::no_content();
}

}  // namespace
}  // namespace marquee::movie
