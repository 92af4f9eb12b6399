#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/shared/call.h"

namespace marquee::identity {

/// What became of a password that was held against a hash.
struct Verification {
    bool right = false;
    /// A hash of the same password to store instead: the one that there is was made with less
    /// effort than is asked for now, or more. Only of a right password.
    std::optional<std::string> better_hash;
};

/// Makes hashes of passwords from which nobody gets them back, which takes time and memory on
/// purpose: only so many are worked on at once. Passwords are in NFC. Callable from any thread.
/// Every method throws Error(unavailable) when too many wait already or there is no memory, and
/// Error(deadline_exceeded) when the call's deadline comes first.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    virtual std::string hash(const Call& call, std::string_view password) = 0;

    virtual Verification verify(const Call& call, std::string_view password,
                                const std::string& hash) = 0;

    /// Takes as long as to verify a wrong password: for who has none.
    virtual void pretend(const Call& call, std::string_view password) = 0;
};

}  // namespace marquee::identity
