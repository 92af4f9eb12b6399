#include "domain/identity/account.h"

#include <utility>

#include "domain/shared/text.h"

namespace marquee::identity {
namespace {

constexpr std::size_t kMaxNameLength = 64;

bool is_enabled_admin(const Account& account) {
    return account.role == Role::admin && !account.disabled;
}

}  // namespace

AccountName::AccountName(std::string text) : text_(std::move(text)) {
    if (const auto found = problem(text_)) throw invalid_field("name", *found);
}

std::optional<std::string> AccountName::problem(std::string_view text) {
    if (text.empty()) return "must not be empty";
    if (has_space(text)) return "must not contain spaces";
    if (text.find_first_of("/:") != std::string_view::npos) return "must not contain / or :";
    return text_problem(text, kMaxNameLength);
}

void require_account_role(Role role) {
    if (role == Role::service) throw invalid_field("role", "must be viewer, editor or admin");
}

void require_admin_left(const Account& before, const std::optional<Account>& after,
                        std::int64_t other_admins) {
    const bool stays = after && is_enabled_admin(*after);
    if (stays || !is_enabled_admin(before) || other_admins > 0) return;
    throw Error(ErrorCode::conflict, before.name.text() +
                                         " is the last admin whose account is enabled: make "
                                         "another one first");
}

}  // namespace marquee::identity
