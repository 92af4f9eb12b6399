#pragma once

#include "application/identity/password_hasher.h"
#include "infrastructure/identity/bounded_workers.h"

namespace marquee::identity {

/// How much each hash costs whoever makes one.
struct ArgonEffort {
    /// In MiB, at least 1.
    std::size_t memory = 64;
    /// Passes over that memory, at least 1.
    unsigned operations = 2;
};

/// Passwords hashed by Argon2id (RFC 9106), as libsodium does it. A hash says with what effort it
/// was made, so older ones are good after that has changed, and are then to be replaced.
class ArgonPasswordHasher : public PasswordHasher {
public:
    /// `workers` outlive the hasher.
    ArgonPasswordHasher(const ArgonEffort& effort, BoundedWorkers& workers);

    std::string hash(const Call& call, std::string_view password) override;
    Verification verify(const Call& call, std::string_view password,
                        const std::string& hash) override;
    void pretend(const Call& call, std::string_view password) override;

private:
    const ArgonEffort effort_;
    BoundedWorkers& workers_;
};

}  // namespace marquee::identity
