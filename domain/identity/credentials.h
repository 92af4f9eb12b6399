#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/identity/account.h"
#include "domain/identity/ids.h"
#include "domain/shared/caller.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// The hash of a secret that is random enough not to need a slow one: 64 hexadecimal digits.
class SecretHash {
public:
    /// Throws Error(invalid), blaming `secret_hash`.
    explicit SecretHash(std::string text);

    const std::string& text() const { return text_; }
    bool operator==(const SecretHash&) const = default;

private:
    std::string text_;
};

/// What its owner calls an API key or a service: 1 to 100 characters.
class Label {
public:
    /// Throws Error(invalid), blaming `name`.
    explicit Label(std::string text);

    const std::string& text() const { return text_; }
    auto operator<=>(const Label&) const = default;

private:
    std::string text_;
};

/// What a sign-in began: the family of the refresh tokens of which each replaces the one before.
/// It has ended when it is no longer stored.
struct Session {
    SessionId id;
    AccountId account;
    /// Of the one refresh token that is good now.
    SecretHash secret_hash;
    Timestamp created_at{};
    /// When the token was last replaced.
    Timestamp used_at{};
    Timestamp expires_at{};

    bool operator==(const Session&) const = default;
};

/// A session, and whose it is.
struct SessionOfAccount {
    Session session;
    Account account;
};

/// A person's key for a program of theirs. It has been revoked when it is no longer stored.
struct ApiKey {
    ApiKeyId id;
    AccountId account;
    Label name;
    /// What it is limited to.
    ScopeSet scopes;
    SecretHash secret_hash;
    Timestamp created_at{};
    /// Nothing when it doesn't expire.
    std::optional<Timestamp> expires_at;
    /// Nothing when it has not been used yet.
    std::optional<Timestamp> used_at;

    bool operator==(const ApiKey&) const = default;
};

/// So many keys an account may have.
inline constexpr std::int64_t kMostApiKeys = 50;

/// Throws Error(conflict) when there is no room for another one beside `keys`.
void require_room_for_key(std::int64_t keys);

/// A key, and whose it is.
struct ApiKeyOfAccount {
    ApiKey key;
    Account account;
};

/// By what a program that speaks for its users is known. It has been revoked when it is no longer
/// stored.
struct ServiceCredential {
    ServiceId id;
    Label name;
    SecretHash secret_hash;
    Timestamp created_at{};

    bool operator==(const ServiceCredential&) const = default;
};

}  // namespace marquee::identity
