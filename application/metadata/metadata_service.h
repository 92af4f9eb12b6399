#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "domain/metadata/metadata_repository.h"
#include "domain/metadata/movie_metadata.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::metadata {

/// What a write came to.
struct Described {
    MovieMetadata metadata;
    /// There was no such movie before.
    bool created = false;
};

/// A movie that an importer knows about, and what it knows.
struct ImportedMovie {
    MovieId id;
    MovieDescription description;
};

/// How many movies an import made, changed and found as they should be.
struct ImportCounts {
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};

/// The catalogue's use cases. Callable from any thread. Besides what it names, every method throws
/// what MetadataRepository does, and those that write throw Error(unauthenticated) or
/// Error(forbidden) for a caller who may not edit the catalogue.
class MetadataService {
public:
    /// Puts what an importer knows into what is stored.
    using Merge = std::function<MovieDescription(const MovieDescription& stored,
                                                 const MovieDescription& imported)>;

    /// `repository` outlives the service.
    MetadataService(MetadataRepository& repository, Clock clock);

    /// The movie, or nothing when there is none by that name.
    std::optional<MovieMetadata> find(const Call& call, const MovieRef& ref);

    /// As find, for each of `refs` in their order.
    std::vector<std::optional<MovieMetadata>> find_many(const Call& call,
                                                        const std::vector<MovieRef>& refs);

    /// See MetadataRepository::scan.
    std::vector<MovieMetadata> scan(const Call& call, const std::optional<MovieId>& after,
                                    std::size_t limit);

    /// Describes the movie, new or anew. Throws Error(invalid) with all that is wrong with the
    /// description, Error(precondition_failed), and Error(conflict) when an external id belongs to
    /// another movie.
    Described describe(const Call& call, const MovieId& id, const MovieDescription& description,
                       const Precondition& precondition);

    /// Removes the movie's metadata; false when there is none. Throws Error(precondition_failed).
    bool remove(const Call& call, const MovieId& id, const Precondition& precondition);

    /// Stores many movies (each id at most once), all or none: new ones as they are, known ones as
    /// `merge` says. Where that changes nothing, nothing is written. Errors as in describe.
    ImportCounts import_movies(const Call& call, const std::vector<ImportedMovie>& movies,
                               const Merge& merge);

    /// Whether the catalogue has no movie at all.
    bool empty(const Call& call);

private:
    int current_year() const;

    MetadataRepository& repository_;
    Clock clock_;
};

}  // namespace marquee::metadata
