#include "infrastructure/identity/sql_account_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_events.h"
#include "infrastructure/identity/identity_rows.h"
#include "infrastructure/identity/name_keys.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

bool has_accounts(soci::session& session) {
    bool found = false;
    Query(session).sql("SELECT 1 FROM identity_account LIMIT 1").each(1, [&](const Row&) {
        found = true;
    });
    return found;
}

Error name_taken(const AccountName& name, const std::string& taken, bool same) {
    return Error(ErrorCode::conflict,
                 same ? "there is an account " + taken + " already"
                      : "the name " + name.text() + " looks like that of account " + taken,
                 {{"name", same ? "is taken" : "looks like one that is taken"}});
}

/// Throws Error(conflict) when there is an account whose name looks like this one.
void require_free(soci::session& session, const AccountName& name, const NameKeys& keys) {
    std::string taken;
    bool same = false;
    Query(session)
        .sql("SELECT name, folded_name FROM identity_account WHERE name_skeleton = ")
        .bind(keys.skeleton)
        .each(2, [&](const Row& row) {
            taken = row.text(0);
            same = row.text(1) == keys.folded;
        });
    if (!taken.empty()) throw name_taken(name, taken, same);
}

void insert(soci::session& session, const Account& account, const NameKeys& keys,
            const std::string& password_hash) {
    Query query(session);
    query.sql(
        "INSERT INTO identity_account (id, name, folded_name, name_skeleton, role, disabled, "
        "password_hash, password_version, created_at) VALUES (");
    query.bind(account.id.text()).sql(", ").bind(account.name.text()).sql(", ");
    query.bind(keys.folded).sql(", ").bind(keys.skeleton).sql(", ");
    query.bind(std::string(name_of(account.role))).sql(", ");
    query.bind(std::int64_t{account.disabled}).sql(", ").bind(password_hash).sql(", ");
    query.bind(account.password_version).sql(", ").bind(milliseconds_of(account.created_at));
    query.sql(")").execute();
}

/// Appends the condition that only the account by that name or id meets.
void match(Query& query, const AccountRef& ref) {
    if (const auto* id = std::get_if<AccountId>(&ref)) {
        query.sql(" WHERE a.id = ").bind(id->text());
    } else {
        query.sql(" WHERE a.folded_name = ").bind(keys_of(std::get<AccountName>(ref)).folded);
    }
}

/// Holds all enabled admins until the transaction's end; how many there are besides `id`.
std::int64_t hold_other_admins(soci::session& session, const database::Dialect& dialect,
                               const AccountId& id) {
    std::int64_t count = 0;
    Query(session)
        .sql("SELECT id FROM identity_account WHERE role = ")
        .bind(std::string(name_of(Role::admin)))
        .sql(" AND disabled = 0 ORDER BY id")
        .sql(dialect.for_update)
        .each(1, [&](const Row& row) { count += row.text(0) == id.text() ? 0 : 1; });
    return count;
}

void delete_sessions(soci::session& session, const AccountId& account,
                     const std::optional<SessionId>& but = std::nullopt) {
    Query query(session);
    query.sql("DELETE FROM identity_session WHERE account_id = ").bind(account.text());
    if (but) query.sql(" AND id <> ").bind(but->text());
    query.execute();
}

void insert_erasure(soci::session& session, const AccountId& account, Timestamp requested_at) {
    Query(session)
        .sql("INSERT INTO identity_erasure (account_id, requested_at, ratings_removed) VALUES (")
        .bind(account.text())
        .sql(", ")
        .bind(milliseconds_of(requested_at))
        .sql(", 0)")
        .execute();
}

/// Stores what a Change may change, and tells of it.
void store(soci::session& session, const Account& before, const Account& after, Events& events) {
    if (after == before) return;
    Query(session)
        .sql("UPDATE identity_account SET role = ")
        .bind(std::string(name_of(after.role)))
        .sql(", disabled = ")
        .bind(std::int64_t{after.disabled})
        .sql(" WHERE id = ")
        .bind(after.id.text())
        .execute();
    if (after.role != before.role) events.push_back(role_changed_event(after, before.role));
    if (after.disabled == before.disabled) return;
    if (after.disabled) delete_sessions(session, after.id);
    events.push_back(after.disabled ? account_disabled_event(after.id)
                                    : account_enabled_event(after.id));
}

}  // namespace

void SqlAccountRepository::create(const Call& call, const Account& account,
                                  const std::string& password_hash) {
    const auto keys = keys_of(account.name);
    require_storable(account.name, keys);
    log_.write(call, [&](soci::session& session, Events& events) {
        require_free(session, account.name, keys);
        insert(session, account, keys, password_hash);
        events.push_back(account_created_event(account));
    });
}

bool SqlAccountRepository::create_first(const Call& call, const Account& account,
                                        const std::string& password_hash) {
    const auto keys = keys_of(account.name);
    require_storable(account.name, keys);
    bool created = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        created = !has_accounts(session);
        if (!created) return;
        insert(session, account, keys, password_hash);
        events.push_back(account_created_event(account));
    });
    return created;
}

bool SqlAccountRepository::empty(const Call& call) {
    return database_.read(call, [](soci::session& session) { return !has_accounts(session); });
}

std::optional<Account> SqlAccountRepository::find(const Call& call, const AccountRef& ref) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<Account> result;
        Query query(session);
        query.sql("SELECT ").sql(kAccountColumns).sql(" FROM identity_account AS a");
        match(query, ref);
        query.each(kAccountColumnCount, [&](const Row& row) { result = account_of(row, 0); });
        return result;
    });
}

std::optional<AccountWithPassword> SqlAccountRepository::find_with_password(const Call& call,
                                                                            const AccountRef& ref) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<AccountWithPassword> result;
        Query query(session);
        query.sql("SELECT ")
            .sql(kAccountColumns)
            .sql(", a.password_hash FROM identity_account AS a");
        match(query, ref);
        query.each(kAccountColumnCount + 1, [&](const Row& row) {
            result = AccountWithPassword{account_of(row, 0), row.text(kAccountColumnCount)};
        });
        return result;
    });
}

std::vector<Account> SqlAccountRepository::list(const Call& call,
                                                const std::optional<AccountName>& after,
                                                std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<Account> result;
        Query query(session);
        query.sql("SELECT ").sql(kAccountColumns).sql(" FROM identity_account AS a");
        query.sql(" WHERE a.folded_name > ").bind(after ? keys_of(*after).folded : "");
        query.sql(" ORDER BY a.folded_name LIMIT ").bind(static_cast<std::int64_t>(limit));
        query.each(kAccountColumnCount,
                   [&](const Row& row) { result.push_back(account_of(row, 0)); });
        return result;
    });
}

std::optional<Account> SqlAccountRepository::update(const Call& call, const AccountId& id,
                                                    const Change& change) {
    const auto& dialect = database_.dialect();
    std::optional<Account> result;
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto others = hold_other_admins(session, dialect, id);
        result = read_account(session, id, dialect.for_update);
        if (!result) return;
        const auto after = change(*result, others);
        if (!after) return;
        store(session, *result, *after, events);
        result = after;
    });
    return result;
}

bool SqlAccountRepository::change_password(const Call& call, const AccountId& id,
                                           const PasswordChange& change) {
    bool changed = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto account = read_account(session, id, database_.dialect().for_update);
        changed = account &&
                  account->password_version == change.version.value_or(account->password_version);
        if (!changed) return;
        Query(session)
            .sql("UPDATE identity_account SET password_hash = ")
            .bind(change.new_hash)
            .sql(", password_version = password_version + 1 WHERE id = ")
            .bind(id.text())
            .execute();
        delete_sessions(session, id, change.kept_session);
        events.push_back(password_changed_event(id));
    });
    return changed;
}

void SqlAccountRepository::replace_password_hash(const Call& call, const AccountId& id,
                                                 std::int64_t version,
                                                 const std::string& new_hash) {
    // Nobody else can tell, so there is nothing to tell them.
    database_.write(call, [&](soci::session& session) {
        Query(session)
            .sql("UPDATE identity_account SET password_hash = ")
            .bind(new_hash)
            .sql(" WHERE id = ")
            .bind(id.text())
            .sql(" AND password_version = ")
            .bind(version)
            .execute();
    });
}

bool SqlAccountRepository::erase(const Call& call, const AccountId& id, const Check& check,
                                 Timestamp now) {
    const auto& dialect = database_.dialect();
    bool erased = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto others = hold_other_admins(session, dialect, id);
        const auto account = read_account(session, id, dialect.for_update);
        erased = account.has_value();
        if (!erased) return;
        check(*account, others);
        delete_sessions(session, id);
        for (const std::string from :
             {"identity_api_key WHERE account_id = ", "identity_account WHERE id = "}) {
            Query(session).sql("DELETE FROM " + from).bind(id.text()).execute();
        }
        insert_erasure(session, id, now);
        events.push_back(account_erased_event(id));
    });
    return erased;
}

}  // namespace marquee::identity
