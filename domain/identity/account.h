#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/identity/ids.h"
#include "domain/shared/caller.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// By what somebody signs in: 1 to 64 characters in NFC, without spaces, control characters, '/'
/// and ':'.
class AccountName {
public:
    /// Throws Error(invalid), blaming `name`.
    explicit AccountName(std::string text);

    /// What is wrong with `text`, as the rest of a sentence, or nothing.
    static std::optional<std::string> problem(std::string_view text);

    const std::string& text() const { return text_; }
    auto operator<=>(const AccountName&) const = default;

private:
    std::string text_;
};

/// A person's account.
struct Account {
    AccountId id;
    AccountName name;
    /// Any but `service`; see require_account_role.
    Role role = Role::viewer;
    /// It can't be used, and all its sessions have ended.
    bool disabled = false;
    /// Grows whenever the password is changed.
    std::int64_t password_version = 1;
    Timestamp created_at{};

    bool operator==(const Account&) const = default;
};

/// Either way to name an account.
using AccountRef = std::variant<AccountId, AccountName>;

/// Throws Error(invalid), blaming `role`, for the role that is for programs alone.
void require_account_role(Role role);

/// Throws Error(conflict) when `before` is an enabled admin and `after` (nothing when the account
/// is removed) is none, while there are no `other_admins` that are enabled.
void require_admin_left(const Account& before, const std::optional<Account>& after,
                        std::int64_t other_admins);

}  // namespace marquee::identity
