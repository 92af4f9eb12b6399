#include "infrastructure/database/pool.h"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <soci/soci.h>

#include "domain/shared/error.h"
#include "infrastructure/database/connection.h"

namespace marquee::database {

using std::chrono::steady_clock;

namespace {

/// Whoever has waited for so long comes before all others. Until then those may who are awake: to
/// wake somebody for each lease takes longer than most leases do.
constexpr std::chrono::milliseconds kPatience{5};

}  // namespace

Database::Pool::Lease::Lease(Pool& pool, std::unique_ptr<soci::session> session)
    : pool_(pool), session_(std::move(session)) {}

Database::Pool::Lease::~Lease() {
    if (discarded_) session_.reset();
    pool_.give_back(std::move(session_));
}

Database::Pool::Pool(const DatabaseUrl& url, const DatabaseOptions& options, Watchdog& watchdog,
                     std::size_t size, const std::string& name, prometheus::Registry& metrics,
                     Work opened)
    : url_(url),
      options_(options),
      watchdog_(watchdog),
      size_(size),
      opened_(std::move(opened)),
      in_use_(prometheus::BuildGauge()
                  .Name("marquee_database_connections_in_use")
                  .Help("Database connections that are lent to a call.")
                  .Register(metrics)
                  .Add({{"pool", name}})),
      in_line_(prometheus::BuildGauge()
                   .Name("marquee_database_connection_waiters")
                   .Help("Calls that wait for a database connection.")
                   .Register(metrics)
                   .Add({{"pool", name}})),
      waited_(prometheus::BuildHistogram()
                  .Name("marquee_database_connection_wait_seconds")
                  .Help("How long calls waited for a database connection.")
                  .Register(metrics)
                  .Add({{"pool", name}}, prometheus::Histogram::BucketBoundaries{
                                             0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5})) {
    prometheus::BuildGauge()
        .Name("marquee_database_connections_max")
        .Help("Database connections that the pool may open.")
        .Register(metrics)
        .Add({{"pool", name}})
        .Set(static_cast<double>(size));
}

Database::Pool::~Pool() = default;

Database::Pool::Lease Database::Pool::acquire(const Call& call) {
    const auto began = steady_clock::now();
    if (call.expired(began)) {
        throw Error(ErrorCode::deadline_exceeded, "the request took too long");
    }
    const auto wait_limit = began + options_.pool_wait;
    std::unique_ptr<soci::session> session;
    {
        std::unique_lock lock(mutex_);
        const bool free = wait_in_line(lock, call, std::min(call.deadline, wait_limit));
        waited_.Observe(std::chrono::duration<double>(steady_clock::now() - began).count());
        if (!free) {
            if (call.expired()) {
                throw Error(ErrorCode::deadline_exceeded, "the request took too long");
            }
            throw Error(ErrorCode::unavailable,
                        "all database connections are in use; try again soon");
        }
        in_use_.Set(static_cast<double>(lent_));
        if (!idle_.empty()) {
            session = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (session) return Lease(*this, std::move(session));
    // Gives the place back if connecting fails.
    struct Place {
        Pool* pool;
        ~Place() {
            if (pool) pool->give_back(nullptr);
        }
    } place{this};
    DatabaseOptions options = options_;
    options.connect_timeout =
        std::min(options.connect_timeout,
                 std::chrono::ceil<std::chrono::milliseconds>(call.deadline - steady_clock::now()));
    session = connect(url_, options, watchdog_, call);
    if (opened_) opened_(*session);
    place.pool = nullptr;
    return Lease(*this, std::move(session));
}

/// True when one of the connections is the caller's.
bool Database::Pool::wait_in_line(std::unique_lock<std::mutex>& lock, const Call& call,
                                  Call::Deadline until) {
    if (lent_ < size_) {
        ++lent_;
        return true;
    }
    Waiter waiter;
    const auto place = waiting_.insert(waiting_.end(), &waiter);
    in_line_.Increment();
    const bool served = waiter.woken.wait_until(lock, call.cancelled, until, [&] {
        waiter.called = false;
        if (!waiter.served && lent_ < size_) {
            ++lent_;
            waiter.served = true;
            waiting_.erase(place);
        }
        return waiter.served;
    });
    in_line_.Decrement();
    if (!served) waiting_.erase(place);
    // Others may have been given back while this one was on its way.
    if (lent_ < size_) call_first();
    return served;
}

/// Under the lock, for the one who is called may be gone as soon as it is released.
void Database::Pool::call_first() {
    if (waiting_.empty() || waiting_.front()->called) return;
    waiting_.front()->called = true;
    waiting_.front()->woken.notify_one();
}

void Database::Pool::close_idle() {
    std::vector<std::unique_ptr<soci::session>> closing;
    const std::lock_guard lock(mutex_);
    closing.swap(idle_);
}

void Database::Pool::give_back(std::unique_ptr<soci::session> session) {
    const std::lock_guard lock(mutex_);
    if (session) idle_.push_back(std::move(session));
    if (!waiting_.empty() && steady_clock::now() - waiting_.front()->since >= kPatience) {
        Waiter& first = *waiting_.front();
        waiting_.pop_front();
        first.served = true;
        first.woken.notify_one();
        return;
    }
    --lent_;
    in_use_.Set(static_cast<double>(lent_));
    call_first();
}

}  // namespace marquee::database
