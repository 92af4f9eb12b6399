#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/metadata/movie_metadata.h"
#include "infrastructure/database/dialect.h"

namespace soci {
class session;
}

namespace marquee::metadata {

/// How `metadata_movie` and `metadata_external_id` are read and written. Every function throws what
/// SOCI throws.

/// The movies with these ids, those that there are. With `for_update` they are held until the
/// transaction's end.
std::map<MovieId, MovieMetadata> read_movies(soci::session& session, const std::set<MovieId>& ids,
                                             const std::string& for_update = "");

/// Up to `limit` movies whose ids follow `after`, in the order of their ids.
std::vector<MovieMetadata> scan_movies(soci::session& session, const std::optional<MovieId>& after,
                                       std::size_t limit);

/// Which movies have these external ids, those that there are.
std::map<ExternalId, MovieId> read_owners(soci::session& session,
                                          const std::set<ExternalId>& external_ids);

/// A movie's new state, and the one that it replaces, if any.
struct MovieWrite {
    MovieMetadata after;
    std::optional<MovieMetadata> before;
};

/// Stores the new states. Throws Error(conflict) when an external id belongs to another movie.
void write_movies(soci::session& session, const database::Dialect& dialect,
                  const std::vector<MovieWrite>& writes);

void delete_movie(soci::session& session, const MovieId& id);

}  // namespace marquee::metadata
