#include "interfaces/movie/movie_list_query.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <utility>

#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "domain/shared/text.h"
#include "interfaces/http/request.h"
#include "interfaces/json/page_signer.h"
#include "interfaces/text/nfc.h"

namespace marquee::movie {
namespace {

using http::Request;

constexpr std::array<std::pair<const char*, MovieSort>, 7> kSorts{{
    {"relevance", MovieSort::relevance},
    {"-rating", MovieSort::best_rated},
    {"-votes", MovieSort::most_rated},
    {"-year", MovieSort::newest_release},
    {"year", MovieSort::oldest_release},
    {"title", MovieSort::title},
    {"-added", MovieSort::latest_added},
}};

MovieSort sort_of(const std::string& name) {
    std::string names;
    for (const auto& [known, sort] : kSorts) {
        if (name == known) return sort;
        names += (names.empty() ? "" : ", ") + std::string(known);
    }
    throw invalid_field("sort", "must be one of " + names);
}

/// The whole of the text as a number in plain decimal notation: digits, and for other than whole
/// numbers perhaps a point between them.
template <class Number>
std::optional<Number> number_of(const Request& request, const char* parameter,
                                const std::string& what) {
    const auto text = request.query_parameter(parameter);
    if (!text) return std::nullopt;
    Number value{};
    const char* end = text->data() + text->size();
    const bool plain = text->find_first_not_of("0123456789.") == std::string::npos &&
                       !text->starts_with('.') && !text->ends_with('.');
    const auto [rest, failure] = std::from_chars(text->data(), end, value);
    if (!plain || failure != std::errc() || rest != end) {
        throw invalid_field(parameter, "must be " + what);
    }
    return value;
}

/// Text without anything to see is no condition.
std::string text_of(const Request& request, const char* parameter) {
    std::string text = to_nfc(request.query_parameter(parameter).value_or(""));
    return is_blank(text) ? "" : text;
}

std::vector<std::string> genres_of(const Request& request) {
    auto genres = request.query_parameters("genre");
    for (auto& genre : genres) genre = to_nfc(std::move(genre));
    return genres;
}

bool flag_of(const Request& request, const char* parameter) {
    const auto text = request.query_parameter(parameter);
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    throw invalid_field(parameter, "must be true or false");
}

nlohmann::json or_null(const auto& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}

/// The query in the one way in which it can be written.
std::string canonical(const MovieQuery& query) {
    auto genres = query.genres;
    std::ranges::sort(genres);
    return nlohmann::json::array({query.text, query.person, genres, or_null(query.year_from),
                                  or_null(query.year_to), or_null(query.min_rating),
                                  or_null(query.min_votes), static_cast<int>(query.sort)})
        .dump();
}

}  // namespace

MovieQuery movie_query_of(const Request& request) {
    MovieQuery query;
    query.text = text_of(request, "q");
    query.person = text_of(request, "person");
    query.genres = genres_of(request);
    query.year_from = number_of<int>(request, "year_from", "a year, such as 1994");
    query.year_to = number_of<int>(request, "year_to", "a year, such as 1994");
    query.min_rating = number_of<double>(request, "min_rating", "a number from 1 to 10");
    query.min_votes = number_of<std::int64_t>(request, "min_votes", "a whole number of at least 0");
    const auto sort = request.query_parameter("sort");
    query.sort = sort                 ? sort_of(*sort)
                 : query.text.empty() ? MovieSort::best_rated
                                      : MovieSort::relevance;
    return query;
}

FindOptions find_options_of(const Request& request) {
    FindOptions options;
    options.total = flag_of(request, "include_total");
    const auto facets = request.query_parameter("facets");
    for (std::size_t start = 0; facets && start <= facets->size();) {
        const auto end = std::min(facets->find(',', start), facets->size());
        const std::string facet = facets->substr(start, end - start);
        start = end + 1;
        if (facet == "genre") {
            options.genre_facet = true;
        } else if (facet == "decade") {
            options.decade_facet = true;
        } else {
            throw invalid_field("facets", "must be genre, decade or both, with a comma between");
        }
    }
    return options;
}

std::string token_of(const ListPosition& position, const MovieQuery& query,
                     const json::PageSigner& signer) {
    // The key goes as its bits, so that it comes back as exactly the same number, whatever it is.
    const auto content = nlohmann::json::array(
        {position.generation, position.version, position.rating_count, position.score_sum,
         position.tier, std::bit_cast<std::uint64_t>(position.key), position.title_key,
         position.number});
    return signer.sign(content.dump(), canonical(query));
}

std::optional<ListPosition> position_of(const Request& request, const MovieQuery& query,
                                        const json::PageSigner& signer) {
    const auto token = request.query_parameter("page_token");
    if (!token) return std::nullopt;
    // What is signed is ours, and has our form.
    const auto content = nlohmann::json::parse(signer.verify(*token, canonical(query)));
    ListPosition position;
    content.at(0).get_to(position.generation);
    content.at(1).get_to(position.version);
    content.at(2).get_to(position.rating_count);
    content.at(3).get_to(position.score_sum);
    content.at(4).get_to(position.tier);
    position.key = std::bit_cast<double>(content.at(5).get<std::uint64_t>());
    content.at(6).get_to(position.title_key);
    content.at(7).get_to(position.number);
    return position;
}

}  // namespace marquee::movie
