#include "infrastructure/tokens/claims_rule.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "domain/shared/error.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpaces = " \t\r\n";
    const auto first = text.find_first_not_of(kSpaces);
    if (first == std::string_view::npos) return "";
    return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

/// The parts between commas, but for commas behind a backslash.
std::vector<std::string> split_entries(std::string_view text) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "\\,") {
            parts.back() += ',';
            ++i;
        } else if (text[i] == ',') {
            parts.emplace_back();
        } else {
            parts.back() += text[i];
        }
    }
    return parts;
}

[[noreturn]] void refuse(std::string_view entry, const std::string& problem) {
    throw Error(ErrorCode::invalid,
                "the rule for claims can't be used: \"" + std::string(entry) + "\" " + problem);
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The claim of that name, or at the end of that path; nullptr when there is none.
const Json* claim_at(const Json& claims, std::string_view path) {
    const auto whole = claims.find(path);
    if (whole != claims.end()) return &*whole;
    const Json* at = &claims;
    while (!path.empty()) {
        const auto dot = std::min(path.find('.'), path.size());
        if (!at->is_object()) return nullptr;
        const auto member = at->find(path.substr(0, dot));
        if (member == at->end()) return nullptr;
        at = &*member;
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return at;
}

bool holds(const Json& claims, const std::string& path, const std::string& value) {
    const Json* claim = claim_at(claims, path);
    if (claim == nullptr) return false;
    return *claim == value ||
           (claim->is_array() && std::ranges::find(*claim, Json(value)) != claim->end());
}

}  // namespace

ClaimsRule::ClaimsRule(std::string_view text, const std::vector<std::string>& roles) {
    for (const std::string& part : split_entries(text)) {
        const std::string_view entry = trimmed(part);
        if (!entries_.empty() && entries_.back().claim.empty()) {
            refuse(entry, "is never reached: put *, which always holds, last");
        }
        // A name may be a URL, and a value a URN: neither has '=', or a role behind its last ':'.
        const auto colon = entry.rfind(':');
        if (colon == std::string_view::npos) {
            refuse(entry, "names no role: write claim=value:role, or *:role");
        }
        const std::string role(trimmed(entry.substr(colon + 1)));
        if (std::ranges::find(roles, role) == roles.end()) {
            refuse(entry, "has an unknown role behind its last colon: choose of " + joined(roles));
        }
        const std::string_view condition = trimmed(entry.substr(0, colon));
        const auto equals = condition.find('=');
        if (condition == "*") {
            entries_.push_back({"", "", role});
            continue;
        }
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == condition.size()) {
            refuse(entry, "needs a claim and its value: write claim=value:role, or *:role");
        }
        entries_.push_back({std::string(trimmed(condition.substr(0, equals))),
                            std::string(trimmed(condition.substr(equals + 1))), role});
    }
}

std::optional<std::string> ClaimsRule::role_for(const nlohmann::json& claims) const {
    for (const Entry& entry : entries_) {
        if (entry.claim.empty() || holds(claims, entry.claim, entry.value)) return entry.role;
    }
    return std::nullopt;
}

}  // namespace marquee::tokens
