#pragma once

#include <string_view>

#include "domain/identity/credentials.h"

namespace marquee::identity {

/// The BLAKE2b hash, of 256 bits, of a secret that has so many random bits that nobody can guess
/// it. Callable from any thread.
SecretHash hash_of(std::string_view secret);

/// Whether the hashes are equal; takes the same time wherever they differ.
bool same_hash(const SecretHash& a, const SecretHash& b);

}  // namespace marquee::identity
