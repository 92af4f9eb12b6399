#include "infrastructure/tokens/token_signer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infrastructure/tokens/token_verifier.h"
#include "tests/infrastructure/tokens/forge.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

const Timestamp kNow{seconds(1'800'000'000)};

Claims claims() {
    Claims claims;
    claims.issuer = "https://films.example";
    claims.subject = "account-1";
    claims.audience = {"marquee"};
    claims.token_id = "token-1";
    claims.issued_at = kNow;
    claims.not_before = kNow;
    claims.expires_at = kNow + std::chrono::minutes(15);
    claims.texts = {{"name", "anna"}, {"role", "editor"}, {"sid", "session-1"}};
    return claims;
}

/// One of the parts of a token, decoded.
Json part(const std::string& token, int index) {
    std::size_t begin = 0;
    for (int i = 0; i < index; ++i) begin = token.find('.', begin) + 1;
    return Json::parse(from_base64url(token.substr(begin, token.find('.', begin) - begin)).value());
}

KeySet set_of(const SigningKey& key) {
    return KeySet({{key.public_key()}});
}

TEST(TokenSigner, NamesAlgorithmKeyAndType) {
    EXPECT_EQ(part(TokenSigner(ec_key()).sign(claims()), 0),
              (Json{{"alg", "ES256"}, {"kid", ec_key().public_key().id()}, {"typ", "at+jwt"}}));
    EXPECT_EQ(part(TokenSigner(rsa_key()).sign(claims()), 0),
              (Json{{"alg", "RS256"}, {"kid", rsa_key().public_key().id()}, {"typ", "at+jwt"}}));
}

TEST(TokenSigner, WritesClaimsWithTimesInWholeSeconds) {
    Claims wanted = claims();
    wanted.issued_at = kNow + std::chrono::milliseconds(999);
    EXPECT_EQ(part(TokenSigner(ec_key()).sign(wanted), 1),
              Json::parse(R"({"iss":"https://films.example","sub":"account-1","aud":"marquee",
                              "jti":"token-1","iat":1800000000,"nbf":1800000000,"exp":1800000900,
                              "name":"anna","role":"editor","sid":"session-1"})"));
}

TEST(TokenSigner, LeavesOutWhatIsNotThere) {
    Claims wanted = claims();
    wanted.audience = {"a", "b"};
    wanted.token_id.clear();
    wanted.issued_at.reset();
    wanted.not_before.reset();
    wanted.texts.clear();
    EXPECT_EQ(part(TokenSigner(ec_key()).sign(wanted), 1),
              Json::parse(R"({"iss":"https://films.example","sub":"account-1","aud":["a","b"],
                              "exp":1800000900})"));
}

TEST(TokenSigner, MakesTokensThatTheVerifierTakes) {
    const TokenVerifier verifier({"https://films.example", "marquee", kAccessTokenType},
                                 [] { return kNow; });
    for (const SigningKey& key : {ec_key(), rsa_key()}) {
        Claims wanted = claims();
        wanted.texts["name"] = "J\xC3\xB6rg \"\\\n\x01 \xF0\x9F\x98\x80 </script>";
        const Verdict verdict = verifier.verify(TokenSigner(key).sign(wanted), set_of(key));
        const auto* verified = std::get_if<std::shared_ptr<const VerifiedClaims>>(&verdict);
        ASSERT_NE(verified, nullptr) << name_of(std::get<Refusal>(verdict));
        EXPECT_EQ((*verified)->issuer, wanted.issuer);
        EXPECT_EQ((*verified)->subject, wanted.subject);
        EXPECT_EQ((*verified)->audience, wanted.audience);
        EXPECT_EQ((*verified)->token_id, wanted.token_id);
        EXPECT_EQ((*verified)->issued_at, wanted.issued_at);
        EXPECT_EQ((*verified)->not_before, wanted.not_before);
        EXPECT_EQ((*verified)->expires_at, wanted.expires_at);
        EXPECT_EQ((*verified)->texts, wanted.texts);
        EXPECT_EQ((*verified)->document->at("exp"), 1'800'000'900);
    }
}

TEST(TokenSigner, MakesSignaturesOfOneLength) {
    // One in 128 has a number that begins with a zero byte, which must not be left out.
    const TokenSigner signer(ec_key());
    for (int i = 0; i < 600; ++i) {
        const std::string token = signer.sign(claims());
        const auto dot = token.rfind('.');
        const auto signature = from_base64url(token.substr(dot + 1));
        ASSERT_TRUE(signature);
        ASSERT_EQ(signature->size(), 64u);
        ASSERT_TRUE(ec_key().public_key().verifies(token.substr(0, dot), *signature));
    }
}

}  // namespace
}  // namespace marquee::tokens
