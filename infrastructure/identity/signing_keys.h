#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "domain/identity/signing_key_repository.h"
#include "domain/shared/clock.h"
#include "infrastructure/tokens/key_ring.h"

namespace marquee::identity {

/// Puts the signing keys of the store into this process's ring, and makes new ones. For one thread.
class SigningKeys {
public:
    /// How often each instance reads the keys, so that it has a new one before it signs.
    static constexpr std::chrono::seconds kReload{10};
    /// How long a new key is published before it signs: clients may remember the keys for so long.
    static constexpr std::chrono::minutes kAnnouncement{5};
    /// What goes for all instances.
    struct Plan {
        /// Of new keys.
        SigningAlgorithm algorithm = SigningAlgorithm::es256;
        /// How long an access token is good.
        std::chrono::milliseconds token_lifetime{};
    };

    /// The references outlive it.
    SigningKeys(SigningKeyRepository& repository, tokens::KeyRing& ring, const Plan& plan,
                Clock clock);

    /// Fills the ring, with a first key if the store has none. Throws, as the other methods do,
    /// what SigningKeyRepository does, and Error(invalid) when a key in the store is damaged.
    void prepare(const Call& call);

    /// Takes over what has changed in the store.
    void reload(const Call& call);

    /// Stores a new key, which signs after kAnnouncement. The ones before go on checking what they
    /// signed until the last token of theirs has expired.
    SigningKey rotate(const Call& call);

private:
    SigningKey new_key(Timestamp signs_from) const;

    SigningKeyRepository& repository_;
    tokens::KeyRing& ring_;
    Plan plan_;
    Clock clock_;
    std::vector<SigningKey> known_;
};

}  // namespace marquee::identity
