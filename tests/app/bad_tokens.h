#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "application/identity/secret_token.h"
#include "infrastructure/tokens/jwk.h"
#include "tests/app/access_fixture.h"
#include "tests/infrastructure/tokens/forge.h"

namespace marquee::app {

/// Makes tokens that are no good. Each would be an admin's, if it were, and each is wrong in one
/// way alone.
class BadTokensFixture : public AccessFixture {
protected:
    using AccessFixture::AccessFixture;

    /// What is wrong with it, and the token.
    using NamedToken = std::pair<std::string, std::string>;

    std::vector<NamedToken> bad_tokens() {
        std::vector<NamedToken> all;
        const auto add = [&](std::vector<NamedToken> more) {
            all.insert(all.end(), more.begin(), more.end());
        };
        add(with_wrong_claims());
        add(with_wrong_signatures());
        add(signed_with_the_public_key());
        add(that_have_ended());
        return all;
    }

    /// Made as the bad ones are, but with nothing wrong.
    std::string good_token() { return forged(our_key(), header(), payload()); }

private:
    static std::string forged(const tokens::SigningKey& key, const Json& header,
                              const Json& payload) {
        return tokens::forged(key, header.dump(), payload.dump());
    }

    tokens::SigningKey our_key() { return identity().key_ring.signer()->key(); }

    Json header() {
        const auto key = our_key().public_key();
        return {{"alg", name_of(key.algorithm())}, {"kid", key.id()}, {"typ", "at+jwt"}};
    }
    Json payload() const { return payload_of(token_of(admin)); }

    std::string with_claims(const Json& changes) {
        auto changed = payload();
        changed.update(changes);
        return forged(our_key(), header(), changed);
    }

    std::vector<NamedToken> with_wrong_claims() {
        const std::int64_t now = payload().at("iat");
        auto kind = header();
        kind["typ"] = "JWT";
        return {
            {"expired",
             with_claims({{"iat", now - 3600}, {"nbf", now - 3600}, {"exp", now - 2700}})},
            {"not yet good", with_claims({{"nbf", now + 3600}, {"exp", now + 4500}})},
            {"wrong audience", with_claims({{"aud", "another"}})},
            {"wrong issuer", with_claims({{"iss", "https://another.example"}})},
            {"of no session", with_claims({{"sid", "none"}})},
            {"of another's session", with_claims({{"sub", person(Role::admin).id}})},
            {"another kind of token", forged(our_key(), kind, payload())},
        };
    }

    std::vector<NamedToken> with_wrong_signatures() {
        const std::string good = token_of(admin);
        const std::string signature = good.substr(good.rfind('.'));
        auto other_payload = payload();
        other_payload["jti"] = "another";
        auto none = header();
        none["alg"] = "none";
        const std::string unsigned_text = tokens::signed_text(none.dump(), payload().dump());
        return {
            {"wrong signature", forged(tokens::ec_key(), header(), payload())},
            {"another token's signature",
             tokens::signed_text(header().dump(), other_payload.dump()) + signature},
            {"no signature", good.substr(0, good.rfind('.') + 1)},
            {"alg none", unsigned_text + "."},
            {"alg none, signed", unsigned_text + signature},
        };
    }

    /// By HS256, with everything that one may take for the key in what is published.
    std::vector<NamedToken> signed_with_the_public_key() {
        const std::string jwks = client.get("/.well-known/jwks.json").body;
        const auto key = tokens::parse_jwks(jwks).at(0);
        auto symmetric = header();
        symmetric["alg"] = "HS256";
        const std::string text = tokens::signed_text(symmetric.dump(), payload().dump());
        const auto by = [&](const std::string& secret) {
            return text + "." + tokens::base64url(tokens::hmac_sha256(secret, text));
        };
        return {{"HS256 with the public key as PEM", by(key.pem())},
                {"HS256 with the public key as JWK", by(key.jwk())},
                {"HS256 with the JWK Set", by(jwks)}};
    }

    /// None was used before, or it could be remembered as good for some seconds.
    std::vector<NamedToken> that_have_ended() {
        const auto disabled = person(Role::admin);
        const auto keeper = person(Role::admin);
        const auto key_of_disabled = by_key(keeper, "admin");
        change_account(disabled, {{"disabled", true}});
        change_account(keeper, {{"disabled", true}});
        const auto erased = person(Role::admin);
        identity().accounts.service.erase(by_system(), identity::AccountId(erased.id));
        const auto stopped = service();
        identity().service_registry.revoke(by_system(), identity::ServiceId(stopped.id));
        return {{"revoked session", revoked(person(Role::admin))},
                {"revoked API key", revoked(by_key(person(Role::admin), "admin"))},
                {"expired API key", expired_key()},
                {"disabled account", token_of(disabled)},
                {"key of a disabled account", token_of(key_of_disabled)},
                {"erased account", token_of(erased)},
                {"revoked service", token_of(stopped)},
                {"refresh token", admin.refresh_token},
                {"nothing like a token", "nonsense"}};
    }

    std::string revoked(const Person& person) {
        const auto reply = client.post("/oauth/revoke", "token=" + token_of(person),
                                       {{"Content-Type", "application/x-www-form-urlencoded"}});
        EXPECT_EQ(reply.status, 200) << reply.body;
        return token_of(person);
    }

    /// Nobody can make one that has expired already.
    std::string expired_key() {
        const auto secret = identity().accounts.mint.new_secret();
        const identity::ApiKeyId id("expired");
        identity().api_keys.create(by_system(), {id,
                                                 identity::AccountId(admin.id),
                                                 identity::Label("a key"),
                                                 {Scope::admin},
                                                 identity().accounts.mint.hash_of(secret.view()),
                                                 system_now() - std::chrono::hours(2),
                                                 system_now() - std::chrono::hours(1),
                                                 std::nullopt});
        const auto token = identity::write_secret_token(identity::kApiKeyKind, id.text(), secret);
        return std::string(token.view());
    }
};

}  // namespace marquee::app
