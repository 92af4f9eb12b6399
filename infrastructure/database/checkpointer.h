#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "infrastructure/database/database_url.h"

namespace soci {
class session;
}

namespace marquee::database {

/// Brings what SQLite's write-ahead log holds into the database's file, on a thread of its own, so
/// that those who write don't wait while the file is written and flushed. The log stays bounded all
/// the same: beyond a certain length whoever commits does what is left of that.
class Checkpointer {
public:
    /// Of that database, a file. Opens nothing yet.
    explicit Checkpointer(const DatabaseUrl& url);
    /// Waits for a checkpoint that is under way.
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// Looks after the log from the session's next commit on, in place of SQLite itself. The
    /// checkpointer outlives the session.
    void watch(soci::session& session);

    /// Told after each commit how many pages the log has by now. Thread-safe.
    void committed(int pages);

private:
    void run(const std::stop_token& stop);

    const DatabaseUrl& url_;
    std::mutex mutex_;
    std::condition_variable_any due_;
    /// Pages that the log had at the last commit, and when the last checkpoint was due.
    int pages_ = 0;
    int begun_at_ = 0;
    bool is_due_ = false;
    std::jthread thread_;
};

}  // namespace marquee::database
