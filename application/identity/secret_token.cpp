#include "application/identity/secret_token.h"

#include <utility>

#include "domain/shared/text.h"

namespace marquee::identity {

SecretText write_secret_token(std::string_view kind, std::string_view id,
                              const SecretText& secret) {
    std::string text;
    // At once, so that no half of it is left where it grew.
    text.reserve(kind.size() + id.size() + secret.view().size() + 2);
    text.append(kind).append("_").append(id).append("_").append(secret.view());
    return SecretText(std::move(text));
}

std::optional<SecretToken> read_secret_token(std::string_view kind, std::string_view text) {
    if (!is_secret_token(kind, text)) return std::nullopt;
    text.remove_prefix(kind.size() + 1);
    // An id that we make has none of these; base64url may.
    const auto end = text.find('_');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view id = text.substr(0, end);
    const std::string_view secret = text.substr(end + 1);
    if (!is_opaque_name(id) || !is_opaque_name(secret)) return std::nullopt;
    return SecretToken{std::string(id), SecretText(secret)};
}

bool is_secret_token(std::string_view kind, std::string_view text) {
    return text.starts_with(kind) && text.substr(kind.size()).starts_with('_');
}

}  // namespace marquee::identity
