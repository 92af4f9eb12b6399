#pragma once

#include "application/movie/audience.h"

namespace marquee::rpc {
class Channel;
}

namespace marquee::movie {

/// The audience, asked of context `rating` by messages. Movies are its records of type "movie".
class RpcAudience : public Audience {
public:
    /// `channel` outlives the adapter.
    explicit RpcAudience(rpc::Channel& channel) : channel_(channel) {}

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
    rpc::Channel& channel_;
};

}  // namespace marquee::movie
