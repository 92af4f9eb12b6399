#pragma once

#include <optional>
#include <string>

#include "domain/shared/error.h"
#include "interfaces/http/authenticator.h"

namespace marquee::http {

/// Knows tokens by what they say: "admin" is an administrator, "viewer-ann" the viewer whose
/// account is "ann". Any other is unknown, but "away", which can't be looked up. Editors are those
/// whom it knows without waiting.
class FakeAuthenticator : public Authenticator {
public:
    Caller caller_of(const Call&, std::string_view token) override {
        if (token == "away") throw Error(ErrorCode::unavailable, "the accounts are away");
        const auto dash = token.find('-');
        const auto role = role_named(token.substr(0, dash));
        if (!role) throw Error(ErrorCode::unauthenticated, "the access token is not valid");
        const auto id = dash == token.npos ? token : token.substr(dash + 1);
        return Caller::of_account(std::string(id), *role);
    }

    std::optional<Caller> known_caller(std::string_view token) override {
        if (!token.starts_with("editor")) return std::nullopt;
        return caller_of(Call(), token);
    }
};

}  // namespace marquee::http
