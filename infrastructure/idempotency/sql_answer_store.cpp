#include "infrastructure/idempotency/sql_answer_store.h"

#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "infrastructure/database/query.h"

namespace marquee::idempotency {
namespace {

using database::Dialect;
using database::Query;
using database::Row;
using nlohmann::json;

/// The BLAKE2b hash of the texts, in hexadecimal digits. Other texts have another, even if together
/// they read the same.
std::string hash_of(std::initializer_list<std::string_view> texts) {
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    for (const std::string_view text : texts) {
        const std::string length = std::to_string(text.size()) + ":";
        for (const std::string_view part : {std::string_view(length), text}) {
            crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                                      part.size());
        }
    }
    crypto_generichash_final(&state, hash.data(), hash.size());
    std::array<char, 2 * hash.size() + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return text.data();
}

std::string name_of(const RepeatableRequest& request) {
    return hash_of({request.caller, request.route, request.key});
}

struct StoredRequest {
    std::string content_hash;
    std::string reserved_id;
    std::string run;
    bool leased = false;
    std::optional<Answer> answer;
};

StoredRequest request_of(const Row& row) {
    StoredRequest request{row.text(0), row.text(1), row.text(2), row.number(3) != 0, std::nullopt};
    if (const auto status = row.optional_number(4)) {
        request.answer = {static_cast<int>(*status), row.text(5),
                          json::parse(row.text(6)).get<decltype(Answer::fields)>(), row.text(7)};
    }
    return request;
}

void forget_expired(soci::session& session, const Dialect& dialect, const std::string& name) {
    Query(session)
        .sql("DELETE FROM idempotency_answer WHERE request_hash = ")
        .bind(name)
        .sql(" AND expires_at <= ")
        .sql(dialect.now_ms)
        .execute();
}

/// Makes the row, unless there is one, which is held then.
void insert(soci::session& session, const Dialect& dialect, const std::string& name,
            const std::string& content_hash, const std::string& run,
            std::chrono::milliseconds lease, std::chrono::milliseconds kept) {
    Query query(session);
    query.sql(
        "INSERT INTO idempotency_answer (request_hash, content_hash, reserved_id, run, "
        "lease_until, created_at, expires_at) VALUES (");
    query.bind(name).sql(", ").bind(content_hash).sql(", ").bind(run).sql(", ").bind(run);
    query.sql(", ").sql(dialect.now_ms).sql(" + ").bind(lease.count());
    query.sql(", ").sql(dialect.now_ms);
    query.sql(", ").sql(dialect.now_ms).sql(" + ").bind(kept.count()).sql(")");
    query.sql(dialect.on_duplicate({"request_hash"}, {})).execute();
}

StoredRequest hold(soci::session& session, const Dialect& dialect, const std::string& name) {
    StoredRequest request;
    Query(session)
        .sql("SELECT content_hash, reserved_id, run, CASE WHEN lease_until > ")
        .sql(dialect.now_ms)
        .sql(
            " THEN 1 ELSE 0 END, status, content_type, header, body FROM idempotency_answer WHERE "
            "request_hash = ")
        .bind(name)
        .sql(dialect.for_update)
        .each(8, [&](const Row& row) { request = request_of(row); });
    return request;
}

void take_over(soci::session& session, const Dialect& dialect, const std::string& name,
               const std::string& run, std::chrono::milliseconds lease,
               std::chrono::milliseconds kept) {
    Query query(session);
    query.sql("UPDATE idempotency_answer SET run = ").bind(run);
    query.sql(", lease_until = ").sql(dialect.now_ms).sql(" + ").bind(lease.count());
    query.sql(", expires_at = ").sql(dialect.now_ms).sql(" + ").bind(kept.count());
    query.sql(" WHERE request_hash = ").bind(name).execute();
}

}  // namespace

Claim SqlAnswerStore::claim(const Call& call, const RepeatableRequest& request,
                            const std::string& run, std::chrono::milliseconds lease,
                            std::chrono::milliseconds kept) {
    const auto& dialect = database_.dialect();
    const std::string name = name_of(request);
    const std::string content_hash = hash_of({request.content});
    return database_.write(call, [&](soci::session& session) -> Claim {
        forget_expired(session, dialect, name);
        insert(session, dialect, name, content_hash, run, lease, kept);
        auto stored = hold(session, dialect, name);
        if (stored.run == run) return {Standing::fresh, stored.reserved_id};
        if (stored.content_hash != content_hash) return {Standing::different};
        if (stored.answer) return {Standing::answered, "", std::move(stored.answer)};
        if (stored.leased) return {Standing::running};
        take_over(session, dialect, name, run, lease, kept);
        return {Standing::resumed, stored.reserved_id};
    });
}

void SqlAnswerStore::remember(const Call& call, const RepeatableRequest& request,
                              const std::string& run, const Answer& answer) {
    database_.write(call, [&](soci::session& session) {
        Query query(session);
        query.sql("UPDATE idempotency_answer SET status = ").bind(std::int64_t{answer.status});
        query.sql(", content_type = ").bind(answer.content_type);
        query.sql(", header = ").bind(json(answer.fields).dump());
        query.sql(", body = ").bind(answer.body);
        query.sql(" WHERE request_hash = ").bind(name_of(request));
        query.sql(" AND run = ").bind(run).execute();
    });
}

void SqlAnswerStore::release(const Call& call, const RepeatableRequest& request,
                             const std::string& run) {
    database_.write(call, [&](soci::session& session) {
        Query(session)
            .sql("UPDATE idempotency_answer SET lease_until = 0 WHERE request_hash = ")
            .bind(name_of(request))
            .sql(" AND run = ")
            .bind(run)
            .execute();
    });
}

void SqlAnswerStore::forget(const Call& call, const RepeatableRequest& request,
                            const std::string& run) {
    database_.write(call, [&](soci::session& session) {
        Query(session)
            .sql("DELETE FROM idempotency_answer WHERE request_hash = ")
            .bind(name_of(request))
            .sql(" AND run = ")
            .bind(run)
            .execute();
    });
}

std::size_t SqlAnswerStore::remove_expired(const Call& call, std::size_t limit) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) {
        std::vector<std::string> names;
        Query(session)
            .sql("SELECT request_hash FROM idempotency_answer WHERE expires_at <= ")
            .sql(dialect.now_ms)
            .sql(" ORDER BY expires_at, request_hash LIMIT ")
            .bind(static_cast<std::int64_t>(limit))
            .each(1, [&](const Row& row) { names.push_back(row.text(0)); });
        if (names.empty()) return names.size();
        Query query(session);
        query.sql("DELETE FROM idempotency_answer WHERE expires_at <= ").sql(dialect.now_ms);
        query.sql(" AND request_hash IN ");
        for (const auto& name : names) query.sql(&name == &names.front() ? "(" : ", ").bind(name);
        query.sql(")").execute();
        return names.size();
    });
}

}  // namespace marquee::idempotency
