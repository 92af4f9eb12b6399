#include "infrastructure/identity/jwt_access_tokens.h"

#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "domain/shared/text.h"
#include "infrastructure/tokens/jwk.h"
#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/test_mysql.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;
using tokens::base64url;
using tokens::ec_key;
using tokens::rsa_key;

json part_of(const std::string& token, int part) {
    std::string text = token;
    for (; part > 0; --part) text = text.substr(text.find('.') + 1);
    return json::parse(*tokens::from_base64url(text.substr(0, text.find('.'))));
}

class JwtAccessTokensTest : public testing::Test {
protected:
    JwtAccessTokensTest() { ring_.replace({{ec_key(), now_}}); }

    JwtAccessTokens made(std::optional<JwtAccessTokens::External> external = {}) {
        return {
            ring_, {"https://us.example", "marquee"}, std::move(external), [this] { return now_; }};
    }
    AccessClaims ann() const {
        AccessClaims claims;
        claims.subject = "id-of-ann";
        claims.name = "Änn";
        claims.role = Role::editor;
        claims.session.emplace("a-session");
        claims.token_id = "t1";
        claims.issued_at = now_;
        claims.expires_at = now_ + minutes(15);
        return claims;
    }
    std::string forged(const json& payload, const char* type = "at+jwt") {
        const json header{{"alg", "ES256"}, {"typ", type}, {"kid", ec_key().public_key().id()}};
        return tokens::forged(ec_key(), header.dump(), payload.dump());
    }
    json payload_of_ann() { return part_of(made().sign(ann()), 1); }

    static std::optional<TokenRefusal> refusal_of(JwtAccessTokens& tokens,
                                                  const std::string& token) {
        const auto verdict = tokens.verify(Call(), token);
        const auto* refusal = std::get_if<TokenRefusal>(&verdict);
        return refusal ? std::optional(*refusal) : std::nullopt;
    }

    Timestamp now_{seconds(1'800'000'000)};
    tokens::KeyRing ring_{[this] { return now_; }};
};

TEST_F(JwtAccessTokensTest, WritesWhatOthersExpectToRead) {
    const auto token = made().sign(ann());
    EXPECT_EQ(part_of(token, 0),
              (json{{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", ec_key().public_key().id()}}));
    EXPECT_EQ(part_of(token, 1), (json{{"iss", "https://us.example"},
                                       {"aud", "marquee"},
                                       {"sub", "id-of-ann"},
                                       {"name", "Änn"},
                                       {"role", "editor"},
                                       {"sid", "a-session"},
                                       {"jti", "t1"},
                                       {"iat", 1'800'000'000},
                                       {"nbf", 1'800'000'000},
                                       {"exp", 1'800'000'900}}));
}

TEST_F(JwtAccessTokensTest, ReadsWhatItWrote) {
    auto tokens = made();
    const auto token = tokens.sign(ann());
    // The second time it is remembered.
    for (int i = 0; i < 2; ++i) {
        const auto claims = std::get<AccessClaims>(tokens.verify(Call(), token));
        EXPECT_EQ(claims.holder, AccessClaims::Holder::account);
        EXPECT_EQ(claims.subject, "id-of-ann");
        EXPECT_EQ(claims.name, "Änn");
        EXPECT_EQ(claims.role, Role::editor);
        EXPECT_EQ(claims.session, SessionId("a-session"));
        EXPECT_EQ(claims.token_id, "t1");
        EXPECT_EQ(claims.issued_at, now_);
        EXPECT_EQ(claims.expires_at, now_ + minutes(15));
    }
}

TEST_F(JwtAccessTokensTest, ReadsTheLimitOfAService) {
    auto tokens = made();
    AccessClaims crawler = ann();
    crawler.holder = AccessClaims::Holder::service;
    crawler.session.reset();
    crawler.role = Role::service;
    for (const ScopeSet& limit : {ScopeSet{Scope::ratings_write_any}, ScopeSet{}}) {
        crawler.limit = limit;
        const auto claims = std::get<AccessClaims>(tokens.verify(Call(), tokens.sign(crawler)));
        EXPECT_EQ(claims.holder, AccessClaims::Holder::service);
        EXPECT_EQ(claims.limit, limit);
        EXPECT_FALSE(claims.session);
    }
}

TEST_F(JwtAccessTokensTest, TellsATokenThatHasExpiredFromOneThatIsNotGood) {
    auto tokens = made();
    const auto token = tokens.sign(ann());
    EXPECT_EQ(refusal_of(tokens, token), std::nullopt);
    now_ += minutes(16);
    EXPECT_EQ(refusal_of(tokens, token), TokenRefusal::expired);
    for (const std::string& bad : {std::string(), std::string("x"), token + "x", token.substr(1),
                                   std::string("a.b.c"), std::string(100'000, 'a')}) {
        EXPECT_EQ(refusal_of(tokens, bad), TokenRefusal::invalid);
    }
}

TEST_F(JwtAccessTokensTest, TakesNoneThatLacksWhatOursHave) {
    auto tokens = made();
    EXPECT_EQ(refusal_of(tokens, forged(payload_of_ann())), std::nullopt);
    for (const char* name : {"iss", "aud", "sub", "exp", "role", "sid"}) {
        json payload = payload_of_ann();
        payload.erase(name);
        EXPECT_EQ(refusal_of(tokens, forged(payload)), TokenRefusal::invalid) << name;
        payload[name] = "";
        EXPECT_EQ(refusal_of(tokens, forged(payload)), TokenRefusal::invalid) << name;
        payload[name] = json::array({1});
        EXPECT_EQ(refusal_of(tokens, forged(payload)), TokenRefusal::invalid) << name;
    }
    const auto with = [&](const char* name, const char* value) {
        json payload = payload_of_ann();
        payload[name] = value;
        return forged(payload);
    };
    EXPECT_EQ(refusal_of(tokens, with("role", "root")), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(tokens, with("sub", "a/b")), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(tokens, with("sid", "a b")), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(tokens, with("aud", "another")), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(tokens, with("iss", "https://them.example")), TokenRefusal::invalid);
    json service = payload_of_ann();
    service["role"] = "service";
    service["scope"] = "catalogue:burn";
    EXPECT_EQ(refusal_of(tokens, forged(service)), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(tokens, forged(payload_of_ann(), "JWT")), TokenRefusal::invalid);
}

TEST_F(JwtAccessTokensTest, ForgetsAKeyThatIsNoLongerGoodWithinAMinute) {
    auto tokens = made();
    const auto token = tokens.sign(ann());
    EXPECT_EQ(refusal_of(tokens, token), std::nullopt);
    ring_.replace({{rsa_key(), now_}});
    now_ += minutes(1);
    EXPECT_EQ(refusal_of(tokens, token), TokenRefusal::invalid);
}

TEST_F(JwtAccessTokensTest, SignsNothingWithoutAKey) {
    ring_.replace({});
    auto tokens = made();
    EXPECT_EQ(code_of([&] { tokens.sign(ann()); }), ErrorCode::unavailable);
}

/// Another issuer, whose keys are in a file.
class ExternalAccessTokensTest : public JwtAccessTokensTest {
protected:
    ExternalAccessTokensTest() {
        const auto file = place_.folder() / "keys.json";
        std::ofstream(file) << tokens::jwks_of({rsa_key().public_key()});
        keys_.emplace(tokens::ExternalKeysSettings{file.string()});
        tokens_.reset(new JwtAccessTokens(made(JwtAccessTokens::External{
            "https://them.example", "films", *keys_,
            tokens::ClaimsRule("groups=crew:editor,groups=staff:viewer", external_roles())})));
    }

    static json payload(const std::string& subject, const std::string& group) {
        return {{"iss", "https://them.example"},
                {"aud", json::array({"films", "other"})},
                {"sub", subject},
                {"preferred_username", "Eve"},
                {"groups", json::array({group})},
                {"exp", 1'800'000'300}};
    }
    std::string token(const json& payload) {
        const json header{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", rsa_key().public_key().id()}};
        return tokens::forged(rsa_key(), header.dump(), payload.dump());
    }
    AccessClaims claims(const json& payload) {
        return std::get<AccessClaims>(tokens_->verify(Call(), token(payload)));
    }

    test::TestSqlite place_;
    std::optional<tokens::ExternalKeys> keys_;
    std::unique_ptr<JwtAccessTokens> tokens_;
};

TEST_F(ExternalAccessTokensTest, GivesRolesByTheRule) {
    const auto eve = claims(payload("eve", "crew"));
    EXPECT_EQ(eve.holder, AccessClaims::Holder::external);
    EXPECT_EQ(eve.role, Role::editor);
    EXPECT_EQ(eve.name, "Eve");
    EXPECT_EQ(eve.expires_at, Timestamp(seconds(1'800'000'300)));
    EXPECT_EQ(claims(payload("eve", "staff")).role, Role::viewer);
    EXPECT_EQ(refusal_of(*tokens_, token(payload("eve", "guests"))), TokenRefusal::invalid);
}

TEST_F(ExternalAccessTokensTest, MakesIdsThatAreNobodysHere) {
    const auto eve = claims(payload("eve", "crew")).subject;
    EXPECT_EQ(claims(payload("eve", "staff")).subject, eve);
    EXPECT_NE(claims(payload("bob", "crew")).subject, eve);
    EXPECT_TRUE(is_opaque_name(eve));
    EXPECT_TRUE(eve.starts_with("ext-"));
    // Not even who has an account's id for a subject.
    EXPECT_TRUE(claims(payload("id-of-ann", "crew")).subject.starts_with("ext-"));
}

TEST_F(ExternalAccessTokensTest, KeepsTheIssuersApart) {
    json as_ours = payload("eve", "crew");
    as_ours["iss"] = "https://us.example";
    as_ours["aud"] = "marquee";
    as_ours["role"] = "admin";
    as_ours["sid"] = "a-session";
    EXPECT_EQ(refusal_of(*tokens_, token(as_ours)), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(*tokens_, forged(payload("eve", "crew"))), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(*tokens_, tokens_->sign(ann())), std::nullopt);
}

TEST_F(ExternalAccessTokensTest, TellsTokensThatHaveExpired) {
    json old = payload("eve", "crew");
    old["exp"] = 1'799'999'000;
    EXPECT_EQ(refusal_of(*tokens_, token(old)), TokenRefusal::expired);
    old["aud"] = "another";
    EXPECT_EQ(refusal_of(*tokens_, token(old)), TokenRefusal::invalid);
}

}  // namespace
}  // namespace marquee::identity
