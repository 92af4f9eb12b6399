#include "infrastructure/tokens/key_ring.h"

#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/tokens/jwk.h"

namespace marquee::tokens {

KeyRing::KeyRing(Clock clock) : clock_(std::move(clock)) {
    replace({});
}

void KeyRing::replace(const std::vector<RingKey>& keys) {
    auto next = std::make_shared<Snapshot>();
    std::vector<KeySet::Member> members;
    for (const RingKey& ring_key : keys) {
        next->members.push_back({std::make_shared<const TokenSigner>(ring_key.key),
                                 ring_key.signs_from, ring_key.verifies_until});
        members.push_back({ring_key.key.public_key(), ring_key.verifies_until});
    }
    next->keys = std::make_shared<const KeySet>(std::move(members));
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(next);
}

std::shared_ptr<const TokenSigner> KeyRing::signer() const {
    const auto current = snapshot();
    const Timestamp now = clock_();
    const Member* latest = nullptr;
    for (const Member& member : current->members) {
        if (member.signs_from <= now && now < member.verifies_until &&
            (latest == nullptr || latest->signs_from < member.signs_from)) {
            latest = &member;
        }
    }
    if (latest == nullptr)
        throw Error(ErrorCode::unavailable, "there is no key to sign tokens with");
    return latest->signer;
}

std::shared_ptr<const KeySet> KeyRing::keys() const {
    return snapshot()->keys;
}

std::string KeyRing::jwks() const {
    return jwks_of(keys()->keys(clock_()));
}

std::shared_ptr<const KeyRing::Snapshot> KeyRing::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

}  // namespace marquee::tokens
