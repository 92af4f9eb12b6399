#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "application/identity/password_hasher.h"
#include "application/identity/secret_mint.h"
#include "domain/identity/account_repository.h"
#include "domain/identity/password.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// The account that a first start makes.
struct FirstAdmin {
    Account account;
    /// The password that was made up for it, to be shown once; nothing when it was given.
    std::optional<SecretText> password;
};

/// What is to become of an account; nothing leaves as it is what it is about.
struct AccountChange {
    std::optional<Role> role;
    std::optional<bool> disabled;
};

/// The accounts' use cases. Callable from any thread. Besides what it names, every method throws
/// what AccountRepository does, and those that take a password what PasswordHasher does. Who names
/// an account that is not there gets Error(not_found).
///
/// Who may not do what is asked for gets Error(unauthenticated) or Error(forbidden). It is for
/// those who may administer, if a method says nothing else.
class AccountService {
public:
    /// The references outlive the service.
    AccountService(AccountRepository& repository, PasswordHasher& hasher, SecretMint& mint,
                   Clock clock);

    /// Throws Error(invalid) and Error(conflict) as AccountRepository::create.
    Account create(const Call& call, const AccountName& name, Role role, const Password& password);

    /// A viewer's account, for whoever wants one: whether anybody may have one is for the caller to
    /// know. Throws as create does. For anybody.
    Account sign_up(const Call& call, const AccountName& name, const Password& password);

    /// See AccountRepository::list.
    std::vector<Account> list(const Call& call, const std::optional<AccountName>& after,
                              std::size_t limit);

    /// The account, or nothing. By its id everybody finds their own.
    std::optional<Account> find(const Call& call, const AccountRef& ref);

    /// These throw Error(conflict) when the last admin whose account is enabled would go. To
    /// disable an account ends its sessions at once; its API keys are of no use until it is enabled
    /// again. A change is made as a whole or not at all.
    Account change(const Call& call, const AccountId& id, const AccountChange& change);
    Account set_role(const Call& call, const AccountId& id, Role role);
    Account disable(const Call& call, const AccountId& id);
    Account enable(const Call& call, const AccountId& id);
    /// Removes the account with its sessions and API keys. What other contexts have of it goes soon
    /// after: see ErasureService. Also for who signed in to the account, and of one's own account
    /// for nobody else.
    void erase(const Call& call, const AccountId& id);

    /// Ends all the account's sessions. One's own is not reset without having signed in.
    void reset_password(const Call& call, const AccountId& id, const Password& password);

    /// Ends all the account's sessions but `kept`; false when `current_password` is wrong. Only for
    /// who signed in to the account.
    bool change_password(const Call& call, const AccountId& id, std::string_view current_password,
                         const Password& password, const std::optional<SessionId>& kept);

    /// The account whose name and password these are, if it is enabled; otherwise nothing. Takes
    /// the same time for a wrong password as for a name that nobody has. For anybody.
    std::optional<Account> sign_in(const Call& call, std::string_view name,
                                   std::string_view password);

    /// When there is no account at all, makes "admin", with `password` or a random one; otherwise
    /// nothing. Of several processes that start at once one makes it. For anybody: who could, with
    /// no account, be known?
    std::optional<FirstAdmin> ensure_admin(const Call& call,
                                           const std::optional<Password>& password);

private:
    Account new_account(const AccountName& name, Role role);
    AccountRepository& repository_;
    PasswordHasher& hasher_;
    SecretMint& mint_;
    Clock clock_;
};

}  // namespace marquee::identity
