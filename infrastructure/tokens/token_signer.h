#pragma once

#include <memory>
#include <string>

#include "infrastructure/tokens/claims.h"
#include "infrastructure/tokens/signing_key.h"

// Poco's name. NOLINTNEXTLINE(readability-identifier-naming)
namespace Poco::JWT {
class Signer;
}

namespace marquee::tokens {

/// The type (`typ`) of all tokens that are signed here: access tokens, as RFC 9068 names them.
inline constexpr const char* kAccessTokenType = "at+jwt";

/// Signs tokens with one key. Does not change; callable from any thread.
class TokenSigner {
public:
    explicit TokenSigner(SigningKey key);
    ~TokenSigner();

    const SigningKey& key() const { return key_; }

    /// The token, in RFC 7515's compact form. All texts of the claims are valid UTF-8, and none is
    /// named as a registered claim; parts of seconds are cut off.
    std::string sign(const Claims& claims) const;

private:
    SigningKey key_;
    std::unique_ptr<const Poco::JWT::Signer> signer_;
};

}  // namespace marquee::tokens
