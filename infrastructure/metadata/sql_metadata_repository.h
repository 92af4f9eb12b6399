#pragma once

#include "domain/metadata/metadata_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::metadata {

/// Metadata in `metadata_movie`, one row a movie; `metadata_external_id` finds it by other
/// catalogues' names. Each change is told in the event log. Thread-safe, as the database is.
class SqlMetadataRepository : public MetadataRepository {
public:
    /// `log` is that of context `metadata` and outlives the repository; the migrations have run.
    explicit SqlMetadataRepository(events::EventLog& log) : log_(log), database_(log.database()) {}

    std::optional<MovieMetadata> find(const Call& call, const MovieRef& ref) override;
    std::vector<std::optional<MovieMetadata>> find_many(const Call& call,
                                                        const std::vector<MovieRef>& refs) override;
    std::vector<MovieMetadata> scan(const Call& call, const std::optional<MovieId>& after,
                                    std::size_t limit) override;
    void update(const Call& call, const std::vector<MovieId>& ids, const Change& change) override;
    bool remove(const Call& call, const MovieId& id, const Check& check) override;
    bool empty(const Call& call) override;

private:
    events::EventLog& log_;
    database::Database& database_;
};

}  // namespace marquee::metadata
