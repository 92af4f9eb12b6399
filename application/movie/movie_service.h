#pragma once

#include <functional>
#include <string>
#include <vector>

#include "application/movie/audience.h"
#include "application/movie/catalogue.h"
#include "application/movie/movie_removal.h"
#include "domain/movie/movie.h"
#include "domain/shared/call.h"

namespace marquee::movie {

/// A written movie, and whether it is new.
struct MovieWrite {
    Movie movie;
    bool created = false;
};

/// What visitors and editors do with movies: the catalogue's facts and the audience's opinion put
/// together. Callable from any thread.
///
/// A movie is shown without its rating, marked `rating_unknown`, when the audience can't be asked;
/// every other failure of a part is a failure of the whole. Besides what it names, every method
/// throws what Catalogue does, and those that write throw Error(unauthenticated) or
/// Error(forbidden) for a caller who may not.
class MovieService {
public:
    static constexpr std::size_t kMaxBatch = 100;

    /// Makes a description from the one that is stored.
    using Edit = std::function<MovieDescription(const MovieDescription&)>;
    using NewId = std::function<std::string()>;

    /// All outlive the service. `new_id` makes ids that nobody else makes.
    MovieService(Catalogue& catalogue, Audience& audience, MovieRemoval& removal, NewId new_id);

    /// Throws Error(not_found).
    Movie get(const Call& call, const MovieRef& ref);

    /// The same, or nothing when there is none.
    std::optional<Movie> find(const Call& call, const MovieRef& ref);

    /// The id of the movie. Throws Error(not_found).
    MovieId id_of(const Call& call, const MovieRef& ref) { return entry(call, ref).id; }

    /// Each of up to kMaxBatch `refs` (else Error(invalid)) in their order; nothing for one that
    /// does not exist.
    std::vector<std::optional<Movie>> get_many(const Call& call, const std::vector<MovieRef>& refs);

    /// Adds a movie with a new id, or with `id`. Throws Error(invalid) with fields, and
    /// Error(conflict) when `id`, or an external id, is taken.
    Movie add(const Call& call, const std::optional<MovieId>& id,
              const MovieDescription& description);

    /// As add, with `reserved` for want of an `id`, when an earlier try may have added the movie
    /// already: then this answers with it. `reserved` is an id that nobody else adds a movie by;
    /// a movie with the client's `id` is the earlier try's if it is described so.
    Movie add_again(const Call& call, const std::optional<MovieId>& id, const MovieId& reserved,
                    const MovieDescription& description);

    /// Describes the movie, new or anew; by an external id only anew (else Error(not_found)).
    /// Throws Error(invalid) with fields, Error(precondition_failed), and Error(conflict) when an
    /// external id is another movie's, or while the movie is being removed.
    MovieWrite put(const Call& call, const MovieRef& ref, const MovieDescription& description,
                   const Precondition& precondition);

    /// Applies `edit` to the movie as it is at that moment; it may be called again when others edit
    /// at the same time. Throws Error(not_found), and what put and `edit` throw.
    Movie edit(const Call& call, const MovieRef& ref, const Edit& edit,
               const Precondition& precondition);

    /// Removes the movie and its ratings. Once it returned, the movie is gone from the catalogue,
    /// and its ratings are, or will be without anybody's doing. Throws Error(not_found),
    /// Error(precondition_failed), and Error(conflict) when it is being removed already.
    void remove(const Call& call, const MovieRef& ref, const Precondition& precondition);

    /// What the caller thinks of the movie. Throws Error(not_found) when there is no such movie, or
    /// the caller has not rated it. A service has no ratings: Error(forbidden).
    OwnRating own_rating(const Call& call, const MovieRef& ref);

    /// Gives the movie the caller's score. Throws Error(not_found), and Error(invalid), blaming
    /// `score`.
    OwnRating rate(const Call& call, const MovieRef& ref, std::int64_t score);

    /// Takes the caller's rating back. Throws as own_rating.
    void withdraw(const Call& call, const MovieRef& ref);

private:
    OwnRating beside_everybodys(const Call& call, const MovieId& id, const PersonalRating& own);
    std::vector<Movie> with_ratings(const Call& call, std::vector<CatalogueEntry> entries);
    Movie with_rating(const Call& call, CatalogueEntry entry);
    CatalogueEntry entry(const Call& call, const MovieRef& ref);
    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description, const Precondition& precondition);
    CatalogueWrite describe_new(const Call& call, const MovieId& id,
                                const MovieDescription& description);

    Catalogue& catalogue_;
    Audience& audience_;
    MovieRemoval& removal_;
    NewId new_id_;
};

}  // namespace marquee::movie
