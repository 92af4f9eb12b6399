#include "infrastructure/tokens/jwk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

Json ec() {
    return Json::parse(ec_key().public_key().jwk());
}

Json rsa() {
    return Json::parse(rsa_key().public_key().jwk());
}

Json with(Json key, const char* member, const Json& value) {
    key[member] = value;
    return key;
}

Json without(Json key, const char* member) {
    key.erase(member);
    return key;
}

std::string set_of(const std::vector<Json>& keys) {
    return Json{{"keys", keys}}.dump();
}

std::vector<std::string> ids_in(const std::vector<Json>& keys) {
    std::vector<std::string> ids;
    for (const PublicKey& key : parse_jwks(set_of(keys))) ids.push_back(key.id());
    return ids;
}

std::string problem_in(const std::string& document) {
    const auto error = error_of([&] { parse_jwks(document); });
    if (!error || error->code() != ErrorCode::invalid) return "none";
    return error->what();
}

TEST(Jwks, ReadsWhatItPublishes) {
    const auto keys = parse_jwks(jwks_of({ec_key().public_key(), rsa_key().public_key()}));
    ASSERT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys[0].jwk(), ec_key().public_key().jwk());
    EXPECT_EQ(keys[1].jwk(), rsa_key().public_key().jwk());
    EXPECT_TRUE(keys[0].verifies("text", token_signature(ec_key(), "text")));
    EXPECT_TRUE(keys[1].verifies("text", token_signature(rsa_key(), "text")));
    EXPECT_EQ(jwks_of({}), R"({"keys":[]})");
}

TEST(Jwks, KeepsTheIssuersIdOrTakesTheThumbprint) {
    EXPECT_THAT(ids_in({with(ec(), "kid", "2024-a"), without(rsa(), "kid")}),
                testing::ElementsAre("2024-a", rsa_key().public_key().thumbprint()));
}

TEST(Jwks, TakesKeysThatDoNotSayWhatTheyAreFor) {
    EXPECT_EQ(ids_in({without(without(ec(), "use"), "alg")}).size(), 1u);
    EXPECT_EQ(ids_in({with(without(rsa(), "use"), "key_ops", {"verify"})}).size(), 1u);
    EXPECT_EQ(ids_in({with(rsa(), "x5c", {"certificate"})}).size(), 1u);
}

TEST(Jwks, PassesOverKeysOfOtherKindsAndForOtherUses) {
    const std::vector<Json> others = {
        {{"kty", "oct"}, {"k", "c2VjcmV0"}, {"alg", "HS256"}},
        {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "eA"}},
        {{"kty", "EC"}, {"crv", "P-384"}, {"x", "eA"}, {"y", "eA"}},
        {{"kty", "EC"}, {"crv", "secp256k1"}},
        {{"kty", "something else"}},
        with(ec(), "use", "enc"),
        with(rsa(), "use", "enc"),
        with(rsa(), "alg", "PS256"),
        with(rsa(), "alg", "RS512"),
        with(rsa(), "alg", "HS256"),
        with(rsa(), "alg", "none"),
        with(ec(), "alg", "RS256"),
        with(ec(), "key_ops", {"sign", "encrypt"}),
        with(rsa(), "n", base64url(std::string(128, '\xC1'))),
        with(rsa(), "n", base64url(std::string(2000, '\xC1'))),
    };
    for (const Json& other : others) {
        EXPECT_THAT(ids_in({other, with(ec(), "kid", "good")}), testing::ElementsAre("good"))
            << other;
    }
}

TEST(Jwks, SaysWhatIsWrongWithADocument) {
    EXPECT_THAT(problem_in(""), HasSubstr("no JSON object"));
    EXPECT_THAT(problem_in("<html>"), HasSubstr("no JSON object"));
    EXPECT_THAT(problem_in("[]"), HasSubstr("no JSON object"));
    EXPECT_THAT(problem_in(R"({"keys":[],"keys":[]})"), HasSubstr("repeated"));
    EXPECT_THAT(problem_in("{}"), HasSubstr("no array \"keys\""));
    EXPECT_THAT(problem_in(R"({"keys":{}})"), HasSubstr("no array \"keys\""));
    EXPECT_THAT(problem_in(R"({"keys":[1]})"), HasSubstr("keys[0] is no object"));
    EXPECT_THAT(problem_in(R"({"keys":[{}]})"), HasSubstr("keys[0].kty is missing"));
    EXPECT_THAT(problem_in(R"({"keys":[{"kty":1}]})"), HasSubstr("keys[0].kty is no string"));
}

TEST(Jwks, SaysWhatIsWrongWithAKey) {
    const auto problem = [](const Json& key) { return problem_in(set_of({rsa(), key})); };
    EXPECT_THAT(problem(without(ec(), "x")), HasSubstr("keys[1].x is missing"));
    EXPECT_THAT(problem(with(ec(), "y", "a+b")), HasSubstr("keys[1].y is not base64url"));
    EXPECT_THAT(problem(with(ec(), "y", "")), HasSubstr("keys[1].y is not base64url"));
    EXPECT_THAT(problem(with(ec(), "y", 1)), HasSubstr("keys[1].y is no string"));
    EXPECT_THAT(problem(with(ec(), "y", ec().at("x"))), HasSubstr("no point on P-256"));
    EXPECT_THAT(problem(with(ec(), "x", "eA")), HasSubstr("no point on P-256"));
    EXPECT_THAT(problem(with(ec(), "kid", 1)), HasSubstr("keys[1].kid is no string"));
    EXPECT_THAT(problem(with(ec(), "key_ops", "verify")), HasSubstr("key_ops is no array"));
    EXPECT_THAT(problem(without(with(rsa(), "kid", "b"), "n")), HasSubstr("keys[1].n is missing"));
    EXPECT_THAT(problem(rsa()), HasSubstr("keys[1] has the same kid"));
}

TEST(Jwks, RefusesAPublishedPrivateKeyWithoutRepeatingIt) {
    const std::string problem = problem_in(set_of({with(ec(), "d", "c2VjcmV0")}));
    EXPECT_THAT(problem, HasSubstr("private half"));
    EXPECT_THAT(problem, testing::Not(HasSubstr("c2VjcmV0")));
}

TEST(Jwks, RefusesMoreThanAHundredKeys) {
    std::vector<Json> keys;
    for (int i = 0; i < 101; ++i) keys.push_back(with(ec(), "kid", std::to_string(i)));
    EXPECT_THAT(problem_in(set_of(keys)), HasSubstr("100"));
    keys.pop_back();
    EXPECT_EQ(ids_in(keys).size(), 100u);
}

}  // namespace
}  // namespace marquee::tokens
