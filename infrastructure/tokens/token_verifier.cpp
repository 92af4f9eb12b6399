#include "infrastructure/tokens/token_verifier.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "infrastructure/tokens/base64url.h"
#include "infrastructure/tokens/strict_json.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;

/// The end of the year 9999, in seconds since 1970.
constexpr std::int64_t kMaxSeconds = 253'402'300'799;

constexpr std::array<std::string_view, 7> kRegistered{"iss", "sub", "aud", "jti",
                                                      "iat", "nbf", "exp"};

/// The three parts of a token, encoded.
struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    /// What the signature is of: header, dot and payload.
    std::string_view signed_text;
};

std::optional<Parts> split(std::string_view token) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    // A dot more would be in the signature, and is not base64url.
    return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                 token.substr(second + 1), token.substr(0, second)};
}

std::optional<Json> decode_object(std::string_view part) {
    const auto text = from_base64url(part);
    return text ? parse_object(*text) : std::nullopt;
}

/// The member's text, empty when it is absent; nothing when it is no text.
std::optional<std::string> text_of(const Json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end()) return "";
    return at->is_string() ? std::optional(at->get<std::string>()) : std::nullopt;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Media types may be written with or without "application/".
bool has_type(std::string_view type, std::string_view expected) {
    constexpr std::string_view kPrefix = "application/";
    if (type.size() > kPrefix.size() &&
        equals_ignoring_case(type.substr(0, kPrefix.size()), kPrefix)) {
        type.remove_prefix(kPrefix.size());
    }
    return expected.empty() || equals_ignoring_case(type, expected);
}

/// The key that the header asks for, or why there is none.
std::variant<const PublicKey*, Refusal> key_for(const Json& header, const std::string& type,
                                                const KeySet& keys, Timestamp now) {
    const auto algorithm_name = text_of(header, "alg");
    const auto key_id = text_of(header, "kid");
    const auto token_type = text_of(header, "typ");
    // What `crit` lists has to be understood, and none of it is here.
    if (!algorithm_name || !key_id || !token_type || header.contains("crit") ||
        !has_type(*token_type, type)) {
        return Refusal::malformed;
    }
    const auto algorithm = algorithm_named(*algorithm_name);
    if (!algorithm) return Refusal::algorithm;
    const PublicKey* key = keys.find(*key_id, now);
    if (key == nullptr) return Refusal::unknown_key;
    if (key->algorithm() != *algorithm) return Refusal::algorithm;
    return key;
}

/// Whether the member is absent, or a time, which is then put into `time`.
bool read_time(const Json& payload, const char* name, std::optional<Timestamp>& time) {
    const auto at = payload.find(name);
    if (at == payload.end()) return true;
    // All that is not negative is unsigned to the parser; what doesn't fit is a fraction to it.
    if (!at->is_number_unsigned()) return false;
    const auto seconds = at->get<std::uint64_t>();
    if (seconds > static_cast<std::uint64_t>(kMaxSeconds)) return false;
    time = Timestamp(std::chrono::seconds(seconds));
    return true;
}

bool read_audience(const Json& payload, std::vector<std::string>& audience) {
    const auto at = payload.find("aud");
    if (at == payload.end()) return false;
    if (at->is_string()) {
        audience.push_back(at->get<std::string>());
        return true;
    }
    if (!at->is_array() || !std::ranges::all_of(*at, &Json::is_string)) return false;
    audience = at->get<std::vector<std::string>>();
    return true;
}

/// Nothing when a claim that is needed is missing, or one is of the wrong type.
std::optional<VerifiedClaims> read_claims(Json payload) {
    VerifiedClaims claims;
    std::optional<Timestamp> expires_at;
    const auto issuer = text_of(payload, "iss");
    const auto subject = text_of(payload, "sub");
    const auto token_id = text_of(payload, "jti");
    if (!issuer || !subject || subject->empty() || !token_id ||
        !read_audience(payload, claims.audience) || !read_time(payload, "iat", claims.issued_at) ||
        !read_time(payload, "nbf", claims.not_before) || !read_time(payload, "exp", expires_at) ||
        !expires_at) {
        return std::nullopt;
    }
    claims.issuer = *issuer;
    claims.subject = *subject;
    claims.token_id = *token_id;
    claims.expires_at = *expires_at;
    for (const auto& [name, value] : payload.items()) {
        if (value.is_string() && std::ranges::find(kRegistered, name) == kRegistered.end()) {
            claims.texts.emplace(name, value.get<std::string>());
        }
    }
    claims.document = std::make_shared<const Json>(std::move(payload));
    return claims;
}

std::optional<Refusal> problem_of(const Claims& claims, const ExpectedToken& expected,
                                  Timestamp now) {
    if (claims.issuer != expected.issuer) return Refusal::issuer;
    if (std::ranges::find(claims.audience, expected.audience) == claims.audience.end()) {
        return Refusal::audience;
    }
    if (now >= claims.expires_at + expected.skew) return Refusal::expired;
    const auto is_ahead = [&](const std::optional<Timestamp>& time) {
        return time && now + expected.skew < *time;
    };
    if (is_ahead(claims.not_before) || is_ahead(claims.issued_at)) return Refusal::not_yet;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::malformed:
            return "malformed";
        case Refusal::unknown_key:
            return "unknown_key";
        case Refusal::algorithm:
            return "algorithm";
        case Refusal::signature:
            return "signature";
        case Refusal::expired:
            return "expired";
        case Refusal::not_yet:
            return "not_yet";
        case Refusal::issuer:
            return "issuer";
        case Refusal::audience:
            return "audience";
    }
    throw std::logic_error("a refusal without a name");
}

TokenVerifier::TokenVerifier(ExpectedToken expected, Clock clock)
    : expected_(std::move(expected)), clock_(std::move(clock)) {}

Verdict TokenVerifier::verify(std::string_view token, const KeySet& keys) const {
    if (token.size() > kMaxLength) return Refusal::malformed;
    const auto parts = split(token);
    if (!parts) return Refusal::malformed;
    const auto header = decode_object(parts->header);
    const auto signature = from_base64url(parts->signature);
    if (!header || !signature) return Refusal::malformed;

    const Timestamp now = clock_();
    const auto key = key_for(*header, expected_.type, keys, now);
    if (const auto* refusal = std::get_if<Refusal>(&key)) return *refusal;
    if (!std::get<const PublicKey*>(key)->verifies(parts->signed_text, *signature)) {
        return Refusal::signature;
    }
    auto payload = decode_object(parts->payload);
    if (!payload) return Refusal::malformed;
    auto claims = read_claims(*std::move(payload));
    if (!claims) return Refusal::malformed;
    if (const auto problem = problem_of(*claims, expected_, now)) return *problem;
    return std::make_shared<const VerifiedClaims>(*std::move(claims));
}

}  // namespace marquee::tokens
