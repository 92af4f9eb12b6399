#include "infrastructure/rating/rating_write_groups.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <set>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/kept_failure.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"
#include "infrastructure/rating/rating_batch.h"

namespace marquee::rating {
namespace {

/// Changes of one write that may go into a group: of larger ones, others would wait too long.
constexpr std::size_t kChangesToShare = 100;

Error out_of_time() {
    return {ErrorCode::deadline_exceeded, "the time for this was over before it was stored"};
}

/// Whether a write would fail by this whatever is in it.
bool concerns_the_store(const std::exception& failure) {
    const auto* error = dynamic_cast<const Error*>(&failure);
    if (error == nullptr || dynamic_cast<const database::DamagedRow*>(error) != nullptr) {
        return false;
    }
    const ErrorCode code = error->code();
    return code == ErrorCode::unavailable || code == ErrorCode::deadline_exceeded ||
           code == ErrorCode::unknown_outcome || code == ErrorCode::resource_exhausted;
}

}  // namespace

/// What one caller wants stored, all or none.
struct RatingWriteGroups::Write {
    Write(Call by, std::vector<RatingChange> wanted, Timestamp when)
        : call(std::move(by)), changes(std::move(wanted)), now(when) {}

    /// Its deadline and its cancellation are watched by its own thread, who waits.
    Call call;
    std::vector<RatingChange> changes;
    Timestamp now;
    /// Whether its one change has a score, of which `given` is to tell.
    bool rates = false;
    std::vector<ChangeEffect> effects;
    std::optional<GivenRating> given;
    /// Why it failed: an error to be told, or an internal one.
    std::optional<KeptFailure> failure;
    // These are guarded by the mutex. The group is null while the write is queued, and gone when
    // it is done.
    bool done = false;
    /// Its caller waits no more.
    bool left = false;
    Group* group = nullptr;
    /// Others of the group whom its caller is to wake when it is done.
    Writes to_wake;
    std::condition_variable_any finished;

    /// One of `erased` who rates here, or null.
    const UserId* rater_among(const std::set<UserId>& erased) const {
        const auto found = std::ranges::find_if(
            changes, [&](const auto& c) { return c.score && erased.contains(c.user); });
        return found == changes.end() ? nullptr : &found->user;
    }
};

/// Writes that are being committed. The mutex guards `waiting`.
struct RatingWriteGroups::Group {
    std::vector<std::shared_ptr<Write>> writes;
    /// Writes whose callers are still there.
    std::size_t waiting = 0;
    /// Asked to stop when all callers have left.
    std::stop_source abandoned = {};
};

RatingWriteGroups::RatingWriteGroups(events::EventLog& log, prometheus::Registry& metrics,
                                     std::size_t limit)
    : log_(log),
      limit_(limit),
      sizes_(prometheus::BuildHistogram()
                 .Name("marquee_rating_write_group_size")
                 .Help("Writes of ratings that were committed together.")
                 .Register(metrics)
                 .Add({},
                      prometheus::Histogram::BucketBoundaries{1, 2, 5, 10, 20, 50, 100, 200, 500})),
      waiting_(prometheus::BuildGauge()
                   .Name("marquee_rating_writes_waiting")
                   .Help("Writes of ratings that wait for the group before theirs.")
                   .Register(metrics)
                   .Add({})),
      committer_([this](const std::stop_token& stop) { commit_groups(stop); }) {}

RatingWriteGroups::~RatingWriteGroups() = default;

std::vector<ChangeEffect> RatingWriteGroups::apply(const Call& call,
                                                   const std::vector<RatingChange>& changes,
                                                   Timestamp now) {
    const auto write = std::make_shared<Write>(call, changes, now);
    store(write);
    return std::move(write->effects);
}

GivenRating RatingWriteGroups::rate(const Call& call, const RatingChange& change, Timestamp now) {
    const auto write = std::make_shared<Write>(call, std::vector{change}, now);
    write->rates = true;
    store(write);
    return std::move(write->given).value();
}

/// Returns when it is stored, and throws what it failed by.
void RatingWriteGroups::store(const std::shared_ptr<Write>& write) {
    if (write->call.expired()) throw out_of_time();
    if (limit_ == 1 || write->changes.size() > kChangesToShare) {
        commit(write->call, {write});
    } else {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back(write);
            waiting_.Increment();
        }
        arrived_.notify_one();
        wait_for(*write);
    }
    if (write->failure) write->failure->raise();
}

void RatingWriteGroups::wait_for(Write& write) {
    // A moment that any clock can tell; whoever has no deadline looks again then.
    constexpr std::chrono::hours kLong{1};
    std::unique_lock lock(mutex_);
    while (!write.done) {
        const auto until = std::min(write.call.deadline, std::chrono::steady_clock::now() + kLong);
        write.finished.wait_until(lock, write.call.cancelled, until, [&] { return write.done; });
        if (!write.done && write.call.expired()) leave(lock, write);
    }
    const Writes to_wake = std::move(write.to_wake);
    lock.unlock();
    for (const auto& next : to_wake) next->finished.notify_one();
}

/// For the thread that waits for the write, whose time is over. Returns when it is done after all.
void RatingWriteGroups::leave(std::unique_lock<std::mutex>& lock, Write& write) {
    if (!write.group) {
        std::erase_if(queue_, [&](const auto& queued) { return queued.get() == &write; });
        waiting_.Decrement();
        throw out_of_time();
    }
    if (--write.group->waiting > 0) {
        write.left = true;
        throw Error(ErrorCode::unknown_outcome,
                    "the time for this was over while it was being stored; repeating it is safe");
    }
    // Nobody else is there for whose sake the store should go on.
    write.group->abandoned.request_stop();
    write.finished.wait(lock, [&] { return write.done; });
}

void RatingWriteGroups::commit_groups(const std::stop_token& stop) {
    while (const auto group = next_group(stop)) {
        commit(*group);
        if (const auto first = finish(*group)) first->finished.notify_one();
    }
}

/// The write whose caller is to be woken first: each wakes two others. To wake all of them takes as
/// long as to store some ratings, and the next group waits already.
std::shared_ptr<RatingWriteGroups::Write> RatingWriteGroups::finish(Group& group) {
    const std::lock_guard lock(mutex_);
    Writes& writes = group.writes;
    std::erase_if(writes, [](const auto& write) { return write->left; });
    for (std::size_t i = 0; i < writes.size(); ++i) {
        writes[i]->done = true;
        for (std::size_t next = 2 * i + 1; next <= 2 * i + 2 && next < writes.size(); ++next) {
            writes[i]->to_wake.push_back(writes[next]);
        }
    }
    return writes.empty() ? nullptr : writes.front();
}

/// The writes that wait, up to the limit; waits for one. Null when it is asked to stop.
std::unique_ptr<RatingWriteGroups::Group> RatingWriteGroups::next_group(
    const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait(lock, stop, [&] { return !queue_.empty(); })) return nullptr;
    auto group = std::make_unique<Group>();
    while (!queue_.empty() && group->writes.size() < limit_) {
        queue_.front()->group = group.get();
        group->writes.push_back(std::move(queue_.front()));
        queue_.pop_front();
        waiting_.Decrement();
    }
    group->waiting = group->writes.size();
    return group;
}

void RatingWriteGroups::commit(Group& group) {
    sizes_.Observe(static_cast<double>(group.writes.size()));
    Call call = group.writes.front()->call;
    call.cancelled = group.abandoned.get_token();
    for (const auto& write : group.writes) {
        call.deadline = std::max(call.deadline, write->call.deadline);
    }
    commit(call, group.writes);
}

void RatingWriteGroups::commit(const Call& call, const Writes& writes) {
    try {
        commit_together(call, writes);
        return;
    } catch (const std::exception& failure) {
        if (writes.size() == 1 || concerns_the_store(failure)) {
            for (const auto& write : writes) write->failure.emplace(failure);
            return;
        }
    }
    // One of them is at fault, and nothing was stored.
    for (const auto& write : writes) commit(call, {write});
}

void RatingWriteGroups::commit_together(const Call& call, const Writes& writes) {
    log_.write(call, [&](soci::session& session, std::vector<events::NewEvent>& events) {
        std::set<UserId> users;
        for (const auto& write : writes) {
            for (const auto& change : write->changes) {
                if (change.score) users.insert(change.user);
            }
        }
        const auto erased = find_erased_users(session, users);
        std::set<RatingKey> keys;
        Timestamp now = writes.front()->now;
        for (const auto& write : writes) {
            if (write->rater_among(erased) == nullptr) add_keys(write->changes, keys);
            now = std::max(now, write->now);
        }
        RatingBatch batch(session, log_.database().dialect(), keys);
        for (const auto& write : writes) apply(*write, erased, batch);
        batch.store(now);
        complete(writes, batch, session);
        events = batch.take_events();
    });
}

/// May be called again, when the transaction is repeated.
void RatingWriteGroups::apply(Write& write, const std::set<UserId>& erased, RatingBatch& batch) {
    write.effects.clear();
    write.given.reset();
    write.failure.reset();
    if (const auto* user = write.rater_among(erased)) {
        write.failure.emplace(
            Error(ErrorCode::conflict, "user " + user->text() + " was erased, and rates no more"));
        return;
    }
    for (const auto& change : write.changes) {
        write.effects.push_back(batch.apply(change, write.now, write.call.request_id));
        if (!write.rates) continue;
        write.given = GivenRating{batch.rating({change.record, change.user}).value(), {}, {}};
    }
}

/// Adds how records stand after the whole group to what was given, so that nobody has to read it.
void RatingWriteGroups::complete(const Writes& writes, const RatingBatch& batch,
                                 soci::session& session) {
    std::map<RecordType, RatingTotals> totals;
    for (const auto& write : writes) {
        if (!write->given) continue;
        const Record& record = write->given->rating.record;
        write->given->summary = batch.summary(record);
        const auto [found, is_new] = totals.try_emplace(record.type);
        if (is_new) found->second = read_totals(session, record.type);
        write->given->totals = found->second;
    }
}

}  // namespace marquee::rating
