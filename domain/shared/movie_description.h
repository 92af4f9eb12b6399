#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/shared/error.h"

namespace marquee {

/// Someone in front of the camera, and as whom.
struct CastMember {
    std::string name;
    std::optional<std::string> role;

    bool operator==(const CastMember&) const = default;
};

/// What a movie is, as the `metadata` context owns it and the `movie` context shows it.
/// A plain value: check it with `problems` or `require_valid` before it is stored.
struct MovieDescription {
    std::string title;
    std::optional<std::string> original_title;
    std::vector<std::string> alternative_titles;
    std::optional<std::string> description;
    std::optional<int> release_year;
    std::optional<int> runtime_minutes;
    std::vector<std::string> genres;
    std::vector<std::string> directors;
    std::vector<CastMember> cast;
    /// Words and phrases that people look for the movie by.
    std::vector<std::string> keywords;
    std::optional<std::string> poster_url;
    /// Provider ("imdb") to that provider's id.
    std::map<std::string, std::string> external_ids;

    bool operator==(const MovieDescription&) const = default;
};

/// The limits of a description. Lengths are in Unicode code points.
struct MovieDescriptionLimits {
    static constexpr std::size_t kTitle = 500;
    static constexpr std::size_t kDescription = 20'000;
    static constexpr std::size_t kAlternativeTitles = 50;
    static constexpr std::size_t kGenres = 50;
    static constexpr std::size_t kDirectors = 100;
    static constexpr std::size_t kCast = 500;
    static constexpr std::size_t kKeywords = 100;
    static constexpr std::size_t kName = 200;
    static constexpr std::size_t kPosterUrl = 2'000;
    static constexpr std::size_t kExternalIds = 10;
    static constexpr int kFirstYear = 1870;
    /// How far after the current year a release may be announced.
    static constexpr int kYearsAhead = 11;
    static constexpr int kLongestRuntime = 100'000;
};

/// Every rule that `description` breaks, each with its field; empty when it breaks none.
/// `current_year` bounds the release year.
std::vector<FieldError> problems(const MovieDescription& description, int current_year);

/// Throws Error(invalid) with all problems, if there are any.
void require_valid(const MovieDescription& description, int current_year);

}  // namespace marquee
