#include "infrastructure/tokens/token_verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>

#include "infrastructure/tokens/token_signer.h"
#include "tests/infrastructure/tokens/forge.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kNow = 1'800'000'000;

Timestamp at(std::int64_t since_1970) {
    return Timestamp(seconds(since_1970));
}

KeySet both_keys() {
    return KeySet({{ec_key().public_key()}, {rsa_key().public_key()}});
}

ExpectedToken expected() {
    return {"https://films.example", "marquee", "at+jwt"};
}

TokenVerifier verifier(Timestamp now = at(kNow)) {
    return TokenVerifier(expected(), [now] { return now; });
}

/// "accepted", or the name of the refusal.
std::string outcome(const Verdict& verdict) {
    const auto* refusal = std::get_if<Refusal>(&verdict);
    return refusal == nullptr ? "accepted" : std::string(name_of(*refusal));
}

std::string outcome(const std::string& token, Timestamp now = at(kNow)) {
    return outcome(verifier(now).verify(token, both_keys()));
}

Json header(const SigningKey& key = ec_key()) {
    return {{"alg", name_of(key.public_key().algorithm())},
            {"kid", key.public_key().id()},
            {"typ", "at+jwt"}};
}

Json payload() {
    return {{"iss", "https://films.example"},
            {"sub", "account-1"},
            {"aud", "marquee"},
            {"iat", kNow},
            {"nbf", kNow},
            {"exp", kNow + 900}};
}

Json with(Json object, const char* member, const Json& value) {
    object[member] = value;
    return object;
}

Json without(Json object, const char* member) {
    object.erase(member);
    return object;
}

std::string good() {
    return forged(ec_key(), header().dump(), payload().dump());
}

/// What becomes of a token with that header, payload or claim, whose signature is right.
std::string with_header(const Json& changed) {
    return outcome(forged(ec_key(), changed.dump(), payload().dump()));
}
std::string with_payload(const std::string& text) {
    return outcome(forged(ec_key(), header().dump(), text));
}
std::string with_claim(const char* name, const Json& value) {
    return with_payload(with(payload(), name, value).dump());
}
/// The value as it is written in JSON.
std::string with_raw_claim(const char* name, const std::string& value) {
    std::string text = without(payload(), name).dump();
    text.insert(1, "\"" + std::string(name) + "\":" + value + ",");
    return with_payload(text);
}

TEST(TokenVerifier, TakesGoodTokensOfBothAlgorithms) {
    EXPECT_EQ(outcome(good()), "accepted");
    EXPECT_EQ(outcome(forged(rsa_key(), header(rsa_key()).dump(), payload().dump())), "accepted");
}

TEST(TokenVerifier, GivesTheClaims) {
    const Json claims = with(with(payload(), "groups", {"a", "b"}), "name", "anna");
    const Verdict verdict =
        verifier().verify(forged(ec_key(), header().dump(), claims.dump()), both_keys());
    const auto* verified = std::get_if<std::shared_ptr<const VerifiedClaims>>(&verdict);
    ASSERT_NE(verified, nullptr) << outcome(verdict);
    EXPECT_EQ((*verified)->subject, "account-1");
    EXPECT_EQ((*verified)->audience, std::vector<std::string>{"marquee"});
    EXPECT_EQ((*verified)->token_id, "");
    EXPECT_EQ((*verified)->expires_at, at(kNow + 900));
    EXPECT_EQ((*verified)->texts,
              (std::map<std::string, std::string, std::less<>>{{"name", "anna"}}));
    EXPECT_EQ(*(*verified)->document, claims);
}

TEST(TokenVerifier, RefusesAlgorithmNoneHoweverItIsSpelled) {
    for (const char* none : {"none", "None", "NONE", "nOnE", "none ", "", "null", "HS256", "es256",
                             "ES256 ", "ES384", "ES512", "RS384", "RS512", "PS256", "EdDSA"}) {
        const std::string text = signed_text(with(header(), "alg", none).dump(), payload().dump());
        EXPECT_EQ(outcome(text + "."), "algorithm") << none;
        EXPECT_EQ(with_header(with(header(), "alg", none)), "algorithm") << none;
    }
    EXPECT_EQ(with_header(without(header(), "alg")), "algorithm");
    for (const Json& wrong : {Json(), Json(1), Json{"ES256"}, Json::object()}) {
        EXPECT_EQ(with_header(with(header(), "alg", wrong)), "malformed") << wrong;
    }
}

TEST(TokenVerifier, RefusesHmacWithThePublicKey) {
    for (const SigningKey& key : {ec_key(), rsa_key()}) {
        const std::string& pem = key.public_key().pem();
        const Bio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
        const Key parsed(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
        unsigned char* bytes = nullptr;
        const int size = i2d_PUBKEY(parsed.get(), &bytes);
        const std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
        const std::string jwk = key.public_key().jwk();
        for (const std::string& secret :
             {pem, pem.substr(0, pem.size() - 1), der, jwk, std::string()}) {
            for (const char* algorithm : {"HS256", "ES256", "RS256"}) {
                const std::string text =
                    signed_text(with(header(key), "alg", algorithm).dump(), payload().dump());
                const std::string token = text + "." + base64url(hmac_sha256(secret, text));
                EXPECT_EQ(outcome(token), algorithm == name_of(key.public_key().algorithm())
                                              ? "signature"
                                              : "algorithm");
            }
        }
    }
}

TEST(TokenVerifier, TakesNoAlgorithmButItsKeys) {
    EXPECT_EQ(
        outcome(forged(ec_key(), with(header(rsa_key()), "alg", "ES256").dump(), payload().dump())),
        "algorithm");
    EXPECT_EQ(
        outcome(forged(rsa_key(), with(header(ec_key()), "alg", "RS256").dump(), payload().dump())),
        "algorithm");
    EXPECT_EQ(outcome(forged(ec_key(), header(rsa_key()).dump(), payload().dump())), "signature");
}

TEST(TokenVerifier, RefusesKeysThatItDoesNotKnow) {
    static const SigningKey other = SigningKey::generate(Algorithm::es256);
    EXPECT_EQ(outcome(forged(other, header(other).dump(), payload().dump())), "unknown_key");
    EXPECT_EQ(outcome(forged(other, header().dump(), payload().dump())), "signature");
    EXPECT_EQ(with_header(without(header(), "kid")), "unknown_key");
    EXPECT_EQ(with_header(with(header(), "kid", "")), "unknown_key");
    EXPECT_EQ(with_header(with(header(), "kid", "../../etc/passwd")), "unknown_key");
    EXPECT_EQ(with_header(with(header(), "kid", 1)), "malformed");
    EXPECT_EQ(outcome(verifier().verify(good(), KeySet())), "unknown_key");
}

TEST(TokenVerifier, RefusesAKeyThatTheTokenBringsAlong) {
    static const SigningKey other = SigningKey::generate(Algorithm::es256);
    Json own = with(header(other), "jwk", Json::parse(other.public_key().jwk()));
    own["jku"] = "https://evil.example/jwks.json";
    own["x5u"] = "https://evil.example/cert.pem";
    EXPECT_EQ(outcome(forged(other, own.dump(), payload().dump())), "unknown_key");
    own["kid"] = ec_key().public_key().id();
    EXPECT_EQ(outcome(forged(other, own.dump(), payload().dump())), "signature");
}

TEST(TokenVerifier, RefusesAKeyWhoseTimeIsOver) {
    const KeySet keys({{ec_key().public_key(), at(kNow + 10)}});
    const auto outcome_at = [&](Timestamp now) {
        return outcome(verifier(now).verify(good(), keys));
    };
    EXPECT_EQ(outcome_at(at(kNow + 10) - milliseconds(1)), "accepted");
    EXPECT_EQ(outcome_at(at(kNow + 10)), "unknown_key");
    EXPECT_EQ(outcome_at(at(kNow + 11)), "unknown_key");
}

TEST(TokenVerifier, RefusesChangedSignatures) {
    const std::string token = good();
    const auto dot = token.rfind('.');
    const std::string text = token.substr(0, dot);
    const std::string raw = token_signature(ec_key(), text);
    EXPECT_EQ(outcome(text + "."), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(raw.substr(1))), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(raw.substr(0, 63))), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(raw + "x")), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(raw.substr(32) + raw.substr(0, 32))), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(std::string(64, '\0'))), "signature");
    EXPECT_EQ(outcome(text + "." + base64url(openssl_signature(ec_key(), text))), "signature");
    for (std::size_t i = 0; i < raw.size(); ++i) {
        std::string changed = raw;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_EQ(outcome(text + "." + base64url(changed)), "signature");
    }
}

TEST(TokenVerifier, RefusesChangedRsaSignatures) {
    const std::string text = signed_text(header(rsa_key()).dump(), payload().dump());
    const std::string raw = token_signature(rsa_key(), text);
    for (const std::string& changed :
         {raw.substr(1), raw.substr(0, 255), raw + '\0', '\0' + raw, std::string(256, '\0'),
          std::string(256, '\xFF'), std::string(1, '\1')}) {
        EXPECT_EQ(outcome(text + "." + base64url(changed)), "signature");
    }
}

TEST(TokenVerifier, RefusesAnotherPayloadUnderASignature) {
    const std::string other =
        forged(ec_key(), header().dump(), with(payload(), "sub", "account-2").dump());
    const std::string token = good();
    EXPECT_EQ(outcome(other.substr(0, other.rfind('.')) + token.substr(token.rfind('.'))),
              "signature");
}

TEST(TokenVerifier, RefusesWhatIsNotThreeParts) {
    const std::string token = good();
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), std::string("..."),
          std::string("a.b.c"), token.substr(0, first), token.substr(0, second),
          token.substr(first), "." + token, token + ".", token + "." + token,
          token.substr(0, first) + "." + token.substr(first),
          token.substr(first) + token.substr(0, first), "Bearer " + token}) {
        EXPECT_EQ(outcome(text), "malformed") << text;
    }
    // Nobody has signed an empty payload.
    EXPECT_EQ(outcome(token.substr(0, first + 1) + token.substr(second)), "signature");
}

TEST(TokenVerifier, RefusesWhitespaceAndOtherAlphabets) {
    const std::string token = good();
    for (const char* space : {" ", "\n", "\t", "\r\n", "\xC2\xA0"}) {
        EXPECT_EQ(outcome(space + token), "malformed");
        EXPECT_EQ(outcome(token + space), "malformed");
        EXPECT_EQ(outcome(std::string(token).insert(token.find('.'), space)), "malformed");
    }
    EXPECT_EQ(outcome(token + '\0'), "malformed");
    EXPECT_EQ(outcome(token + "="), "malformed");
    EXPECT_EQ(outcome(token + "=="), "malformed");
    EXPECT_EQ(outcome(std::string(token).insert(token.find('.'), "=")), "malformed");
    for (const char other : {'+', '/', '%', '!', '\xFF'}) {
        std::string changed = token;
        changed[3] = other;
        EXPECT_EQ(outcome(changed), "malformed") << other;
        changed = token;
        changed[changed.size() - 3] = other;
        EXPECT_EQ(outcome(changed), "malformed") << other;
    }
}

TEST(TokenVerifier, RefusesASecondSpellingOfTheSameBytes) {
    // The last character of 64 bytes has four bits to spare.
    std::string token = good();
    ++token.back();
    EXPECT_EQ(outcome(token), "malformed");
}

TEST(TokenVerifier, RefusesASignedPayloadInAnotherAlphabet) {
    const std::string encoded = base64url(header().dump()) + ".";
    for (const std::string& body : {base64url(payload().dump()) + "=", std::string("e30="),
                                    std::string("e30\n"), std::string("+/+/"), std::string()}) {
        const std::string text = encoded + body;
        EXPECT_EQ(outcome(text + "." + base64url(token_signature(ec_key(), text))), "malformed");
    }
}

TEST(TokenVerifier, RefusesTokensOfMoreThanEightKibibytes) {
    const auto padded = [](std::size_t size) {
        return forged(ec_key(), header().dump(),
                      with(payload(), "pad", std::string(size, 'x')).dump());
    };
    std::size_t size = 5'000;
    while (padded(size + 3).size() <= TokenVerifier::kMaxLength) size += 3;
    EXPECT_EQ(outcome(padded(size)), "accepted");
    EXPECT_EQ(outcome(padded(size + 3)), "malformed");
    EXPECT_EQ(outcome(std::string(10'000'000, 'a')), "malformed");
    EXPECT_EQ(outcome(std::string(10'000'000, '.')), "malformed");
}

TEST(TokenVerifier, RefusesHeadersThatAreNoObjects) {
    for (const std::string& text :
         {std::string("null"), std::string("[]"), std::string("\"ES256\""), std::string("1"),
          std::string("{"), "[" + header().dump() + "]", header().dump() + "{}",
          header().dump() + '\0', "\xFF" + header().dump(), std::string()}) {
        EXPECT_EQ(outcome(forged(ec_key(), text, payload().dump())), "malformed") << text;
    }
    std::string twice = header().dump();
    twice.insert(1, "\"alg\":\"none\",");
    EXPECT_EQ(outcome(forged(ec_key(), twice, payload().dump())), "malformed");
    twice = header().dump();
    twice.insert(1, R"("\u0061lg":"none",)");
    EXPECT_EQ(outcome(forged(ec_key(), twice, payload().dump())), "malformed");
}

TEST(TokenVerifier, RefusesCriticalHeaders) {
    EXPECT_EQ(with_header(with(header(), "crit", {"exp"})), "malformed");
    EXPECT_EQ(with_header(with(header(), "crit", Json::array())), "malformed");
    EXPECT_EQ(with_header(with(header(), "crit", nullptr)), "malformed");
    EXPECT_EQ(with_header(with(with(header(), "b64", false), "crit", {"b64"})), "malformed");
}

TEST(TokenVerifier, RefusesAnotherType) {
    EXPECT_EQ(with_header(with(header(), "typ", "AT+JWT")), "accepted");
    EXPECT_EQ(with_header(with(header(), "typ", "application/at+jwt")), "accepted");
    EXPECT_EQ(with_header(with(header(), "typ", "JWT")), "malformed");
    EXPECT_EQ(with_header(with(header(), "typ", "application/")), "malformed");
    EXPECT_EQ(with_header(with(header(), "typ", 1)), "malformed");
    EXPECT_EQ(with_header(without(header(), "typ")), "malformed");
}

TEST(TokenVerifier, TakesAnyTypeWhenNoneIsExpected) {
    ExpectedToken any = expected();
    any.type.clear();
    const TokenVerifier external(any, [] { return at(kNow); });
    for (const Json& changed : {header(), with(header(), "typ", "JWT"), without(header(), "typ")}) {
        EXPECT_EQ(outcome(external.verify(forged(ec_key(), changed.dump(), payload().dump()),
                                          both_keys())),
                  "accepted");
    }
}

TEST(TokenVerifier, RefusesPayloadsThatAreNoObjects) {
    for (const std::string& text :
         {std::string("null"), std::string("[]"), std::string("\"text\""), std::string("1"),
          std::string("{"), "[" + payload().dump() + "]", payload().dump() + payload().dump(),
          payload().dump() + '\0' + "x", "\xFF" + payload().dump(), std::string(),
          std::string("{\"a\":\"\xC3\x28\"}")}) {
        EXPECT_EQ(with_payload(text), "malformed") << text;
    }
}

TEST(TokenVerifier, RefusesClaimsThatAreThereTwice) {
    for (const char* name : {"iss", "sub", "aud", "exp", "nbf", "role"}) {
        std::string text = with(payload(), "role", "viewer").dump();
        text.insert(1, "\"" + std::string(name) +
                           "\":" + payload().value(name, Json("admin")).dump() + ",");
        EXPECT_EQ(with_payload(text), "malformed") << name;
    }
    EXPECT_EQ(with_payload(R"({"a":{"b":1,"b":2},)" + payload().dump().substr(1)), "malformed");
}

TEST(TokenVerifier, RefusesTimesThatAreNoWholeSeconds) {
    for (const char* name : {"exp", "nbf", "iat"}) {
        for (const char* value :
             {"\"1800000000\"", "1800000000.0", "1800000000.5", "1.8e9", "-1", "-1800000000",
              "253402300800", "9223372036854775807", "9223372036854775808", "18446744073709551615",
              "18446744073709551616", "1e300", "null", "true", "[]", "{}", "[1800000000]"}) {
            EXPECT_EQ(with_raw_claim(name, value), "malformed") << name << " " << value;
        }
    }
    EXPECT_EQ(with_raw_claim("exp", "1e999"), "malformed");
    EXPECT_EQ(with_raw_claim("exp", "253402300799"), "accepted");
    EXPECT_EQ(with_raw_claim("exp", "0"), "expired");
    EXPECT_EQ(with_raw_claim("exp", "-0"), "malformed");
}

TEST(TokenVerifier, NeedsIssuerSubjectAudienceAndExpiry) {
    EXPECT_EQ(with_payload(without(payload(), "iss").dump()), "issuer");
    for (const char* name : {"sub", "aud", "exp"}) {
        EXPECT_EQ(with_payload(without(payload(), name).dump()), "malformed") << name;
    }
    for (const char* name : {"nbf", "iat"}) {
        EXPECT_EQ(with_payload(without(payload(), name).dump()), "accepted") << name;
    }
    EXPECT_EQ(with_payload("{}"), "malformed");
    for (const char* name : {"iss", "sub", "jti"}) {
        for (const Json& value : {Json(), Json(1), Json{"https://films.example"}, Json::object()}) {
            EXPECT_EQ(with_claim(name, value), "malformed") << name << value;
        }
    }
    EXPECT_EQ(with_claim("sub", ""), "malformed");
}

TEST(TokenVerifier, RefusesAnotherIssuer) {
    for (const char* issuer : {"", "https://films.example/", "https://FILMS.example",
                               "https://films.example.evil.example", "https://films.exampl"}) {
        EXPECT_EQ(with_claim("iss", issuer), "issuer") << issuer;
    }
    using namespace std::string_literals;
    EXPECT_EQ(with_claim("iss", "https://films.example\0"s), "issuer");
}

TEST(TokenVerifier, FindsItsAudienceAmongOthers) {
    EXPECT_EQ(with_claim("aud", {"marquee"}), "accepted");
    EXPECT_EQ(with_claim("aud", {"other", "marquee", "third"}), "accepted");
    EXPECT_EQ(with_claim("aud", {"other", "third"}), "audience");
    EXPECT_EQ(with_claim("aud", "other"), "audience");
    EXPECT_EQ(with_claim("aud", "Marquee"), "audience");
    EXPECT_EQ(with_claim("aud", ""), "audience");
    EXPECT_EQ(with_claim("aud", Json::array()), "audience");
    EXPECT_EQ(with_claim("aud", Json(Json::array({"marquee", 1}))), "malformed");
    EXPECT_EQ(with_claim("aud", Json(Json::array({Json{"marquee"}}))), "malformed");
    EXPECT_EQ(with_claim("aud", Json{{"marquee", true}}), "malformed");
    EXPECT_EQ(with_claim("aud", nullptr), "malformed");
}

TEST(TokenVerifier, TakesATokenUntilTheSkewAfterItsExpiry) {
    EXPECT_EQ(outcome(good(), at(kNow + 900)), "accepted");
    EXPECT_EQ(outcome(good(), at(kNow + 930) - milliseconds(1)), "accepted");
    EXPECT_EQ(outcome(good(), at(kNow + 930)), "expired");
    EXPECT_EQ(outcome(good(), at(kNow + 1'000'000)), "expired");
}

TEST(TokenVerifier, TakesATokenFromTheSkewBeforeItsTime) {
    for (const char* name : {"nbf", "iat"}) {
        EXPECT_EQ(with_claim(name, kNow + 30), "accepted") << name;
        EXPECT_EQ(with_claim(name, kNow + 31), "not_yet") << name;
        EXPECT_EQ(with_claim(name, 253'402'300'799), "not_yet") << name;
    }
    EXPECT_EQ(outcome(good(), at(kNow - 30)), "accepted");
    EXPECT_EQ(outcome(good(), at(kNow - 30) - milliseconds(1)), "not_yet");
}

TEST(TokenVerifier, TakesTheSkewThatItIsGiven) {
    ExpectedToken exact = expected();
    exact.skew = seconds(0);
    const auto outcome_at = [&](std::int64_t now) {
        return outcome(TokenVerifier(exact, [now] { return at(now); }).verify(good(), both_keys()));
    };
    EXPECT_EQ(outcome_at(kNow - 1), "not_yet");
    EXPECT_EQ(outcome_at(kNow), "accepted");
    EXPECT_EQ(outcome_at(kNow + 899), "accepted");
    EXPECT_EQ(outcome_at(kNow + 900), "expired");
}

TEST(TokenVerifier, LooksAtNoClaimBeforeTheSignature) {
    static const SigningKey other = SigningKey::generate(Algorithm::es256);
    for (const std::string& text :
         {std::string("{"), std::string("\xFF"), with(payload(), "exp", 0).dump(),
          with(payload(), "iss", "x").dump()}) {
        EXPECT_EQ(outcome(forged(other, header().dump(), text)), "signature");
    }
}

/// One to three changes of a byte, or a piece taken out, doubled or put elsewhere.
std::string mutated(std::string text, std::mt19937& random) {
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const std::size_t changes = 1 + below(3);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t begin = below(text.size());
        const std::string piece = text.substr(begin, 1 + below(8));
        switch (below(5)) {
            case 0:
                text[begin] = static_cast<char>(below(256));
                break;
            case 1:
                text[begin] = "ABCdef123-_.="[below(13)];
                break;
            case 2:
                if (piece.size() < text.size()) text.erase(begin, piece.size());
                break;
            case 3:
                text.insert(below(text.size()), piece);
                break;
            case 4:
                std::swap(text[begin], text[below(text.size())]);
                break;
        }
    }
    return text;
}

TEST(TokenVerifier, TakesNoneOfManyRandomChanges) {
    std::mt19937 random(20'240'229);
    const std::string ec = good();
    const std::string rsa = forged(rsa_key(), header(rsa_key()).dump(), payload().dump());
    for (const std::string& token : {ec, rsa}) {
        for (int i = 0; i < 3'000; ++i) {
            const std::string changed = mutated(token, random);
            ASSERT_TRUE(changed == token || outcome(changed) != "accepted") << changed;
        }
    }
}

TEST(TokenVerifier, SurvivesRandomHeadersAndPayloadsUnderARightSignature) {
    std::mt19937 random(19'700'101);
    for (int i = 0; i < 500; ++i) {
        EXPECT_NO_THROW(
            outcome(forged(ec_key(), mutated(header().dump(), random), payload().dump())));
        EXPECT_NO_THROW(
            outcome(forged(ec_key(), header().dump(), mutated(payload().dump(), random))));
    }
}

}  // namespace
}  // namespace marquee::tokens
