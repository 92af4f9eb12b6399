#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/shared/clock.h"
#include "infrastructure/tokens/public_key.h"

namespace marquee::tokens {

/// The keys that tokens of one issuer are checked with, each until its time is over. Does not
/// change; callable from any thread.
class KeySet {
public:
    struct Member {
        PublicKey key;
        /// From then on it checks nothing.
        Timestamp until = Timestamp::max();
    };

    KeySet() = default;
    explicit KeySet(std::vector<Member> members) : members_(std::move(members)) {}

    /// The key of that id that is good now; nullptr when there is none. Lives as long as the set.
    const PublicKey* find(std::string_view id, Timestamp now) const {
        const auto at = std::ranges::find_if(members_, [&](const Member& member) {
            return member.key.id() == id && now < member.until;
        });
        return at == members_.end() ? nullptr : &at->key;
    }

    /// Those that are good now, in their order.
    std::vector<PublicKey> keys(Timestamp now) const {
        std::vector<PublicKey> good;
        for (const Member& member : members_) {
            if (now < member.until) good.push_back(member.key);
        }
        return good;
    }

    std::size_t size() const { return members_.size(); }

private:
    std::vector<Member> members_;
};

}  // namespace marquee::tokens
