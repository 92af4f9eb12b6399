#pragma once

#include <string>

#include "application/movie/movie_changes.h"
#include "domain/shared/event.h"

namespace marquee::movie {

/// The changes of movies in another context's event feed: that of `metadata`, which describes them,
/// or that of `rating`, where they are the records of type "movie". Events of other types and
/// about other records are passed over.
class FeedChanges : public MovieChanges {
public:
    /// Reads for `consumer`, for whose sake events are kept. `feed` outlives the adapter.
    FeedChanges(EventFeed& feed, std::string consumer);

    /// Throws std::runtime_error, naming position and type, for an event that can't be understood:
    /// to go on without it would lose a change.
    std::variant<ChangeBatch, ChangesPruned> read(const Call& call, std::int64_t after,
                                                  std::size_t limit,
                                                  Call::Deadline wait_until) override;
    std::int64_t last_position(const Call& call) override;
    void acknowledge(const Call& call, std::int64_t position) override;

private:
    EventFeed& feed_;
    std::string consumer_;
};

}  // namespace marquee::movie
