#pragma once

#include "application/idempotency/answer_store.h"
#include "infrastructure/database/database.h"

namespace marquee::idempotency {

/// Answers in `idempotency_answer`, one row for each request, known by hashes. All times are the
/// database's. Thread-safe, as the database is.
class SqlAnswerStore : public AnswerStore {
public:
    /// `database` outlives the store; its migrations of `idempotency` have run.
    explicit SqlAnswerStore(database::Database& database) : database_(database) {}

    Claim claim(const Call& call, const RepeatableRequest& request, const std::string& run,
                std::chrono::milliseconds lease, std::chrono::milliseconds kept) override;
    void remember(const Call& call, const RepeatableRequest& request, const std::string& run,
                  const Answer& answer) override;
    void release(const Call& call, const RepeatableRequest& request,
                 const std::string& run) override;
    void forget(const Call& call, const RepeatableRequest& request,
                const std::string& run) override;
    std::size_t remove_expired(const Call& call, std::size_t limit) override;

private:
    database::Database& database_;
};

}  // namespace marquee::idempotency
