#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"
#include "infrastructure/events/commit_signal.h"

namespace soci {
class session;
}
namespace prometheus {
class Counter;
class Registry;
}  // namespace prometheus
namespace marquee::database {
class Database;
class Query;
}  // namespace marquee::database

namespace marquee::events {

/// An event before it has its place in the log. Members as in Event.
struct NewEvent {
    std::string type;
    int schema_version = 1;
    std::string record;
    std::string payload;
    /// The request that it comes from; when empty, the one that the log is written for.
    std::string request_id = {};
};

/// What an event log needs beside a database; all of it callable from any thread.
struct EventLogParts {
    Clock now;
    std::function<std::string()> new_id;
    /// Told, after a commit and before its writer, the records that its events are about.
    std::function<void(std::span<const std::string> records)> committed = {};
};

/// The log of one context: what its repositories write goes through here, so that a change and its
/// events are one transaction. Callable from any thread.
///
/// Positions are in commit order, also with several writers on MySQL: the row of
/// `<context>_event_head` is taken as the transaction's last lock and held until its end, so
/// whoever commits later counts on from there. As nobody waits for anything while holding it, it
/// adds no deadlock.
class EventLog {
public:
    /// Changes the context's tables and adds the events of it. May be called more than once, each
    /// time with no events.
    using Work = std::function<void(soci::session&, std::vector<NewEvent>&)>;

    /// The references outlive the log; the database's migrations of `context` have run.
    EventLog(database::Database& database, std::string context, EventLogParts parts,
             CommitSignal& commits, prometheus::Registry& metrics);

    /// As Database::write. Wakes the log's readers after the commit. When the database was lost in
    /// a commit that had events, looks up what became of it as soon as the database is back: then
    /// it counts as stored, or is done again. Error(unknown_outcome) is left for those whose
    /// deadline comes first.
    void write(const Call& call, const Work& work);

    database::Database& database() { return database_; }
    /// How many commits with events there were in this process, each before its writer heard of it.
    std::uint64_t commits() const { return commits_.count(); }

private:
    /// What the events of a transaction are known by, and what they are about.
    struct Written {
        std::vector<std::string> ids;
        std::vector<std::string> records;
    };

    bool store(const Call& call, const Work& work, Written& written);
    std::optional<bool> find_out(const Call& call, const std::string& id);
    bool is_stored(const Call& call, const std::string& id);

    std::int64_t advance(soci::session& session, std::size_t events);
    void append(soci::session& session, const Call& call, const std::vector<NewEvent>& events,
                std::span<const std::string> ids);
    void insert(database::Query& query, const Call& call, std::span<const NewEvent> events,
                std::span<const std::string> ids, std::int64_t position);

    database::Database& database_;
    std::string context_;
    EventLogParts parts_;
    CommitSignal& commits_;
    prometheus::Counter& appended_;
};

}  // namespace marquee::events
