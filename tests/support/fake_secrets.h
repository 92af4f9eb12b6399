#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "application/identity/password_hasher.h"
#include "application/identity/secret_mint.h"
#include "domain/shared/error.h"

namespace marquee::identity {

/// Hashes that anybody can read, and how often each was asked for.
class FakePasswordHasher : public PasswordHasher {
public:
    std::string hash(const Call&, std::string_view password) override {
        ++hashed;
        return effort + ":" + std::string(password);
    }

    Verification verify(const Call&, std::string_view password, const std::string& hash) override {
        ++verified;
        require_room();
        const auto colon = hash.find(':');
        Verification result;
        result.right = hash.substr(colon + 1) == password;
        if (result.right && hash.substr(0, colon) != effort) {
            result.better_hash = effort + ":" + std::string(password);
        }
        return result;
    }

    void pretend(const Call&, std::string_view) override {
        ++pretended;
        require_room();
    }

    std::string effort = "weak";
    int hashed = 0;
    int verified = 0;
    int pretended = 0;
    /// Nothing is verified: too many wait already.
    bool full = false;

private:
    void require_room() const {
        if (full) throw Error(ErrorCode::unavailable, "too many passwords are being checked");
    }
};

/// Ids and secrets that count up, and hashes that say of what they are.
class FakeSecretMint : public SecretMint {
public:
    std::string new_id() override { return "id-" + std::to_string(++ids_); }
    SecretText new_secret() override { return SecretText("secret-" + std::to_string(++secrets_)); }
    SecretText new_password() override {
        return SecretText("password-" + std::to_string(++passwords_));
    }
    SecretHash hash_of(std::string_view secret) override {
        std::string digits = std::to_string(std::hash<std::string_view>()(secret));
        return SecretHash(std::string(64 - digits.size(), '0') + digits);
    }
    bool matches(std::string_view secret, const SecretHash& hash) override {
        return hash_of(secret) == hash;
    }

private:
    int ids_ = 0;
    int secrets_ = 0;
    int passwords_ = 0;
};

}  // namespace marquee::identity
