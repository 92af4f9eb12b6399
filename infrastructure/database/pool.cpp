#include "infrastructure/database/pool.h"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <soci/soci.h>

#include "domain/shared/error.h"
#include "infrastructure/database/connection.h"

namespace marquee::database {

using std::chrono::steady_clock;

Database::Pool::Lease::Lease(Pool& pool, std::unique_ptr<soci::session> session)
    : pool_(pool), session_(std::move(session)) {}

Database::Pool::Lease::~Lease() {
    if (discarded_) session_.reset();
    pool_.give_back(std::move(session_));
}

Database::Pool::Pool(const DatabaseUrl& url, const DatabaseOptions& options, std::size_t size,
                     const std::string& name, prometheus::Registry& metrics)
    : url_(url),
      options_(options),
      size_(size),
      in_use_(prometheus::BuildGauge()
                  .Name("marquee_database_connections_in_use")
                  .Help("Database connections that are lent to a call.")
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
        const bool free = freed_.wait_until(lock, std::min(call.deadline, wait_limit),
                                            [&] { return lent_ < size_; });
        waited_.Observe(std::chrono::duration<double>(steady_clock::now() - began).count());
        if (!free) {
            if (call.expired()) {
                throw Error(ErrorCode::deadline_exceeded, "the request took too long");
            }
            throw Error(ErrorCode::unavailable,
                        "all database connections are in use; try again soon");
        }
        ++lent_;
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
    session = connect(url_, options);
    place.pool = nullptr;
    return Lease(*this, std::move(session));
}

void Database::Pool::close_idle() {
    std::vector<std::unique_ptr<soci::session>> closing;
    const std::lock_guard lock(mutex_);
    closing.swap(idle_);
}

void Database::Pool::give_back(std::unique_ptr<soci::session> session) {
    {
        const std::lock_guard lock(mutex_);
        --lent_;
        in_use_.Set(static_cast<double>(lent_));
        if (session) idle_.push_back(std::move(session));
    }
    freed_.notify_one();
}

}  // namespace marquee::database
