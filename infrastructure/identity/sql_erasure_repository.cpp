#include "infrastructure/identity/sql_erasure_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_rows.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;

constexpr const char* kColumns =
    "SELECT account_id, requested_at, started_at, ratings_removed, finished_at "
    "FROM identity_erasure";
constexpr std::size_t kColumnCount = 5;

std::optional<Timestamp> optional_time_of(const std::optional<std::int64_t>& milliseconds) {
    return milliseconds ? std::optional(time_of(*milliseconds)) : std::nullopt;
}

Erasure erasure_of(const Row& row) {
    return {AccountId(row.text(0)), time_of(row.number(1)),
            optional_time_of(row.optional_number(2)), row.number(3),
            optional_time_of(row.optional_number(4))};
}

}  // namespace

std::optional<Erasure> SqlErasureRepository::find(const Call& call, const AccountId& account) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<Erasure> result;
        Query query(session);
        query.sql(kColumns).sql(" WHERE account_id = ").bind(account.text());
        query.each(kColumnCount, [&](const Row& row) { result = erasure_of(row); });
        return result;
    });
}

std::vector<Erasure> SqlErasureRepository::unfinished(const Call& call,
                                                      const std::optional<AccountId>& after,
                                                      std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<Erasure> result;
        Query query(session);
        query.sql(kColumns).sql(" WHERE finished_at IS NULL AND account_id > ");
        query.bind(after ? after->text() : "").sql(" ORDER BY account_id LIMIT ");
        query.bind(static_cast<std::int64_t>(limit));
        query.each(kColumnCount, [&](const Row& row) { result.push_back(erasure_of(row)); });
        return result;
    });
}

void SqlErasureRepository::report(const Call& call, const AccountId& account,
                                  const ErasureProgress& progress) {
    const std::int64_t at = milliseconds_of(progress.at);
    database_.write(call, [&](soci::session& session) {
        Query query(session);
        query.sql("UPDATE identity_erasure SET started_at = COALESCE(started_at, ").bind(at);
        query.sql("), ratings_removed = ").bind(progress.ratings_removed);
        query.sql(", finished_at = ").bind(progress.done ? std::optional(at) : std::nullopt);
        query.sql(" WHERE account_id = ").bind(account.text()).sql(" AND finished_at IS NULL");
        if (!progress.done) query.sql(" AND ratings_removed <= ").bind(progress.ratings_removed);
        query.execute();
    });
}

}  // namespace marquee::identity
