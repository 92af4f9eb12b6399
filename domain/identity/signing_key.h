#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/identity/ids.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// How access tokens are signed (RFC 7518, 3.1).
enum class SigningAlgorithm { es256, rs256 };

/// "ES256", as the headers of tokens name it.
std::string_view name_of(SigningAlgorithm algorithm);
/// Nothing for any other text.
std::optional<SigningAlgorithm> algorithm_named(std::string_view name);

/// A key pair that signs access tokens. It is published before it signs, so that everybody knows it
/// by then, and after it, until the last token that it signed has expired.
struct SigningKey {
    SigningKeyId id;
    SigningAlgorithm algorithm = SigningAlgorithm::es256;
    /// In PEM: a secret.
    std::string private_key;
    Timestamp created_at{};
    /// From then on it signs, until a newer key does.
    Timestamp signs_from{};
    /// Until then its signatures count; nothing while no key follows it.
    std::optional<Timestamp> verifies_until;

    bool operator==(const SigningKey&) const = default;
};

}  // namespace marquee::identity
