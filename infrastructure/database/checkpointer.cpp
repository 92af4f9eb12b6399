#include "infrastructure/database/checkpointer.h"

#include <memory>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <spdlog/spdlog.h>

#include "infrastructure/database/connection.h"
#include "infrastructure/database/sqlite_backend.h"

namespace marquee::database {
namespace {

/// New pages of the log, 16 MiB with SQLite's usual size, that are worth a checkpoint: the more
/// there are, the more often one of them takes the place of another.
constexpr int kPortion = 4096;
/// From so many pages on, 64 MiB, whoever commits helps. The log begins anew only when all of it is
/// in the file, and while others write something is always missing.
constexpr int kMost = 4 * kPortion;

/// As far as it is possible without waiting for anybody; what SQLite says of it.
int checkpoint(sqlite_api::sqlite3* connection) {
    return sqlite_api::sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                                 nullptr, nullptr);
}

/// Called by SQLite.
int after_commit(void* self, sqlite_api::sqlite3* connection, const char* /*schema*/, int pages) {
    static_cast<Checkpointer*>(self)->committed(pages);
    // When it fails, the next one may do better: nothing is lost, the log has all.
    if (pages >= kMost) checkpoint(connection);
    return SQLITE_OK;
}

void warn(const char* reason) {
    spdlog::warn("the database's log could not be brought into its file, and grows: {}", reason);
}

}  // namespace

Checkpointer::Checkpointer(const DatabaseUrl& url)
    : url_(url), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Checkpointer::~Checkpointer() = default;

void Checkpointer::watch(soci::session& session) {
    sqlite_api::sqlite3_wal_hook(sqlite_of(session), after_commit, this);
}

void Checkpointer::committed(int pages) {
    {
        const std::lock_guard lock(mutex_);
        // It has begun anew.
        if (pages < pages_) begun_at_ = 0;
        pages_ = pages;
        if (pages - begun_at_ < kPortion) return;
        begun_at_ = pages;
        is_due_ = true;
    }
    due_.notify_one();
}

void Checkpointer::run(const std::stop_token& stop) {
    std::unique_ptr<soci::session> session;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (!due_.wait(lock, stop, [&] { return is_due_; })) return;
            is_due_ = false;
        }
        try {
            if (!session) session = connect_sqlite(url_);
            const int result = checkpoint(sqlite_of(*session)) & 0xFF;
            if (result != SQLITE_OK && result != SQLITE_BUSY && result != SQLITE_LOCKED) {
                warn(sqlite_api::sqlite3_errstr(result));
            }
        } catch (const soci::soci_error& error) {
            warn(error.what());
        }
    }
}

}  // namespace marquee::database
