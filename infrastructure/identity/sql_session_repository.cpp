#include "infrastructure/identity/sql_session_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_events.h"
#include "infrastructure/identity/identity_rows.h"
#include "infrastructure/identity/secret_hashing.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

constexpr const char* kColumns =
    "s.id, s.account_id, s.secret_hash, s.created_at, s.used_at, s.expires_at";
constexpr std::size_t kColumnCount = 6;

Session session_of(const Row& row) {
    return {SessionId(row.text(0)), AccountId(row.text(1)), SecretHash(row.text(2)),
            time_of(row.number(3)), time_of(row.number(4)), time_of(row.number(5))};
}

/// The session, held until the transaction's end, or nothing.
std::optional<Session> hold(soci::session& session, const database::Dialect& dialect,
                            const SessionId& id) {
    std::optional<Session> result;
    Query query(session);
    query.sql("SELECT ").sql(kColumns).sql(" FROM identity_session AS s WHERE s.id = ");
    query.bind(id.text()).sql(dialect.for_update);
    query.each(kColumnCount, [&](const Row& row) { result = session_of(row); });
    return result;
}

void remove(soci::session& session, const SessionId& id) {
    Query(session).sql("DELETE FROM identity_session WHERE id = ").bind(id.text()).execute();
}

void store(soci::session& session, const Session& renewed) {
    Query(session)
        .sql("UPDATE identity_session SET secret_hash = ")
        .bind(renewed.secret_hash.text())
        .sql(", used_at = ")
        .bind(milliseconds_of(renewed.used_at))
        .sql(", expires_at = ")
        .bind(milliseconds_of(renewed.expires_at))
        .sql(" WHERE id = ")
        .bind(renewed.id.text())
        .execute();
}

}  // namespace

bool SqlSessionRepository::create(const Call& call, const Session& session,
                                  std::int64_t password_version) {
    return database_.write(call, [&](soci::session& sql) {
        const auto account = read_account(sql, session.account, database_.dialect().for_update);
        if (!account || account->disabled || account->password_version != password_version) {
            return false;
        }
        Query query(sql);
        query.sql(
            "INSERT INTO identity_session (id, account_id, secret_hash, created_at, used_at, "
            "expires_at) VALUES (");
        query.bind(session.id.text()).sql(", ").bind(session.account.text()).sql(", ");
        query.bind(session.secret_hash.text()).sql(", ");
        query.bind(milliseconds_of(session.created_at)).sql(", ");
        query.bind(milliseconds_of(session.used_at)).sql(", ");
        query.bind(milliseconds_of(session.expires_at)).sql(")").execute();
        return true;
    });
}

std::optional<SessionOfAccount> SqlSessionRepository::find(const Call& call, const SessionId& id) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<SessionOfAccount> result;
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(", ").sql(kAccountColumns);
        query.sql(" FROM identity_session AS s JOIN identity_account AS a ON a.id = s.account_id ");
        query.sql("WHERE s.id = ").bind(id.text());
        query.each(kColumnCount + kAccountColumnCount, [&](const Row& row) {
            result = SessionOfAccount{session_of(row), account_of(row, kColumnCount)};
        });
        return result;
    });
}

std::vector<Session> SqlSessionRepository::list(const Call& call, const AccountId& account,
                                                Timestamp now, std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<Session> result;
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(" FROM identity_session AS s WHERE s.account_id = ");
        query.bind(account.text()).sql(" AND s.expires_at > ").bind(milliseconds_of(now));
        query.sql(" ORDER BY s.used_at DESC, s.id LIMIT ").bind(static_cast<std::int64_t>(limit));
        query.each(kColumnCount, [&](const Row& row) { result.push_back(session_of(row)); });
        return result;
    });
}

RenewalResult SqlSessionRepository::renew(const Call& call, const SessionId& id,
                                          const Renewal& renewal) {
    using Outcome = RenewalResult::Outcome;
    RenewalResult result;
    log_.write(call, [&](soci::session& sql, Events& events) {
        result = {};
        auto session = hold(sql, database_.dialect(), id);
        if (!session || session->expires_at <= renewal.now) return;
        // Not held: who disables the account waits for the session, to delete it.
        const auto account = read_account(sql, session->account);
        if (!account || account->disabled) return;
        if (!same_hash(session->secret_hash, renewal.presented)) {
            remove(sql, id);
            events.push_back(session_revoked_event(session->account, id, "reused"));
            result.outcome = Outcome::reused;
            return;
        }
        session->secret_hash = renewal.next;
        session->used_at = renewal.now;
        session->expires_at = renewal.expires_at;
        store(sql, *session);
        result = {Outcome::renewed, SessionOfAccount{*session, *account}};
    });
    return result;
}

bool SqlSessionRepository::revoke(const Call& call, const SessionId& id) {
    bool revoked = false;
    log_.write(call, [&](soci::session& sql, Events& events) {
        const auto session = hold(sql, database_.dialect(), id);
        revoked = session.has_value();
        if (!revoked) return;
        remove(sql, id);
        events.push_back(session_revoked_event(session->account, id, "revoked"));
    });
    return revoked;
}

std::size_t SqlSessionRepository::remove_expired(const Call& call, Timestamp now,
                                                 std::size_t limit) {
    return database_.write(call, [&](soci::session& sql) {
        std::vector<std::string> ids;
        Query(sql)
            .sql("SELECT id FROM identity_session WHERE expires_at <= ")
            .bind(milliseconds_of(now))
            .sql(" ORDER BY expires_at, id LIMIT ")
            .bind(static_cast<std::int64_t>(limit))
            .each(1, [&](const Row& row) { ids.push_back(row.text(0)); });
        if (ids.empty()) return ids.size();
        Query query(sql);
        query.sql("DELETE FROM identity_session WHERE expires_at <= ");
        query.bind(milliseconds_of(now)).sql(" AND id IN ");
        for (const auto& id : ids) query.sql(&id == &ids.front() ? "(" : ", ").bind(id);
        query.sql(")").execute();
        return ids.size();
    });
}

}  // namespace marquee::identity
