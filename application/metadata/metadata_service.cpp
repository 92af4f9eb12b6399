#include "application/metadata/metadata_service.h"

#include <map>

#include "domain/shared/permission.h"

namespace marquee::metadata {
namespace {

std::optional<Revision> revision_of(const std::optional<MovieMetadata>& metadata) {
    return metadata ? std::optional(metadata->revision) : std::nullopt;
}

}  // namespace

MetadataService::MetadataService(MetadataRepository& repository, Clock clock)
    : repository_(repository), clock_(std::move(clock)) {}

std::optional<MovieMetadata> MetadataService::find(const Call& call, const MovieRef& ref) {
    return repository_.find(call, ref);
}

std::vector<std::optional<MovieMetadata>> MetadataService::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    return repository_.find_many(call, refs);
}

Described MetadataService::describe(const Call& call, const MovieId& id,
                                    const MovieDescription& description,
                                    const Precondition& precondition) {
    require(call, Scope::catalogue_write);
    require_valid(description, current_year());
    std::optional<Described> result;
    repository_.update(
        call, {id}, [&](const MovieId&, const std::optional<MovieMetadata>& current) {
            precondition.require(revision_of(current));
            result = Described{metadata::describe(id, description, current, clock_()), !current};
            return result->metadata;
        });
    return *std::move(result);
}

bool MetadataService::remove(const Call& call, const MovieId& id,
                             const Precondition& precondition) {
    require(call, Scope::catalogue_write);
    const bool removed = repository_.remove(
        call, id, [&](const MovieMetadata& current) { precondition.require(current.revision); });
    if (!removed && precondition.any()) precondition.require(std::nullopt);
    return removed;
}

ImportCounts MetadataService::import_movies(const Call& call,
                                            const std::vector<ImportedMovie>& movies,
                                            const Merge& merge) {
    require(call, Scope::catalogue_write);
    std::vector<MovieId> ids;
    std::map<MovieId, const MovieDescription*> imported;
    for (const auto& movie : movies) {
        ids.push_back(movie.id);
        imported.emplace(movie.id, &movie.description);
    }
    ImportCounts counts;
    const auto change =
        [&](const MovieId& id,
            const std::optional<MovieMetadata>& current) -> std::optional<MovieMetadata> {
        // The repository may start over; what was counted before is undone then.
        if (id == ids.front()) counts = {};
        const MovieDescription& known = *imported.at(id);
        MovieDescription description = current ? merge(current->description, known) : known;
        if (current && description == current->description) {
            ++counts.unchanged;
            return std::nullopt;
        }
        require_valid(description, current_year());
        ++(current ? counts.changed : counts.created);
        return metadata::describe(id, std::move(description), current, clock_());
    };
    if (!ids.empty()) repository_.update(call, ids, change);
    return counts;
}

std::vector<MovieMetadata> MetadataService::scan(const Call& call,
                                                 const std::optional<MovieId>& after,
                                                 std::size_t limit) {
    return repository_.scan(call, after, limit);
}

bool MetadataService::empty(const Call& call) {
    return repository_.empty(call);
}

int MetadataService::current_year() const {
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(clock_()));
    return static_cast<int>(today.year());
}

}  // namespace marquee::metadata
