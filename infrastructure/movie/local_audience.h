#pragma once

#include "application/movie/audience.h"
#include "application/rating/rating_service.h"

namespace marquee::movie {

/// The audience, asked of context `rating` in this process. Movies are its records of type "movie".
class LocalAudience : public Audience {
public:
    /// `ratings` outlives the adapter.
    explicit LocalAudience(rating::RatingService& ratings) : ratings_(ratings) {}

    std::optional<MovieRating> rating(const Call& call, const MovieId& id) override;
    std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                    const std::vector<MovieId>& ids) override;
    std::vector<RatedMovie> scan(const Call& call, const std::optional<MovieId>& after,
                                 std::size_t limit) override;
    std::optional<PersonalRating> rating_by(const Call& call, const MovieId& id,
                                            const std::string& user) override;
    OwnRating rate(const Call& call, const MovieId& id, const std::string& user,
                   std::int64_t score) override;
    bool withdraw(const Call& call, const MovieId& id, const std::string& user) override;
    void forget(const Call& call, const MovieId& id, Timestamp until) override;

private:
    rating::RatingService& ratings_;
};

}  // namespace marquee::movie
