#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::tokens {

/// Says which role the claims of an external issuer's token give, by a text such as
/// "groups=film-admins:admin,realm_access.roles=editors:editor,*:viewer". The first entry that
/// holds decides. A claim holds when it is the text, or an array that has it; its name is taken as
/// it stands, and otherwise as a path of names with dots between them. `*` always holds. A comma
/// in a value is written "\,". Does not change; callable from any thread.
class ClaimsRule {
public:
    /// `roles` are those that it may give. Throws Error `invalid`, which says what to write
    /// instead.
    ClaimsRule(std::string_view text, const std::vector<std::string>& roles);

    /// Nothing when no entry holds: then there is no access. `claims` is an object.
    std::optional<std::string> role_for(const nlohmann::json& claims) const;

private:
    struct Entry {
        /// Empty for `*`.
        std::string claim;
        std::string value;
        std::string role;
    };

    std::vector<Entry> entries_;
};

}  // namespace marquee::tokens
