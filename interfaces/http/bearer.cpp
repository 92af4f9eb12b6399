#include "interfaces/http/bearer.h"

#include <algorithm>
#include <string>

#include "domain/shared/error.h"
#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::string_view kScheme = "Bearer";
/// In bytes. Ours have about 500.
constexpr std::size_t kMaxToken = 8192;

bool belongs_to_token(char c) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool digit = c >= '0' && c <= '9';
    return letter || digit || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}

/// RFC 6750's b64token.
bool is_bearer_token(std::string_view text) {
    if (text.size() > kMaxToken) return false;
    const auto* const end = std::ranges::find_if_not(text, belongs_to_token);
    return end != text.begin() && std::all_of(end, text.end(), [](char c) { return c == '='; });
}

}  // namespace

std::optional<std::string_view> bearer_token(const Headers& headers) {
    const auto field = headers.find("Authorization");
    if (!field) return std::nullopt;
    if (headers.count("Authorization") > 1) {
        throw Error(ErrorCode::unauthenticated, "there is more than one Authorization field");
    }
    const auto space = field->find(' ');
    if (!same_ignoring_case(field->substr(0, space), kScheme)) {
        throw Error(
            ErrorCode::unauthenticated,
            "Authorization is taken as \"Bearer TOKEN\", with an access token or an API key");
    }
    std::string_view token = space == field->npos ? "" : field->substr(space);
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    if (!is_bearer_token(token)) {
        throw Error(ErrorCode::unauthenticated, "what follows Bearer is not a token");
    }
    return token;
}

Response with_challenge(Response response, const Request& request) {
    const bool presented = request.headers.count("Authorization") > 0;
    std::string challenge = "Bearer realm=\"marquee\"";
    if (response.status == 401) {
        if (presented) challenge += ", error=\"invalid_token\"";
    } else if (response.status == 403 && presented) {
        challenge += ", error=\"insufficient_scope\"";
    } else {
        return response;
    }
    return std::move(response).with("WWW-Authenticate", challenge);
}

}  // namespace marquee::http
