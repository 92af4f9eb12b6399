#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "application/identity/access_tokens.h"

namespace marquee::identity {

/// Access tokens that anybody could make up, each good until it expires. Callable from any thread.
class FakeAccessTokens : public AccessTokens {
public:
    explicit FakeAccessTokens(Clock clock) : clock_(std::move(clock)) {}

    std::string sign(const AccessClaims& claims) override {
        const std::lock_guard lock(mutex_);
        const std::string token = "access-" + std::to_string(signed_.size() + 1);
        signed_.emplace(token, claims);
        return token;
    }

    std::variant<AccessClaims, TokenRefusal> verify(const Call&, std::string_view token) override {
        const std::lock_guard lock(mutex_);
        const auto found = signed_.find(std::string(token));
        if (found == signed_.end()) return TokenRefusal::invalid;
        if (found->second.expires_at <= clock_()) return TokenRefusal::expired;
        return found->second;
    }

private:
    Clock clock_;
    std::mutex mutex_;
    std::map<std::string, AccessClaims> signed_;
};

}  // namespace marquee::identity
