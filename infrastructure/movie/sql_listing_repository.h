#pragma once

#include "domain/movie/listing_repository.h"
#include "infrastructure/database/database.h"

namespace marquee::movie {

/// The listing in a SQL database.
class SqlListingRepository : public ListingRepository {
public:
    /// `database`, whose migrations of `movie` have run, outlives the repository.
    explicit SqlListingRepository(database::Database& database) : database_(database) {}

    std::optional<ListingState> live(const Call& call) override;
    std::optional<ListingState> state(const Call& call, std::int64_t generation) override;
    std::optional<ListingLease> begin(const Call& call, std::int64_t catalogue_position,
                                      std::int64_t audience_position,
                                      std::chrono::milliseconds lease,
                                      bool only_if_none_live) override;
    std::optional<ListingLease> acquire(const Call& call, std::int64_t generation,
                                        std::chrono::milliseconds lease) override;
    bool renew(const Call& call, const ListingLease& held,
               std::chrono::milliseconds lease) override;
    void release(const Call& call, const ListingLease& held) override;
    bool apply(const Call& call, const ListingLease& held, Source source, std::int64_t from,
               std::int64_t until, const std::vector<MovieChange>& changes) override;
    bool fill(const Call& call, const ListingLease& held,
              const std::vector<MovieChange>& states) override;
    bool complete(const Call& call, const ListingLease& held) override;
    bool go_live(const Call& call, const ListingLease& held) override;
    bool drop_some(const Call& call) override;

    std::vector<ListedMovie> listed(const Call& call, std::int64_t generation, std::int64_t after,
                                    std::size_t limit) override;
    std::optional<Changes> changed(const Call& call, std::int64_t generation, std::int64_t after,
                                   std::size_t limit) override;
    std::vector<TextChange> texts(const Call& call, std::int64_t generation,
                                  const TextPosition& after, std::size_t limit) override;
    std::vector<TextChange> numbered_texts(const Call& call, std::int64_t generation,
                                           std::int64_t after, std::int64_t until,
                                           std::size_t limit) override;
    std::int64_t last_number(const Call& call, std::int64_t generation) override;
    std::vector<ListingEntry> entries(const Call& call, std::int64_t generation,
                                      const std::vector<std::int64_t>& numbers) override;
    std::vector<ListingEntry> scan_entries(const Call& call, std::int64_t generation,
                                           const std::optional<MovieId>& after,
                                           std::size_t limit) override;
    std::vector<Rated> scan_tallies(const Call& call, std::int64_t generation,
                                    const std::optional<MovieId>& after,
                                    std::size_t limit) override;
    std::string token_secret(const Call& call, const std::string& candidate) override;

private:
    database::Database& database_;
};

}  // namespace marquee::movie
