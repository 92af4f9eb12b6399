#pragma once

#include "domain/identity/account_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::identity {

/// Accounts in `identity_account`, one row each. Each change is told in the event log. Thread-safe,
/// as the database is.
///
/// Whoever may take an admin away first holds the rows of all that are enabled, so that two who do
/// so at once can't leave none.
class SqlAccountRepository : public AccountRepository {
public:
    /// `log` is that of context `identity` and outlives the repository; the migrations have run.
    explicit SqlAccountRepository(events::EventLog& log) : log_(log), database_(log.database()) {}

    void create(const Call& call, const Account& account,
                const std::string& password_hash) override;
    bool create_first(const Call& call, const Account& account,
                      const std::string& password_hash) override;
    bool empty(const Call& call) override;
    std::optional<Account> find(const Call& call, const AccountRef& ref) override;
    std::optional<AccountWithPassword> find_with_password(const Call& call,
                                                          const AccountRef& ref) override;
    std::vector<Account> list(const Call& call, const std::optional<AccountName>& after,
                              std::size_t limit) override;
    std::optional<Account> update(const Call& call, const AccountId& id,
                                  const Change& change) override;
    bool change_password(const Call& call, const AccountId& id,
                         const PasswordChange& change) override;
    void replace_password_hash(const Call& call, const AccountId& id, std::int64_t version,
                               const std::string& new_hash) override;
    bool erase(const Call& call, const AccountId& id, const Check& check, Timestamp now) override;

private:
    events::EventLog& log_;
    database::Database& database_;
};

}  // namespace marquee::identity
