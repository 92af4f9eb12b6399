#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/identity/password.h"

namespace marquee::identity {

/// Tokens that are looked up in the store, by kind: "mqr_<id>_<secret>".
inline constexpr std::string_view kRefreshTokenKind = "mqr";
inline constexpr std::string_view kApiKeyKind = "mqk";
/// The secret of a service begins so, and has no id in it: that is the client id.
inline constexpr std::string_view kServiceSecretPrefix = "mqs_";

/// What a token of that form says; only a hash of the secret is stored.
struct SecretToken {
    std::string id;
    SecretText secret;
};

SecretText write_secret_token(std::string_view kind, std::string_view id, const SecretText& secret);

/// Nothing when `text` is no token of that kind. The id is fit for an Id.
std::optional<SecretToken> read_secret_token(std::string_view kind, std::string_view text);

/// Whether `text` begins as one of that kind.
bool is_secret_token(std::string_view kind, std::string_view text);

}  // namespace marquee::identity
