#include "domain/shared/movie_id.h"

#include <algorithm>
#include <utility>

#include "domain/shared/text.h"

namespace marquee {
namespace {

constexpr std::size_t kMaxProviderLength = 32;

bool is_provider(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= kMaxProviderLength &&
           std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

MovieId::MovieId(std::string text) : text_(std::move(text)) {
    if (!is_opaque_name(text_)) {
        throw invalid_field("id", "must be 1 to 64 of A-Z a-z 0-9 . _ -, and not . or ..");
    }
}

ExternalId::ExternalId(std::string provider, std::string value)
    : provider_(std::move(provider)), value_(std::move(value)) {
    if (const auto found = problem(provider_, value_)) {
        throw invalid_field(found->field, found->message);
    }
}

std::optional<FieldError> ExternalId::problem(std::string_view provider, std::string_view value) {
    if (!is_provider(provider)) {
        return FieldError{"external_ids", "needs providers named by 1 to 32 of a-z 0-9 _ -"};
    }
    if (!is_opaque_name(value)) {
        return FieldError{"external_ids." + std::string(provider),
                          "must be 1 to 64 of A-Z a-z 0-9 . _ -"};
    }
    return std::nullopt;
}

MovieRef parse_movie_ref(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return MovieId(std::string(text));
    const std::string_view provider = text.substr(0, colon);
    const std::string_view value = text.substr(colon + 1);
    if (ExternalId::problem(provider, value)) {
        throw invalid_field("id", "must be a movie id, or an external id such as imdb:tt0111161");
    }
    return ExternalId(std::string(provider), std::string(value));
}

std::string to_string(const MovieRef& ref) {
    if (const auto* id = std::get_if<MovieId>(&ref)) return id->text();
    const auto& external = std::get<ExternalId>(ref);
    return external.provider() + ":" + external.value();
}

}  // namespace marquee
