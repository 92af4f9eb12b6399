#pragma once

#include <functional>
#include <span>

#include "application/identity/secret_mint.h"

namespace marquee::identity {

/// Fills the bytes with what nobody can foresee. Passed in, so that tests decide it. Callable from
/// any thread.
using RandomBytes = std::function<void(std::span<unsigned char>)>;

/// The operating system's, by libsodium.
RandomBytes system_random();

/// Ids and secrets of random bytes; see hash_of and same_hash in secret_hashing.h.
class SodiumSecretMint : public SecretMint {
public:
    explicit SodiumSecretMint(RandomBytes random);

    std::string new_id() override;
    SecretText new_secret() override;
    SecretText new_password() override;
    SecretHash hash_of(std::string_view secret) override;
    bool matches(std::string_view secret, const SecretHash& hash) override;

private:
    RandomBytes random_;
};

}  // namespace marquee::identity
