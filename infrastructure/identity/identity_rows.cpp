#include "infrastructure/identity/identity_rows.h"

#include "infrastructure/database/query.h"

namespace marquee::identity {

using database::Query;
using database::Row;

const char* const kAccountColumns =
    "a.id, a.name, a.role, a.disabled, a.password_version, a.created_at";

Account account_of(const Row& row, std::size_t first) {
    const auto role = role_named(row.text(first + 2));
    if (!role) throw invalid_field("role", "is unknown");
    require_account_role(*role);
    return {AccountId(row.text(first)),
            AccountName(row.text(first + 1)),
            *role,
            row.number(first + 3) != 0,
            row.number(first + 4),
            time_of(row.number(first + 5))};
}

std::optional<Account> read_account(soci::session& session, const AccountId& id,
                                    const std::string& for_update) {
    std::optional<Account> result;
    Query query(session);
    query.sql("SELECT ").sql(kAccountColumns).sql(" FROM identity_account AS a WHERE a.id = ");
    query.bind(id.text()).sql(for_update);
    query.each(kAccountColumnCount, [&](const Row& row) { result = account_of(row, 0); });
    return result;
}

Timestamp time_of(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

std::int64_t milliseconds_of(Timestamp time) {
    return time.time_since_epoch().count();
}

}  // namespace marquee::identity
