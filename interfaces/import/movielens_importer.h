#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"
#include "interfaces/import/movielens_report.h"
#include "interfaces/import/progress.h"

namespace marquee::metadata {
class MetadataService;
}
namespace marquee::rating {
class RatingService;
}

namespace marquee::movielens {

struct ImportOptions {
    /// Reads and checks everything, and writes nothing.
    bool dry_run = false;
    /// Stops at the first bad row. What was read before it is written.
    bool strict = false;
    /// Ratings that are read and put in order at a time. Three times as many are in memory, of 24
    /// bytes each.
    std::size_t ratings_in_stretch = 1'000'000;
    /// Ratings that are written in one transaction, and transactions at the same time.
    std::size_t ratings_in_batch = 50'000;
    std::size_t writers = 1;
};

/// Imports a MovieLens folder (links.csv, movies.csv, ratings.csv and, if it is there, tags.csv, of
/// any size) through the services, in batches. To import again, also after a crash, ends in the
/// same state.
/// - A movie's id is its IMDb id ("tt0114709"), else "ml-<movieId>"; it keeps the external ids
///   imdb, tmdb and movielens. When an earlier row has the same IMDb or TMDB id, the later movie
///   goes without.
/// - What MovieLens says of a movie replaces what is stored; what it does not say stays.
/// - The tags that most rows give a movie are added to its keywords (movielens_tags.h).
/// - A movie that clashes with the catalogue (an external id that another movie has) is skipped,
///   and so are its ratings.
/// - Of two ratings of a movie by a user the first counts if the file is grouped by user, as
///   MovieLens' own are; else the last.
/// While ratings are written, others are read. They are written in the order of movies rather than
/// of the file, a stretch of it at a time.
/// Memory grows with the number of movies and of their different tags, not with that of ratings.
/// For one thread.
class MovieLensImporter {
public:
    using OnProblem = std::function<void(const RowProblem&)>;
    using OnProgress = std::function<void(const Progress&)>;

    /// The services outlive the importer. `clock` bounds release years. The callbacks are called
    /// in run's thread.
    MovieLensImporter(metadata::MetadataService& metadata, rating::RatingService& ratings,
                      Clock clock, OnProblem on_problem, OnProgress on_progress);

    /// Throws Error(invalid) when `folder` is none of MovieLens, before anything is written;
    /// ReadFailure when a file can't be read on (movielens_file.h); and what the services throw
    /// when the store is away. What was written until then stays.
    ImportReport run(const Call& call, const std::filesystem::path& folder,
                     const ImportOptions& options);

private:
    metadata::MetadataService& metadata_;
    rating::RatingService& ratings_;
    Clock clock_;
    OnProblem on_problem_;
    OnProgress on_progress_;
};

}  // namespace marquee::movielens
