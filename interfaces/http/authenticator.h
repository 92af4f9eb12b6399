#pragma once

#include <optional>
#include <string_view>

#include "domain/shared/call.h"
#include "domain/shared/caller.h"

namespace marquee::http {

/// Says who presents a bearer token. Callable from any thread.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    /// Who is behind the token of an Authorization field. Throws Error(unauthenticated), with what
    /// is wrong with the token, and Error(unavailable).
    virtual Caller caller_of(const Call& call, std::string_view token) = 0;

    /// The same, if it can be told without waiting for anything but the processor; otherwise
    /// nothing.
    virtual std::optional<Caller> known_caller(std::string_view token) = 0;
};

}  // namespace marquee::http
