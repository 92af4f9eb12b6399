#pragma once

#include "domain/identity/signing_key_repository.h"
#include "infrastructure/database/database.h"

namespace marquee::identity {

/// Signing keys in `identity_signing_key`, one row for each generation. Thread-safe, as the
/// database is.
class SqlSigningKeyRepository : public SigningKeyRepository {
public:
    /// `database`, in which the migrations have run, outlives the repository.
    explicit SqlSigningKeyRepository(database::Database& database) : database_(database) {}

    std::vector<SigningKey> list(const Call& call) override;
    bool create_first(const Call& call, const SigningKey& key) override;
    void rotate(const Call& call, const SigningKey& next, Timestamp others_until) override;

private:
    database::Database& database_;
};

}  // namespace marquee::identity
