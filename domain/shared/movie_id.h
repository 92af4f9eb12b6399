#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/shared/error.h"

namespace marquee {

/// A movie's own id, opaque: 1 to 64 of `A-Z a-z 0-9 . _ -`.
class MovieId {
public:
    /// Throws Error(invalid), blaming `id`.
    explicit MovieId(std::string text);

    const std::string& text() const { return text_; }
    auto operator<=>(const MovieId&) const = default;

private:
    std::string text_;
};

/// The name that somebody else's catalogue has for a movie: IMDb's `tt0111161`, TMDB's `278`.
class ExternalId {
public:
    /// `provider` is 1 to 32 of `a-z 0-9 _ -`, `value` 1 to 64 of `A-Z a-z 0-9 . _ -`.
    /// Throws Error(invalid), blaming `external_ids.<provider>`.
    ExternalId(std::string provider, std::string value);

    /// What the constructor would blame, or nothing.
    static std::optional<FieldError> problem(std::string_view provider, std::string_view value);

    const std::string& provider() const { return provider_; }
    const std::string& value() const { return value_; }
    auto operator<=>(const ExternalId&) const = default;

private:
    std::string provider_;
    std::string value_;
};

/// Either way to name a movie.
using MovieRef = std::variant<MovieId, ExternalId>;

/// Reads "tt0111161" or "imdb:tt0111161". Throws Error(invalid), blaming `id`.
MovieRef parse_movie_ref(std::string_view text);

/// The inverse of parse_movie_ref.
std::string to_string(const MovieRef& ref);

}  // namespace marquee
