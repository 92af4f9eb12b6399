#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/movie/movie.h"
#include "domain/movie/rating_tally.h"
#include "domain/shared/call.h"

namespace marquee::movie {

/// A movie that somebody has rated, whether or not the catalogue knows it.
struct RatedMovie {
    MovieId id;
    RatingTally tally;
};

/// What context `movie` asks of the one that knows what people think of movies. Every method
/// throws Error(unavailable) or Error(deadline_exceeded) when it can't be asked, and a write
/// Error(unknown_outcome) when its fate is unknown. Callable from any thread.
class Audience {
public:
    virtual ~Audience() = default;

    /// The movie's rating; nothing when nobody has rated it.
    virtual std::optional<MovieRating> rating(const Call& call, const MovieId& id) = 0;

    /// That of each of `ids`, in their order.
    virtual std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                            const std::vector<MovieId>& ids) = 0;

    /// Up to `limit` (≥ 1) rated movies whose ids follow `after`, from the first one without it, in
    /// the byte order of their ids. They may be fewer although there are more; they are none only
    /// when there are none.
    virtual std::vector<RatedMovie> scan(const Call& call, const std::optional<MovieId>& after,
                                         std::size_t limit) = 0;

    /// What that user thinks of the movie; nothing when they have not rated it. This and the two
    /// below throw Error(forbidden) unless the caller is that user, or may act for them.
    virtual std::optional<PersonalRating> rating_by(const Call& call, const MovieId& id,
                                                    const std::string& user) = 0;

    /// Gives the movie that user's score, in place of an earlier one. Everybody's
    /// rating beside it is nothing only when it could not be told at once. Throws Error(invalid),
    /// blaming `score`, for one that is not from 1 to 10.
    virtual OwnRating rate(const Call& call, const MovieId& id, const std::string& user,
                           std::int64_t score) = 0;

    /// Takes that user's rating back; false when there is none.
    virtual bool withdraw(const Call& call, const MovieId& id, const std::string& user) = 0;

    /// Removes all ratings of the movie that were stored until `until`. May be repeated.
    virtual void forget(const Call& call, const MovieId& id, Timestamp until) = 0;
};

}  // namespace marquee::movie
