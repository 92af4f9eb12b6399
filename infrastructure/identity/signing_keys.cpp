#include "infrastructure/identity/signing_keys.h"

#include <stdexcept>
#include <utility>

namespace marquee::identity {
namespace {

/// For clocks that differ.
constexpr std::chrono::minutes kSlack{5};

tokens::Algorithm algorithm_of(SigningAlgorithm algorithm) {
    switch (algorithm) {
        case SigningAlgorithm::es256:
            return tokens::Algorithm::es256;
        case SigningAlgorithm::rs256:
            return tokens::Algorithm::rs256;
    }
    throw std::logic_error("an algorithm of no kind");
}

tokens::RingKey ring_key_of(const SigningKey& key) {
    return {tokens::SigningKey::from_pem(key.private_key), key.signs_from,
            key.verifies_until.value_or(Timestamp::max())};
}

}  // namespace

SigningKeys::SigningKeys(SigningKeyRepository& repository, tokens::KeyRing& ring, const Plan& plan,
                         Clock clock)
    : repository_(repository), ring_(ring), plan_(plan), clock_(std::move(clock)) {}

void SigningKeys::prepare(const Call& call) {
    reload(call);
    if (!known_.empty()) return;
    // Of several instances that start at once one stores its key, and all take that.
    repository_.create_first(call, new_key(clock_()));
    reload(call);
}

void SigningKeys::reload(const Call& call) {
    auto keys = repository_.list(call);
    if (keys == known_) return;
    std::vector<tokens::RingKey> ring;
    for (const SigningKey& key : keys) ring.push_back(ring_key_of(key));
    ring_.replace(ring);
    known_ = std::move(keys);
}

SigningKey SigningKeys::rotate(const Call& call) {
    const auto key = new_key(clock_() + kAnnouncement);
    repository_.rotate(call, key, key.signs_from + plan_.token_lifetime + kSlack);
    reload(call);
    return key;
}

SigningKey SigningKeys::new_key(Timestamp signs_from) const {
    const auto key = tokens::SigningKey::generate(algorithm_of(plan_.algorithm));
    return {SigningKeyId(key.public_key().id()),
            plan_.algorithm,
            key.pem(),
            clock_(),
            signs_from,
            std::nullopt};
}

}  // namespace marquee::identity
