#include "application/identity/account_service.h"

#include <utility>

#include "application/identity/permission.h"
#include "domain/shared/error.h"
#include "domain/shared/permission.h"

namespace marquee::identity {
namespace {

Error no_such_account() {
    return Error(ErrorCode::not_found, "there is no such account");
}

/// What can't be anybody's password need not be hashed: that says nothing of anybody's.
bool may_be_password(std::string_view text) {
    return text.size() <= Password::kMostBytes;
}

}  // namespace

AccountService::AccountService(AccountRepository& repository, PasswordHasher& hasher,
                               SecretMint& mint, Clock clock)
    : repository_(repository), hasher_(hasher), mint_(mint), clock_(std::move(clock)) {}

Account AccountService::create(const Call& call, const AccountName& name, Role role,
                               const Password& password) {
    require(call, Scope::admin);
    require_account_role(role);
    const Account account = new_account(name, role);
    repository_.create(call, account, hasher_.hash(call, password.text()));
    return account;
}

Account AccountService::sign_up(const Call& call, const AccountName& name,
                                const Password& password) {
    const Account account = new_account(name, Role::viewer);
    repository_.create(call, account, hasher_.hash(call, password.text()));
    return account;
}

std::vector<Account> AccountService::list(const Call& call, const std::optional<AccountName>& after,
                                          std::size_t limit) {
    require(call, Scope::admin);
    return repository_.list(call, after, limit);
}

std::optional<Account> AccountService::find(const Call& call, const AccountRef& ref) {
    const auto* id = std::get_if<AccountId>(&ref);
    id ? require_own_or_admin(call, *id) : require(call, Scope::admin);
    return repository_.find(call, ref);
}

Account AccountService::change(const Call& call, const AccountId& id, const AccountChange& change) {
    require(call, Scope::admin);
    if (change.role) require_account_role(*change.role);
    const auto updated = repository_.update(
        call, id, [&](const Account& current, std::int64_t other_admins) -> std::optional<Account> {
            Account after = current;
            after.role = change.role.value_or(after.role);
            after.disabled = change.disabled.value_or(after.disabled);
            require_admin_left(current, after, other_admins);
            return after;
        });
    if (!updated) throw no_such_account();
    return *updated;
}

Account AccountService::set_role(const Call& call, const AccountId& id, Role role) {
    return change(call, id, {role, std::nullopt});
}

Account AccountService::disable(const Call& call, const AccountId& id) {
    return change(call, id, {std::nullopt, true});
}

Account AccountService::enable(const Call& call, const AccountId& id) {
    return change(call, id, {std::nullopt, false});
}

void AccountService::erase(const Call& call, const AccountId& id) {
    require_signed_in_or_admin(call, id);
    const auto check = [](const Account& current, std::int64_t other_admins) {
        require_admin_left(current, std::nullopt, other_admins);
    };
    const bool erased = repository_.erase(call, id, check, clock_());
    if (!erased) throw no_such_account();
}

void AccountService::reset_password(const Call& call, const AccountId& id,
                                    const Password& password) {
    require(call, Scope::admin);
    require_signed_in_or_admin(call, id);
    // Asked first, so that nobody waits for a hash of no use.
    if (!repository_.find(call, id)) throw no_such_account();
    const auto hash = hasher_.hash(call, password.text());
    if (!repository_.change_password(call, id, {hash, std::nullopt, std::nullopt})) {
        throw no_such_account();
    }
}

bool AccountService::change_password(const Call& call, const AccountId& id,
                                     std::string_view current_password, const Password& password,
                                     const std::optional<SessionId>& kept) {
    require_signed_in_to(call, id);
    const auto found = repository_.find_with_password(call, id);
    if (!found) throw no_such_account();
    if (!may_be_password(current_password) ||
        !hasher_.verify(call, current_password, found->password_hash).right) {
        return false;
    }
    const auto hash = hasher_.hash(call, password.text());
    if (!repository_.change_password(call, id, {hash, found->account.password_version, kept})) {
        throw Error(ErrorCode::conflict, "the password was changed meanwhile");
    }
    return true;
}

std::optional<Account> AccountService::sign_in(const Call& call, std::string_view name,
                                               std::string_view password) {
    if (!may_be_password(password)) return std::nullopt;
    std::optional<AccountWithPassword> found;
    if (!AccountName::problem(name)) {
        found = repository_.find_with_password(call, AccountName(std::string(name)));
    }
    if (!found) {
        hasher_.pretend(call, password);
        return std::nullopt;
    }
    const Account& account = found->account;
    const auto verification = hasher_.verify(call, password, found->password_hash);
    if (!verification.right || account.disabled) return std::nullopt;
    if (verification.better_hash) {
        repository_.replace_password_hash(call, account.id, account.password_version,
                                          *verification.better_hash);
    }
    return account;
}

std::optional<FirstAdmin> AccountService::ensure_admin(const Call& call,
                                                       const std::optional<Password>& password) {
    if (!repository_.empty(call)) return std::nullopt;
    FirstAdmin first{new_account(AccountName("admin"), Role::admin), std::nullopt};
    if (!password) first.password = mint_.new_password();
    const auto hash = hasher_.hash(call, password ? password->text() : first.password->view());
    if (!repository_.create_first(call, first.account, hash)) return std::nullopt;
    return first;
}

Account AccountService::new_account(const AccountName& name, Role role) {
    return {AccountId(mint_.new_id()), name, role, false, 1, clock_()};
}

}  // namespace marquee::identity
