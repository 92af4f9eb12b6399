#include "infrastructure/movie/local_catalogue.h"

#include <utility>

namespace marquee::movie {
namespace {

CatalogueEntry entry_of(metadata::MovieMetadata metadata) {
    return {std::move(metadata.id), std::move(metadata.description), metadata.revision,
            metadata.created_at, metadata.updated_at};
}

std::optional<CatalogueEntry> entry_of(std::optional<metadata::MovieMetadata> metadata) {
    if (!metadata) return std::nullopt;
    return entry_of(*std::move(metadata));
}

}  // namespace

std::optional<CatalogueEntry> LocalCatalogue::find(const Call& call, const MovieRef& ref) {
    return entry_of(metadata_.find(call, ref));
}

std::vector<std::optional<CatalogueEntry>> LocalCatalogue::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    std::vector<std::optional<CatalogueEntry>> result;
    result.reserve(refs.size());
    for (auto& metadata : metadata_.find_many(call, refs)) {
        result.push_back(entry_of(std::move(metadata)));
    }
    return result;
}

std::vector<CatalogueEntry> LocalCatalogue::scan(const Call& call,
                                                 const std::optional<MovieId>& after,
                                                 std::size_t limit) {
    std::vector<CatalogueEntry> result;
    for (auto& metadata : metadata_.scan(call, after, limit)) {
        result.push_back(entry_of(std::move(metadata)));
    }
    return result;
}

CatalogueWrite LocalCatalogue::describe(const Call& call, const MovieId& id,
                                        const MovieDescription& description,
                                        const Precondition& precondition) {
    auto [metadata, created] = metadata_.describe(call, id, description, precondition);
    return {entry_of(std::move(metadata)), created};
}

bool LocalCatalogue::remove(const Call& call, const MovieId& id, const Precondition& precondition) {
    return metadata_.remove(call, id, precondition);
}

}  // namespace marquee::movie
