#include "infrastructure/identity/sql_api_key_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_events.h"
#include "infrastructure/identity/identity_rows.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

constexpr const char* kColumns =
    "k.id, k.account_id, k.name, k.scopes, k.secret_hash, k.created_at, k.expires_at, k.used_at";
constexpr std::size_t kColumnCount = 8;

std::optional<Timestamp> optional_time(const Row& row, std::size_t column) {
    const auto number = row.optional_number(column);
    return number ? std::optional(time_of(*number)) : std::nullopt;
}

std::optional<std::int64_t> optional_milliseconds(const std::optional<Timestamp>& time) {
    return time ? std::optional(milliseconds_of(*time)) : std::nullopt;
}

ApiKey key_of(const Row& row) {
    const auto scopes = parse_scopes(row.text(3));
    if (!scopes) throw invalid_field("scopes", "has an unknown one");
    return {ApiKeyId(row.text(0)),   AccountId(row.text(1)),
            Label(row.text(2)),      *scopes,
            SecretHash(row.text(4)), time_of(row.number(5)),
            optional_time(row, 6),   optional_time(row, 7)};
}

std::int64_t count_keys(soci::session& session, const AccountId& account) {
    std::int64_t count = 0;
    Query(session)
        .sql("SELECT COUNT(*) FROM identity_api_key WHERE account_id = ")
        .bind(account.text())
        .each(1, [&](const Row& row) { count = row.number(0); });
    return count;
}

void insert(soci::session& session, const ApiKey& key) {
    Query query(session);
    query.sql(
        "INSERT INTO identity_api_key (id, account_id, name, scopes, secret_hash, created_at, "
        "expires_at, used_at) VALUES (");
    query.bind(key.id.text()).sql(", ").bind(key.account.text()).sql(", ");
    query.bind(key.name.text()).sql(", ").bind(text_of(key.scopes)).sql(", ");
    query.bind(key.secret_hash.text()).sql(", ").bind(milliseconds_of(key.created_at));
    query.sql(", ").bind(optional_milliseconds(key.expires_at)).sql(", ");
    query.bind(optional_milliseconds(key.used_at)).sql(")").execute();
}

}  // namespace

bool SqlApiKeyRepository::create(const Call& call, const ApiKey& key) {
    bool created = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto account = read_account(session, key.account, database_.dialect().for_update);
        created = account && !account->disabled;
        if (!created) return;
        // The account is held, so nobody adds one meanwhile.
        require_room_for_key(count_keys(session, key.account));
        insert(session, key);
        events.push_back(api_key_created_event(key));
    });
    return created;
}

std::optional<ApiKeyOfAccount> SqlApiKeyRepository::find(const Call& call, const ApiKeyId& id) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<ApiKeyOfAccount> result;
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(", ").sql(kAccountColumns);
        query.sql(" FROM identity_api_key AS k JOIN identity_account AS a ON a.id = k.account_id ");
        query.sql("WHERE k.id = ").bind(id.text());
        query.each(kColumnCount + kAccountColumnCount, [&](const Row& row) {
            result = ApiKeyOfAccount{key_of(row), account_of(row, kColumnCount)};
        });
        return result;
    });
}

std::vector<ApiKey> SqlApiKeyRepository::list(const Call& call, const AccountId& account) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<ApiKey> result;
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(" FROM identity_api_key AS k WHERE k.account_id = ");
        query.bind(account.text()).sql(" ORDER BY k.created_at, k.id");
        query.each(kColumnCount, [&](const Row& row) { result.push_back(key_of(row)); });
        return result;
    });
}

bool SqlApiKeyRepository::revoke(const Call& call, const AccountId& account, const ApiKeyId& id) {
    bool revoked = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        revoked = Query(session)
                      .sql("DELETE FROM identity_api_key WHERE id = ")
                      .bind(id.text())
                      .sql(" AND account_id = ")
                      .bind(account.text())
                      .execute() > 0;
        if (revoked) events.push_back(api_key_revoked_event(account, id));
    });
    return revoked;
}

void SqlApiKeyRepository::note_use(const Call& call, const ApiKeyId& id, Timestamp used_at) {
    database_.write(call, [&](soci::session& session) {
        Query(session)
            .sql("UPDATE identity_api_key SET used_at = ")
            .bind(milliseconds_of(used_at))
            .sql(" WHERE id = ")
            .bind(id.text())
            .sql(" AND COALESCE(used_at, 0) < ")
            .bind(milliseconds_of(used_at))
            .execute();
    });
}

std::size_t SqlApiKeyRepository::remove_expired(const Call& call, Timestamp then,
                                                std::size_t limit) {
    return database_.write(call, [&](soci::session& session) {
        std::vector<std::string> ids;
        Query(session)
            .sql("SELECT id FROM identity_api_key WHERE expires_at <= ")
            .bind(milliseconds_of(then))
            .sql(" ORDER BY id LIMIT ")
            .bind(static_cast<std::int64_t>(limit))
            .each(1, [&](const Row& row) { ids.push_back(row.text(0)); });
        if (ids.empty()) return ids.size();
        // What a key expires at never changes.
        Query query(session);
        query.sql("DELETE FROM identity_api_key WHERE id IN ");
        for (const auto& id : ids) query.sql(&id == &ids.front() ? "(" : ", ").bind(id);
        query.sql(")").execute();
        return ids.size();
    });
}

}  // namespace marquee::identity
