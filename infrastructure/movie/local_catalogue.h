#pragma once

#include "application/metadata/metadata_service.h"
#include "application/movie/catalogue.h"

namespace marquee::movie {

/// The catalogue, asked of context `metadata` in this process.
class LocalCatalogue : public Catalogue {
public:
    /// `metadata` outlives the adapter.
    explicit LocalCatalogue(metadata::MetadataService& metadata) : metadata_(metadata) {}

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
    metadata::MetadataService& metadata_;
};

}  // namespace marquee::movie
