#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "application/movie/catalogue.h"

namespace marquee::movie {

/// A catalogue that may be away: what it said of the movies that were asked for last is remembered,
/// and stands in for it then, with its age. All else goes through. Callable from any thread.
class RememberingCatalogue : public Catalogue {
public:
    using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

    /// How long one that may stand in waits for the catalogue's own word.
    static constexpr std::chrono::milliseconds kPatience{2000};

    /// `catalogue` outlives it. It remembers up to `movies` (≥ 1) answers.
    RememberingCatalogue(Catalogue& catalogue, std::size_t movies, SteadyClock clock);

    std::optional<CatalogueEntry> find(const Call& call, const MovieRef& ref) override;
    std::vector<std::optional<CatalogueEntry>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override;
    std::vector<CatalogueEntry> scan(const Call& call, const std::optional<MovieId>& after,
                                     std::size_t limit) override;
    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description,
                            const Precondition& precondition) override;
    bool remove(const Call& call, const MovieId& id, const Precondition& precondition) override;

private:
    using Time = std::chrono::steady_clock::time_point;

    struct Memory {
        std::string ref;
        CatalogueEntry entry;
        Time asked_at;
    };

    void remember(const MovieRef& ref, const std::optional<CatalogueEntry>& entry, Time asked_at);
    /// With its age; nothing when it isn't remembered.
    std::optional<CatalogueEntry> remembered(const MovieRef& ref, Time now);
    bool all_remembered(const std::vector<MovieRef>& refs);

    Catalogue& catalogue_;
    const std::size_t most_;
    const SteadyClock clock_;
    std::mutex mutex_;
    /// Those that were asked for last in front.
    std::list<Memory> memories_;
    std::unordered_map<std::string_view, std::list<Memory>::iterator> by_ref_;
};

}  // namespace marquee::movie
