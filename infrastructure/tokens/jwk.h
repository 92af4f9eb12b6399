#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infrastructure/tokens/public_key.h"

namespace marquee::tokens {

/// The keys in a JWK Set (RFC 7517) that tokens can be checked with: P-256 for ES256, and RSA of
/// 2048 to 8192 bits for RS256. Keys of another kind, size or algorithm, or for another use, are
/// passed over. One without `kid` gets its thumbprint as id. Throws Error `invalid`, which says
/// what is wrong, when the text is no JWK Set, or one of those keys is malformed, has its private
/// half with it, or has the id of another.
std::vector<PublicKey> parse_jwks(std::string_view text);

/// The document that publishes the keys.
std::string jwks_of(const std::vector<PublicKey>& keys);

}  // namespace marquee::tokens
