#include "infrastructure/tokens/jwk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/tokens/base64url.h"
#include "infrastructure/tokens/strict_json.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;

/// Far more than issuers have; they are searched one by one.
constexpr std::size_t kMaxKeys = 100;

[[noreturn]] void refuse(const std::string& problem) {
    throw Error(ErrorCode::invalid, "the JWK Set can't be used: " + problem);
}

/// One member of the list of keys, with what it is called in complaints.
class Entry {
public:
    Entry(const Json& members, std::size_t index)
        : members_(members), name_("keys[" + std::to_string(index) + "]") {
        if (!members.is_object()) refuse(name_ + " is no object");
    }

    const std::string& name() const { return name_; }
    bool has(const char* member) const { return members_.contains(member); }

    /// Nothing when it is absent.
    std::optional<std::string> text(const char* member) const {
        const auto at = members_.find(member);
        if (at == members_.end()) return std::nullopt;
        if (!at->is_string()) refuse(name_ + "." + member + " is no string");
        return at->get<std::string>();
    }

    /// Whether `wanted` is among the texts of a list; a list that isn't there has everything.
    bool lists(const char* member, const char* wanted) const {
        const auto at = members_.find(member);
        if (at == members_.end()) return true;
        if (!at->is_array()) refuse(name_ + "." + member + " is no array");
        return std::ranges::find(*at, Json(wanted)) != at->end();
    }

    std::string bytes(const char* member) const {
        const auto encoded = text(member);
        if (!encoded) refuse(name_ + "." + member + " is missing");
        const auto decoded = from_base64url(*encoded);
        if (!decoded || decoded->empty()) refuse(name_ + "." + member + " is not base64url");
        return *decoded;
    }

private:
    const Json& members_;
    std::string name_;
};

bool is_for_signatures(const Entry& entry, Algorithm algorithm) {
    return entry.text("use").value_or("sig") == "sig" && entry.lists("key_ops", "verify") &&
           entry.text("alg").value_or(std::string(name_of(algorithm))) == name_of(algorithm);
}

std::optional<PublicKey> ec_key(const Entry& entry, const std::string& id) {
    if (entry.text("crv") != "P-256" || !is_for_signatures(entry, Algorithm::es256)) {
        return std::nullopt;
    }
    const auto key = PublicKey::from_point(entry.bytes("x"), entry.bytes("y"), id);
    if (!key) refuse(entry.name() + ".x and y are no point on P-256");
    return key;
}

std::optional<PublicKey> rsa_key(const Entry& entry, const std::string& id) {
    if (!is_for_signatures(entry, Algorithm::rs256)) return std::nullopt;
    return PublicKey::from_modulus(entry.bytes("n"), entry.bytes("e"), id);
}

/// Nothing when it is of no use here.
std::optional<PublicKey> key_of(const Entry& entry) {
    const auto type = entry.text("kty");
    if (!type) refuse(entry.name() + ".kty is missing");
    if (type != "EC" && type != "RSA") return std::nullopt;
    if (entry.has("d")) {
        refuse(entry.name() + " has its private half with it: publish only the public one");
    }
    const std::string id = entry.text("kid").value_or("");
    return type == "EC" ? ec_key(entry, id) : rsa_key(entry, id);
}

}  // namespace

std::vector<PublicKey> parse_jwks(std::string_view text) {
    const auto document = parse_object(text);
    if (!document) refuse("it is no JSON object without repeated members");
    const auto list = document->find("keys");
    if (list == document->end() || !list->is_array()) refuse("it has no array \"keys\"");
    std::vector<PublicKey> keys;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Entry entry((*list)[i], i);
        auto key = key_of(entry);
        if (!key) continue;
        if (std::ranges::find(keys, key->id(), &PublicKey::id) != keys.end()) {
            refuse(entry.name() + " has the same kid as a key before it");
        }
        if (keys.size() == kMaxKeys) refuse("it has more than 100 keys");
        keys.push_back(std::move(*key));
    }
    return keys;
}

std::string jwks_of(const std::vector<PublicKey>& keys) {
    std::string list;
    for (const PublicKey& key : keys) {
        list += (list.empty() ? "" : ",") + key.jwk();
    }
    return "{\"keys\":[" + list + "]}";
}

}  // namespace marquee::tokens
