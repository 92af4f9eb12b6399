#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "domain/shared/call.h"
#include "infrastructure/database/database_url.h"
#include "infrastructure/database/dialect.h"

namespace soci {
class session;
}
namespace prometheus {
class Registry;
}

namespace marquee::database {

class Checkpointer;
class Watchdog;

struct DatabaseOptions {
    /// Connections at most; at least 1. SQLite has one more, for its one writer.
    std::size_t pool_size = 16;
    /// How long a call waits for a free connection, if its deadline doesn't come first.
    std::chrono::milliseconds pool_wait{5000};
    std::chrono::milliseconds connect_timeout{5000};
    /// After this a MySQL server that doesn't answer a statement counts as lost.
    std::chrono::milliseconds statement_timeout{30000};
};

/// A database, reached through a bounded pool of connections that are opened as they are needed and
/// replaced when they break. Callable from any thread.
///
/// Work is handed over as a function of a session, which is its alone for the time and not to be
/// kept. It may be called more than once: connections that break before anything is final and
/// deadlocks are answered by another try, a bounded number of times.
///
/// They let through what the work throws, and translate what the database throws:
/// Error(unavailable) when it can't be reached, has no connection free in time or no room,
/// Error(conflict) for a duplicate key, Error(deadline_exceeded), and Error(unknown_outcome) when
/// the connection broke in the commit. None goes on noticeably longer than until the call's
/// deadline, or until the call is cancelled, whatever the database does: both are
/// Error(deadline_exceeded). But to open a connection counts in whole seconds.
class Database {
public:
    using Work = std::function<void(soci::session&)>;

    /// Opens nothing yet. `metrics` outlives the database.
    Database(DatabaseUrl url, const DatabaseOptions& options, prometheus::Registry& metrics);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work`, which only reads; each statement sees the latest committed state.
    template <class F>
    auto read(const Call& call, F&& work) {
        return with_result(work, [&](const Work& w) { run(call, Mode::read, w); });
    }

    /// Runs `work`, which only reads, in a transaction that sees one state throughout.
    template <class F>
    auto read_snapshot(const Call& call, F&& work) {
        return with_result(work, [&](const Work& w) { run(call, Mode::snapshot, w); });
    }

    /// Runs `work` in a transaction, and commits it durably.
    template <class F>
    auto write(const Call& call, F&& work) {
        return with_result(work, [&](const Work& w) { run(call, Mode::write, w); });
    }

    /// Runs `work` on a connection that may write, outside any transaction, once.
    void use(const Call& call, const Work& work);

    const DatabaseUrl& url() const { return url_; }
    Engine engine() const { return url_.engine; }
    const Dialect& dialect() const { return Dialect::of(url_.engine); }

private:
    enum class Mode { read, snapshot, write, bare };
    class Pool;
    class Attempt;
    class Retries;

    void run(const Call& call, Mode mode, const Work& work);
    Pool& pool_for(Mode mode);

    template <class F, class Run>
    static auto with_result(F&& work, Run&& run_work) {
        using Result = std::invoke_result_t<F, soci::session&>;
        if constexpr (std::is_void_v<Result>) {
            run_work(Work(std::ref(work)));
        } else {
            std::optional<Result> result;
            run_work([&](soci::session& session) { result.emplace(work(session)); });
            return std::move(*result);
        }
    }

    DatabaseUrl url_;
    DatabaseOptions options_;
    std::unique_ptr<Watchdog> watchdog_;
    std::unique_ptr<Pool> pool_;
    /// Null but for SQLite's files.
    std::unique_ptr<Checkpointer> checkpointer_;
    /// SQLite has one writer; its readers never wait for it.
    std::unique_ptr<Pool> writer_;
};

}  // namespace marquee::database
