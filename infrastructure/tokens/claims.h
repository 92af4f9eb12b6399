#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/shared/clock.h"

namespace marquee::tokens {

/// What a token says. Times are whole seconds from 1970 to the year 9999.
struct Claims {
    /// `iss`
    std::string issuer;
    /// `sub`
    std::string subject;
    /// `aud`
    std::vector<std::string> audience;
    /// `jti`; empty when there is none.
    std::string token_id;
    /// `iat`, `nbf` and `exp`
    std::optional<Timestamp> issued_at;
    std::optional<Timestamp> not_before;
    Timestamp expires_at{};
    /// All other claims that are texts, by name.
    std::map<std::string, std::string, std::less<>> texts;
};

/// What a token says whose signature, issuer, audience and times are right.
struct VerifiedClaims : Claims {
    /// All of its claims as they came: an object.
    std::shared_ptr<const nlohmann::json> document;
};

}  // namespace marquee::tokens
