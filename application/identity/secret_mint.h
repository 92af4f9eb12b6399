#pragma once

#include <string>
#include <string_view>

#include "domain/identity/credentials.h"
#include "domain/identity/password.h"

namespace marquee::identity {

/// Makes what nobody may guess, and knows it again by its hash. Callable from any thread.
class SecretMint {
public:
    virtual ~SecretMint() = default;

    /// 32 hexadecimal digits: an id that no other thing has.
    virtual std::string new_id() = 0;

    /// The random part of a token: 256 bits as 43 characters of base64url.
    virtual SecretText new_secret() = 0;

    /// A password that can be typed: 100 bits as four groups of five letters and digits, without
    /// those that are mistaken for others.
    virtual SecretText new_password() = 0;

    /// Of a secret with at least 128 random bits: a quick hash is good enough for it.
    virtual SecretHash hash_of(std::string_view secret) = 0;

    /// Whether that is the secret's hash; takes the same time whatever differs.
    virtual bool matches(std::string_view secret, const SecretHash& hash) = 0;
};

}  // namespace marquee::identity
