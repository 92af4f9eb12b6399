#pragma once

#include "domain/identity/erasure_repository.h"
#include "infrastructure/database/database.h"

namespace marquee::identity {

/// Erasures in `identity_erasure`, one row each. Thread-safe, as the database is.
class SqlErasureRepository : public ErasureRepository {
public:
    /// `database` outlives the repository; its migrations of context `identity` have run.
    explicit SqlErasureRepository(database::Database& database) : database_(database) {}

    std::optional<Erasure> find(const Call& call, const AccountId& account) override;
    std::vector<Erasure> unfinished(const Call& call, const std::optional<AccountId>& after,
                                    std::size_t limit) override;
    void report(const Call& call, const AccountId& account,
                const ErasureProgress& progress) override;

private:
    database::Database& database_;
};

}  // namespace marquee::identity
