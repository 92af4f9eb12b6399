#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "domain/rating/rating_repository.h"
#include "infrastructure/events/event_log.h"

namespace prometheus {
class Gauge;
class Histogram;
}  // namespace prometheus

namespace marquee::rating {

class RatingBatch;

/// Commits writes of ratings in groups: those that come while a group is being committed are the
/// next one. So nobody waits for others to come, and what a commit costs is shared by all who are
/// there. Each write is told its own outcome; one that fails by itself fails alone.
///
/// Callable from any thread. A thread of its own does the work, since whoever waits may have to
/// leave before the others.
class RatingWriteGroups {
public:
    /// Writes in a group at most.
    static constexpr std::size_t kDefaultLimit = 500;

    /// The references outlive it. With a `limit` of 1 each write is committed by itself, by the
    /// thread that makes it.
    RatingWriteGroups(events::EventLog& log, prometheus::Registry& metrics, std::size_t limit);
    /// Nobody waits any more.
    ~RatingWriteGroups();
    RatingWriteGroups(const RatingWriteGroups&) = delete;
    RatingWriteGroups& operator=(const RatingWriteGroups&) = delete;

    /// As RatingRepository::apply. Throws Error(unknown_outcome) also when the call's time ends, or
    /// it is cancelled, while the group it is in with others is being committed.
    std::vector<ChangeEffect> apply(const Call& call, const std::vector<RatingChange>& changes,
                                    Timestamp now);

    /// As RatingRepository::rate, of a change with a score and without a time; throws as apply.
    GivenRating rate(const Call& call, const RatingChange& change, Timestamp now);

private:
    struct Write;
    struct Group;

    using Writes = std::vector<std::shared_ptr<Write>>;

    void store(const std::shared_ptr<Write>& write);
    void wait_for(Write& write);
    void leave(std::unique_lock<std::mutex>& lock, Write& write);

    void commit_groups(const std::stop_token& stop);
    std::unique_ptr<Group> next_group(const std::stop_token& stop);
    std::shared_ptr<Write> finish(Group& group);
    void commit(Group& group);
    void commit(const Call& call, const Writes& writes);
    void commit_together(const Call& call, const Writes& writes);
    static void apply(Write& write, const std::set<UserId>& erased, RatingBatch& batch);
    static void complete(const Writes& writes, const RatingBatch& batch, soci::session& session);

    events::EventLog& log_;
    std::size_t limit_;
    prometheus::Histogram& sizes_;
    prometheus::Gauge& waiting_;
    std::mutex mutex_;
    std::condition_variable_any arrived_;
    std::deque<std::shared_ptr<Write>> queue_;
    std::jthread committer_;
};

}  // namespace marquee::rating
