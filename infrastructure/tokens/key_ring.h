#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/shared/clock.h"
#include "infrastructure/tokens/key_set.h"
#include "infrastructure/tokens/signing_key.h"
#include "infrastructure/tokens/token_signer.h"

namespace marquee::tokens {

/// A key of ours, and when it is used.
struct RingKey {
    SigningKey key;
    /// It signs from then on, until a later key's turn comes. It is published and checks tokens
    /// before, so that all instances and clients know it in time.
    Timestamp signs_from;
    /// From then on it is gone: after its successor's turn came, when the last of its tokens has
    /// expired.
    Timestamp verifies_until = Timestamp::max();
};

/// The keys that our own tokens are signed and checked with. Replaced as a whole; what was given
/// out stays as it was. Callable from any thread.
class KeyRing {
public:
    /// Empty: signs nothing and knows no key.
    explicit KeyRing(Clock clock);

    void replace(const std::vector<RingKey>& keys);

    /// Of the keys whose turn has come, the latest. Throws Error `unavailable` when there is none.
    std::shared_ptr<const TokenSigner> signer() const;
    std::shared_ptr<const KeySet> keys() const;
    /// The document that publishes the keys that are good now, as JSON.
    std::string jwks() const;

private:
    struct Member {
        std::shared_ptr<const TokenSigner> signer;
        Timestamp signs_from;
        Timestamp verifies_until;
    };
    struct Snapshot {
        std::vector<Member> members;
        std::shared_ptr<const KeySet> keys;
    };

    std::shared_ptr<const Snapshot> snapshot() const;

    Clock clock_;
    mutable std::mutex mutex_;
    /// Behind the mutex; what it points to doesn't change.
    std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace marquee::tokens
