#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/identity/account.h"
#include "domain/identity/ids.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// An account, and the hash of its password, which goes nowhere else.
struct AccountWithPassword {
    Account account;
    std::string password_hash;
};

/// What becomes of an account when its password is changed.
struct PasswordChange {
    std::string new_hash;
    /// Only if the password has this version still; any when there is nothing.
    std::optional<std::int64_t> version;
    /// The one session that goes on, if any.
    std::optional<SessionId> kept_session;
};

/// Where accounts are kept. Callable from any thread.
///
/// Names are unique by what they look like, with their case folded: while there is "Admin" there
/// can be neither "ADMIN" nor one with a Cyrillic "а". An account is found by its name in any case,
/// but never by a look-alike.
///
/// Every method throws Error(unavailable) when the store can't be reached or has no room,
/// Error(deadline_exceeded) when the call's deadline comes first, and, if it writes,
/// Error(unknown_outcome) when the store was lost at the moment of commit.
class AccountRepository {
public:
    /// Given an account and the number of the other admins that are enabled, which nobody changes
    /// meanwhile, answers the state to store, or nothing to leave it as it is. Only `role` and
    /// `disabled` may differ. What it throws undoes the update. May be called more than once.
    using Change =
        std::function<std::optional<Account>(const Account& current, std::int64_t other_admins)>;
    /// Throws to refuse.
    using Check = std::function<void(const Account& current, std::int64_t other_admins)>;

    virtual ~AccountRepository() = default;

    /// Throws Error(conflict), blaming `name`, when it is another account's or looks like it, and
    /// Error(invalid), blaming `name`, when it has invisible characters or stands for too much.
    virtual void create(const Call& call, const Account& account,
                        const std::string& password_hash) = 0;

    /// As create, if there is no account at all; otherwise false.
    virtual bool create_first(const Call& call, const Account& account,
                              const std::string& password_hash) = 0;

    /// Whether there is no account at all.
    virtual bool empty(const Call& call) = 0;

    /// The account, or nothing.
    virtual std::optional<Account> find(const Call& call, const AccountRef& ref) = 0;
    virtual std::optional<AccountWithPassword> find_with_password(const Call& call,
                                                                  const AccountRef& ref) = 0;

    /// Up to `limit` (≥ 1) accounts whose names follow `after`, from the first one without it, in
    /// the byte order of their names with the case folded.
    virtual std::vector<Account> list(const Call& call, const std::optional<AccountName>& after,
                                      std::size_t limit) = 0;

    /// Applies `change`, as if nobody else wrote; answers the account as it is then, or nothing
    /// when there is none. One that comes to be disabled loses all its sessions.
    virtual std::optional<Account> update(const Call& call, const AccountId& id,
                                          const Change& change) = 0;

    /// Stores the hash of a new password and ends all the account's sessions but the kept one;
    /// false when there is no account or its password has another version.
    virtual bool change_password(const Call& call, const AccountId& id,
                                 const PasswordChange& change) = 0;

    /// Puts another hash of the same password in place of the one that is stored, if the password
    /// still has that version.
    virtual void replace_password_hash(const Call& call, const AccountId& id, std::int64_t version,
                                       const std::string& new_hash) = 0;

    /// Removes the account with its sessions and API keys after `check` agreed, and adds an erasure
    /// that was requested at `now`; false when there is none.
    virtual bool erase(const Call& call, const AccountId& id, const Check& check,
                       Timestamp now) = 0;
};

}  // namespace marquee::identity
