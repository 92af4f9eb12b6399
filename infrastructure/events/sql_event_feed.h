#pragma once

#include <optional>
#include <string>

#include "domain/shared/event.h"
#include "infrastructure/events/commit_signal.h"

namespace marquee::database {
class Database;
}

namespace marquee::events {

/// The log of one context as its followers read it. Commits of this process end a wait at once,
/// those of others are noticed within half a second. While it waits it holds no connection.
class SqlEventFeed : public EventFeed {
public:
    /// The references outlive the feed; the database's migrations of `context` have run. The feed
    /// is closed when `commits` is.
    SqlEventFeed(database::Database& database, std::string context, Clock now,
                 CommitSignal& commits);

    Answer read(const Call& call, std::int64_t after, std::size_t limit,
                Call::Deadline wait_until) override;
    std::int64_t last_position(const Call& call) override;
    void acknowledge(const Call& call, const std::string& consumer, std::int64_t position) override;

private:
    std::optional<Answer> look(const Call& call, std::int64_t after, std::size_t limit);

    database::Database& database_;
    std::string context_;
    Clock now_;
    CommitSignal& commits_;
};

}  // namespace marquee::events
