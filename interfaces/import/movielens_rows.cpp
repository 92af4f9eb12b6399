#include "interfaces/import/movielens_rows.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "domain/shared/movie_description.h"
#include "domain/shared/text.h"
#include "interfaces/text/nfc.h"

namespace marquee::movielens {
namespace {

constexpr std::int64_t kLargestId = 999'999'999'999;
/// The end of the year 9999.
constexpr std::int64_t kLatestSecond = 253'402'300'799;
constexpr std::size_t kLongestImdbId = 10;
constexpr std::size_t kLongestShown = 40;

std::string quoted(std::string_view text) {
    if (!code_points(text)) return "(not valid UTF-8)";
    if (text.size() > kLongestShown) return "(" + std::to_string(text.size()) + " bytes)";
    return "\"" + std::string(text) + "\"";
}

std::optional<std::string> wrong_field_count(const std::vector<std::string>& fields,
                                             std::size_t expected) {
    if (fields.size() == expected) return std::nullopt;
    return "has " + std::to_string(fields.size()) + (fields.size() == 1 ? " field" : " fields") +
           " instead of " + std::to_string(expected);
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t least,
                                         std::int64_t most) {
    if (!is_number(text)) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < least || value > most) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
    return parse_number(text, 1, kLargestId);
}

std::string not_an_id(std::string_view column, std::string_view text) {
    return std::string(column) + " " + quoted(text) + " is not a positive whole number";
}

/// "3.5", "4", "4.50".
std::optional<rating::Score> parse_score(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '5') return std::nullopt;
    int halves = 2 * (text[0] - '0');
    if (text.size() > 1) {
        if (text.size() == 2 || text[1] != '.') return std::nullopt;
        if (text[2] != '0' && text[2] != '5') return std::nullopt;
        if (text.find_first_not_of('0', 3) != std::string_view::npos) return std::nullopt;
        if (text[2] == '5') ++halves;
    }
    if (halves < rating::Score::kLowest || halves > rating::Score::kHighest) return std::nullopt;
    return rating::Score(halves);
}

std::vector<std::string> parse_genres(std::string_view text) {
    std::vector<std::string> genres;
    if (text == "(no genres listed)") return genres;
    while (!text.empty()) {
        const auto bar = std::min(text.find('|'), text.size());
        std::string genre = to_nfc(std::string(text.substr(0, bar)));
        text.remove_prefix(std::min(bar + 1, text.size()));
        const bool known = std::find(genres.begin(), genres.end(), genre) != genres.end();
        if (!genre.empty() && !known) genres.push_back(std::move(genre));
    }
    return genres;
}

/// Without white space at the ends, and with one space for each run of it within. `text` is valid
/// UTF-8.
std::string single_spaced(std::string_view text) {
    std::string result;
    bool space_due = false;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        const std::int32_t start = i;
        UChar32 point = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, point);
        if (u_isUWhiteSpace(point)) {
            space_due = !result.empty();
            continue;
        }
        if (space_due) result += ' ';
        space_due = false;
        result += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
    return result;
}

}  // namespace

Parsed<LinkRow> parse_link_row(const std::vector<std::string>& fields) {
    if (auto wrong = wrong_field_count(fields, 3)) return *std::move(wrong);
    const auto movie = parse_id(fields[0]);
    if (!movie) return not_an_id("movieId", fields[0]);
    const std::string& imdb = fields[1];
    if (!imdb.empty() && (!is_number(imdb) || imdb.size() > kLongestImdbId)) {
        return "imdbId " + quoted(imdb) + " is not 1 to 10 digits";
    }
    const std::string& tmdb = fields[2];
    const auto tmdb_number = parse_id(tmdb);
    if (!tmdb.empty() && !tmdb_number) return not_an_id("tmdbId", tmdb);
    return LinkRow{*movie, imdb.empty() ? "" : "tt" + imdb,
                   tmdb_number ? std::to_string(*tmdb_number) : ""};
}

Parsed<MovieRow> parse_movie_row(const std::vector<std::string>& fields) {
    if (auto wrong = wrong_field_count(fields, 3)) return *std::move(wrong);
    const auto movie = parse_id(fields[0]);
    if (!movie) return not_an_id("movieId", fields[0]);
    for (const auto i : {1U, 2U}) {
        if (!code_points(fields[i])) {
            return std::string(i == 1 ? "title" : "genres") + " is not valid UTF-8";
        }
    }
    return MovieRow{*movie, parse_title(to_nfc(fields[1])), parse_genres(fields[2])};
}

Parsed<TagRow> parse_tag_row(const std::vector<std::string>& fields) {
    if (auto wrong = wrong_field_count(fields, 4)) return *std::move(wrong);
    if (!parse_id(fields[0])) return not_an_id("userId", fields[0]);
    const auto movie = parse_id(fields[1]);
    if (!movie) return not_an_id("movieId", fields[1]);
    if (!code_points(fields[2])) return "tag is not valid UTF-8";
    std::string tag = single_spaced(to_nfc(fields[2]));
    if (const auto problem = text_problem(tag, MovieDescriptionLimits::kName)) {
        return "tag " + *problem;
    }
    return TagRow{*movie, std::move(tag)};
}

Parsed<RatingRow> parse_rating_row(const std::vector<std::string>& fields) {
    if (auto wrong = wrong_field_count(fields, 4)) return *std::move(wrong);
    const auto user = parse_id(fields[0]);
    if (!user) return not_an_id("userId", fields[0]);
    const auto movie = parse_id(fields[1]);
    if (!movie) return not_an_id("movieId", fields[1]);
    const auto score = parse_score(fields[2]);
    if (!score) return "rating " + quoted(fields[2]) + " is not one of 0.5, 1.0 ... 5.0";
    const auto seconds = parse_number(fields[3], 0, kLatestSecond);
    if (!seconds) {
        return "timestamp " + quoted(fields[3]) + " is not a number of seconds since 1970";
    }
    return RatingRow{*user, *movie, *score, Timestamp(std::chrono::seconds(*seconds))};
}

}  // namespace marquee::movielens
