#include "infrastructure/database/database.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <soci/soci.h>
#include <spdlog/spdlog.h>
#include <stdexcept>
#include <thread>

#include "domain/shared/error.h"
#include "infrastructure/database/checkpointer.h"
#include "infrastructure/database/connection.h"
#include "infrastructure/database/database_failure.h"
#include "infrastructure/database/pool.h"
#include "infrastructure/database/watchdog.h"

namespace marquee::database {
namespace {

/// Tries at one piece of work. Deadlocks on a hot record are resolved one victim at a time.
constexpr int kMaxAttempts = 12;
/// Of these, how many may be due to broken connections, and to rows that somebody else inserted
/// since they were looked for, which the next try will see.
constexpr int kMaxReconnects = 2;
constexpr int kMaxDuplicates = 3;

/// Full jitter: victims of one deadlock must not meet again.
void back_off(int attempt) {
    thread_local std::minstd_rand random(std::random_device{}());
    const int limit = std::min(1 << attempt, 64);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution<>(0, limit)(random)));
}

/// SOCI's message without the bound values at its end, which may be large, private or both.
std::string_view without_values(std::string_view message) {
    return message.substr(0, message.find("\" with :"));
}

}  // namespace

Database::Database(DatabaseUrl url, const DatabaseOptions& options, prometheus::Registry& metrics)
    : url_(std::move(url)), options_(options), watchdog_(std::make_unique<Watchdog>()) {
    // Each connection to ":memory:" would be a database of its own.
    const std::size_t size = url_.in_memory() ? 1 : options.pool_size;
    pool_ = std::make_unique<Pool>(url_, options_, *watchdog_, size, "main", metrics);
    if (engine() == Engine::sqlite && !url_.in_memory()) {
        checkpointer_ = std::make_unique<Checkpointer>(url_);
        writer_ = std::make_unique<Pool>(
            url_, options_, *watchdog_, 1, "writer", metrics,
            [this](soci::session& session) { checkpointer_->watch(session); });
    }
}

Database::~Database() = default;

/// One try at a piece of work, and what becomes of it when it fails.
class Database::Attempt {
public:
    Attempt(Database& database, const Call& call, Mode mode)
        : database_(database),
          call_(call),
          lease_(database.pool_for(mode).acquire(call)),
          mode_(mode) {
        if (mode != Mode::write) return;
        const auto wait_limit = std::chrono::steady_clock::now() + database.options_.pool_wait;
        busy_limit_.emplace(session(), database.engine(), call, wait_limit);
    }

    void run(const Work& work) {
        const Watchdog::Watch watch(*database_.watchdog_, session(), database_.engine(), call_);
        const auto& dialect = database_.dialect();
        if (mode_ == Mode::write) session() << dialect.begin_write;
        if (mode_ == Mode::snapshot) {
            for (const auto& statement : dialect.begin_snapshot) session() << statement;
        }
        in_transaction_ = mode_ == Mode::write || mode_ == Mode::snapshot;
        work(session());
        committing_ = mode_ == Mode::write;
        if (in_transaction_) session() << "COMMIT";
        in_transaction_ = false;
    }

    /// Leaves the connection clean, or closes it.
    void clean_up(Failure failure) {
        if (failure == Failure::connection_lost) {
            lease_.discard();
            // The connection of a cancelled call was cut here; that says nothing of the others.
            if (!call_.cancelled.stop_requested()) database_.pool_for(mode_).close_idle();
            return;
        }
        if (!in_transaction_ || !in_transaction(session(), database_.engine())) return;
        try {
            session() << "ROLLBACK";
        } catch (const soci::soci_error&) {
            // A fresh connection is never wrong.
            lease_.discard();
        }
    }

    bool committing() const { return committing_; }

private:
    soci::session& session() { return lease_.session(); }

    Database& database_;
    const Call& call_;
    Pool::Lease lease_;
    std::optional<BusyLimit> busy_limit_;
    Mode mode_;
    bool in_transaction_ = false;
    bool committing_ = false;
};

Database::Pool& Database::pool_for(Mode mode) {
    const bool writes = mode == Mode::write || mode == Mode::bare;
    return writes && writer_ ? *writer_ : *pool_;
}

void Database::use(const Call& call, const Work& work) {
    run(call, Mode::bare, work);
}

/// Counts tries, and decides which failures are worth another.
class Database::Retries {
public:
    Retries(const Call& call, Mode mode) : call_(call), mode_(mode) {}

    bool again(Failure failure, bool committing) {
        if (mode_ == Mode::bare || ++tries_ >= kMaxAttempts || call_.expired()) return false;
        switch (failure) {
            case Failure::connection_lost:
                return !committing && ++reconnects_ <= kMaxReconnects;
            case Failure::duplicate_key:
                return ++duplicates_ <= kMaxDuplicates;
            case Failure::deadlock:
                back_off(tries_);
                return true;
            case Failure::busy:
            case Failure::refused:
            case Failure::misconfigured:
            case Failure::statement_timeout:
            case Failure::other:
                break;
        }
        return false;
    }

private:
    const Call& call_;
    Mode mode_;
    int tries_ = 0;
    int reconnects_ = 0;
    int duplicates_ = 0;
};

void Database::run(const Call& call, Mode mode, const Work& work) {
    Retries retries(call, mode);
    while (true) {
        std::optional<Attempt> attempt;
        try {
            attempt.emplace(*this, call, mode);
            attempt->run(work);
            return;
        } catch (const soci::soci_error& e) {
            const Failure failure = classify(e);
            const bool committing = attempt && attempt->committing();
            if (attempt) attempt->clean_up(failure);
            attempt.reset();
            if (retries.again(failure, committing)) continue;
            spdlog::log(failure == Failure::other ? spdlog::level::err : spdlog::level::warn,
                        "database request_id={} {}", call.request_id, without_values(e.what()));
            if (failure == Failure::other) {
                throw std::runtime_error(std::string(without_values(e.what())));
            }
            if (failure == Failure::connection_lost && committing) {
                throw Error(ErrorCode::unknown_outcome,
                            "the database was lost while it stored this; repeating it is safe");
            }
            if (call.expired()) throw error_for(Failure::statement_timeout);
            throw error_for(failure);
        } catch (const std::exception&) {
            if (attempt) attempt->clean_up(Failure::other);
            throw;
        }
    }
}

}  // namespace marquee::database
