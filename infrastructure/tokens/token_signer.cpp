#include "infrastructure/tokens/token_signer.h"

#include <Poco/Crypto/ECKey.h>
#include <Poco/Crypto/RSAKey.h>
#include <Poco/JSON/Array.h>
#include <Poco/JWT/Signer.h>
#include <Poco/JWT/Token.h>
#include <chrono>
#include <sstream>
#include <utility>

namespace marquee::tokens {
namespace {

std::unique_ptr<const Poco::JWT::Signer> signer_with(const SigningKey& key) {
    std::istringstream pem(key.pem());
    auto signer = std::make_unique<Poco::JWT::Signer>();
    switch (key.public_key().algorithm()) {
        case Algorithm::es256:
            signer->setECKey(Poco::makeShared<Poco::Crypto::ECKey>(nullptr, &pem));
            break;
        case Algorithm::rs256:
            signer->setRSAKey(Poco::makeShared<Poco::Crypto::RSAKey>(nullptr, &pem));
            break;
    }
    return signer;
}

/// A number, not the fraction that Poco would write.
Poco::Int64 seconds(Timestamp time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void set_audience(Poco::JSON::Object& payload, const std::vector<std::string>& audience) {
    if (audience.size() == 1) {
        payload.set("aud", audience.front());
        return;
    }
    Poco::JSON::Array list;
    for (const std::string& member : audience) list.add(member);
    payload.set("aud", list);
}

}  // namespace

TokenSigner::TokenSigner(SigningKey key) : key_(std::move(key)), signer_(signer_with(key_)) {}

TokenSigner::~TokenSigner() = default;

std::string TokenSigner::sign(const Claims& claims) const {
    Poco::JWT::Token token;
    token.setType(kAccessTokenType);
    token.header().set("kid", key_.public_key().id());
    Poco::JSON::Object& payload = token.payload();
    for (const auto& [name, text] : claims.texts) payload.set(name, text);
    payload.set("iss", claims.issuer);
    payload.set("sub", claims.subject);
    set_audience(payload, claims.audience);
    if (!claims.token_id.empty()) payload.set("jti", claims.token_id);
    if (claims.issued_at) payload.set("iat", seconds(*claims.issued_at));
    if (claims.not_before) payload.set("nbf", seconds(*claims.not_before));
    payload.set("exp", seconds(claims.expires_at));
    return signer_->sign(token, std::string(name_of(key_.public_key().algorithm())));
}

}  // namespace marquee::tokens
