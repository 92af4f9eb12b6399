#pragma once

#include <atomic>
#include <utility>

#include "application/metadata/metadata_service.h"
#include "application/movie/catalogue.h"
#include "tests/support/fake_metadata_repository.h"

namespace marquee::movie {

/// A catalogue in memory, that may be away. Its clock is the caller's. Callable from any thread.
class FakeCatalogue : public Catalogue {
public:
    explicit FakeCatalogue(Clock clock) : service_(repository_, std::move(clock)) {}

    std::optional<CatalogueEntry> find(const Call& call, const MovieRef& ref) override {
        require_reachable();
        return entry(service_.find(call, ref));
    }

    std::vector<std::optional<CatalogueEntry>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override {
        require_reachable();
        std::vector<std::optional<CatalogueEntry>> result;
        for (const auto& metadata : service_.find_many(call, refs)) {
            result.push_back(entry(metadata));
        }
        return result;
    }

    std::vector<CatalogueEntry> scan(const Call& call, const std::optional<MovieId>& after,
                                     std::size_t limit) override {
        require_reachable();
        std::vector<CatalogueEntry> result;
        for (const auto& metadata : service_.scan(call, after, limit)) {
            result.push_back(*entry(metadata));
        }
        return result;
    }

    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description,
                            const Precondition& precondition) override {
        require_reachable();
        const auto described = service_.describe(call, id, description, precondition);
        return {*entry(described.metadata), described.created};
    }

    bool remove(const Call& call, const MovieId& id, const Precondition& precondition) override {
        require_reachable();
        return service_.remove(call, id, precondition);
    }

    void set_away(bool away) { away_ = away; }

private:
    static std::optional<CatalogueEntry> entry(
        const std::optional<metadata::MovieMetadata>& metadata) {
        if (!metadata) return std::nullopt;
        return CatalogueEntry{metadata->id, metadata->description, metadata->revision,
                              metadata->created_at, metadata->updated_at};
    }

    void require_reachable() const {
        if (away_) throw Error(ErrorCode::unavailable, "the catalogue is away");
    }

    metadata::FakeMetadataRepository repository_;
    metadata::MetadataService service_;
    std::atomic<bool> away_ = false;
};

}  // namespace marquee::movie
