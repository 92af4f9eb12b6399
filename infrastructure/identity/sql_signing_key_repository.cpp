#include "infrastructure/identity/sql_signing_key_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_rows.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;

SigningKey key_of(const Row& row) {
    const auto algorithm = algorithm_named(row.text(1));
    if (!algorithm) throw invalid_field("algorithm", "is unknown");
    SigningKey key{SigningKeyId(row.text(0)), *algorithm,  row.text(2), time_of(row.number(3)),
                   time_of(row.number(4)),    std::nullopt};
    if (const auto until = row.optional_number(5)) key.verifies_until = time_of(*until);
    return key;
}

/// 0 when there is no key.
std::int64_t last_generation(soci::session& session) {
    std::int64_t last = 0;
    Query(session)
        .sql("SELECT COALESCE(MAX(generation), 0) FROM identity_signing_key")
        .each(1, [&](const Row& row) { last = row.number(0); });
    return last;
}

/// Whoever else takes the same generation meets a duplicate key, and looks again.
void insert(soci::session& session, std::int64_t generation, const SigningKey& key) {
    std::optional<std::int64_t> verifies_until;
    if (key.verifies_until) verifies_until = milliseconds_of(*key.verifies_until);
    Query query(session);
    query.sql(
        "INSERT INTO identity_signing_key (generation, id, algorithm, private_key, created_at, "
        "signs_from, verifies_until) VALUES (");
    query.bind(generation).sql(", ").bind(key.id.text()).sql(", ");
    query.bind(std::string(name_of(key.algorithm))).sql(", ").bind(key.private_key).sql(", ");
    query.bind(milliseconds_of(key.created_at)).sql(", ");
    query.bind(milliseconds_of(key.signs_from)).sql(", ").bind(verifies_until).sql(")").execute();
}

}  // namespace

std::vector<SigningKey> SqlSigningKeyRepository::list(const Call& call) {
    return database_.read(call, [](soci::session& session) {
        std::vector<SigningKey> result;
        Query(session)
            .sql(
                "SELECT id, algorithm, private_key, created_at, signs_from, verifies_until FROM "
                "identity_signing_key ORDER BY generation DESC")
            .each(6, [&](const Row& row) { result.push_back(key_of(row)); });
        return result;
    });
}

bool SqlSigningKeyRepository::create_first(const Call& call, const SigningKey& key) {
    return database_.write(call, [&](soci::session& session) {
        if (last_generation(session) != 0) return false;
        insert(session, 1, key);
        return true;
    });
}

void SqlSigningKeyRepository::rotate(const Call& call, const SigningKey& next,
                                     Timestamp others_until) {
    database_.write(call, [&](soci::session& session) {
        const auto generation = last_generation(session) + 1;
        insert(session, generation, next);
        Query(session)
            .sql("UPDATE identity_signing_key SET verifies_until = ")
            .bind(milliseconds_of(others_until))
            .sql(" WHERE verifies_until IS NULL AND generation < ")
            .bind(generation)
            .execute();
        Query(session)
            .sql("DELETE FROM identity_signing_key WHERE verifies_until <= ")
            .bind(milliseconds_of(next.created_at))
            .sql(" AND generation < ")
            .bind(generation)
            .execute();
    });
}

}  // namespace marquee::identity
