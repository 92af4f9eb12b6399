#pragma once

#include "domain/identity/api_key_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::identity {

/// API keys in `identity_api_key`, one row each. Each that is made or revoked is told in the event
/// log. Thread-safe, as the database is.
class SqlApiKeyRepository : public ApiKeyRepository {
public:
    /// `log` is that of context `identity` and outlives the repository; the migrations have run.
    explicit SqlApiKeyRepository(events::EventLog& log) : log_(log), database_(log.database()) {}

    bool create(const Call& call, const ApiKey& key) override;
    std::optional<ApiKeyOfAccount> find(const Call& call, const ApiKeyId& id) override;
    std::vector<ApiKey> list(const Call& call, const AccountId& account) override;
    bool revoke(const Call& call, const AccountId& account, const ApiKeyId& id) override;
    void note_use(const Call& call, const ApiKeyId& id, Timestamp used_at) override;
    std::size_t remove_expired(const Call& call, Timestamp then, std::size_t limit) override;

private:
    events::EventLog& log_;
    database::Database& database_;
};

}  // namespace marquee::identity
