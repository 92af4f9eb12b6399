#pragma once

#include "domain/movie/removal_repository.h"
#include "infrastructure/database/database.h"

namespace marquee::movie {

/// Removals in `movie_removal`, one row each, with the lease of the worker that has it.
/// Thread-safe, as the database is.
class SqlRemovalRepository : public RemovalRepository {
public:
    /// `database` outlives the repository; its migrations of context `movie` have run.
    explicit SqlRemovalRepository(database::Database& database) : database_(database) {}

    bool begin(const Call& call, const Removal& removal, const std::string& worker,
               std::chrono::milliseconds lease) override;
    std::optional<Removal> claim(const Call& call, const std::string& worker,
                                 std::chrono::milliseconds lease) override;
    bool under_way(const Call& call, const MovieId& movie) override;
    bool advance(const Call& call, const MovieId& movie, const std::string& worker,
                 RemovalStep step) override;
    void end(const Call& call, const MovieId& movie, const std::string& worker) override;

private:
    database::Database& database_;
};

}  // namespace marquee::movie
