#include "interfaces/compat/compat_routes.h"

#include <charconv>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "interfaces/http/query.h"
#include "interfaces/json/json_response.h"

namespace marquee::compat {
namespace {

using http::Response;
using nlohmann::ordered_json;
/// Those of the query and those of the form.
using Parameters = std::multimap<std::string, std::string, std::less<>>;
using Answer = std::function<Response(const Call&, const Parameters&)>;

/// The parameter's text, empty for one that isn't there.
std::string text_of(const Parameters& parameters, std::string_view name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
}

std::int64_t number_of(const Parameters& parameters, const std::string& name) {
    const std::string text = text_of(parameters, name);
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) throw invalid_field(name, "must be a whole number");
    return number;
}

http::Route route(const std::string& method, const std::string& path,
                  const std::vector<std::string>& names, const Answer& answer) {
    return {method,
            path,
            http::Guard::open,
            http::Body::form,
            names,
            [names, answer](const http::Request& request) {
                // A browser may be where everybody else who reaches this is trusted, and the page
                // that it shows from anywhere.
                if (request.headers.find("Origin")) {
                    throw Error(ErrorCode::forbidden, "this is not for pages in a browser");
                }
                return answer(request.call,
                              http::parse_query(request.raw_query + "&" + request.body, names));
            }};
}

ordered_json json_of(const PlainMetadata& movie) {
    return {{"id", movie.id},
            {"title", movie.title},
            {"description", movie.description},
            {"director", movie.director}};
}

ordered_json json_of(const PlainMovie& movie) {
    auto object = ordered_json::object();
    if (movie.rating) object["rating"] = *movie.rating;
    object["metadata"] = json_of(movie.metadata);
    return object;
}

PlainRating rating_in(const Parameters& parameters) {
    return {text_of(parameters, "type"), text_of(parameters, "id"), text_of(parameters, "userId"),
            number_of(parameters, "value")};
}

}  // namespace

std::vector<http::Route> compat_routes(const Services& services) {
    std::vector<http::Route> routes;
    if (auto* metadata = services.metadata) {
        routes.push_back(route("GET", "/metadata", {"id"}, [=](auto& call, auto& parameters) {
            return json::json_response(
                json_of(metadata_of(*metadata, call, text_of(parameters, "id"))));
        }));
    }
    if (auto* ratings = services.ratings) {
        routes.push_back(route("GET", "/rating", {"id", "type"}, [=](auto& call, auto& parameters) {
            return json::json_response(mean_rating(*ratings, call, text_of(parameters, "type"),
                                                   text_of(parameters, "id")));
        }));
        routes.push_back(route("PUT", "/rating", {"id", "type", "userId", "value"},
                               [=](auto& call, auto& parameters) {
                                   rate(*ratings, call, rating_in(parameters));
                                   return Response();
                               }));
    }
    if (auto* movies = services.movies) {
        routes.push_back(route("GET", "/movie", {"id"}, [=](auto& call, auto& parameters) {
            return json::json_response(json_of(movie_of(*movies, call, text_of(parameters, "id"))));
        }));
    }
    return routes;
}

}  // namespace marquee::compat
