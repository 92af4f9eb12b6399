#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "prometheus/registry.h"

#include "infrastructure/events/event_log.h"
#include "infrastructure/events/event_pruning.h"
#include "infrastructure/events/rpc_event_feed.h"
#include "infrastructure/events/sql_event_feed.h"
#include "interfaces/events/rpc_methods.h"
#include "tests/support/form.h"
#include "tests/support/stores.h"

namespace marquee::test {

/// The log of a context over a database, and its feed as another context has it.
class FeedPlace {
public:
    FeedPlace() { call.caller = Caller::of_system(); }

    rpc::Handlers handlers() { return events::event_methods({{"rating", {stored, true}}}); }

    void append(std::size_t count, const std::string& payload = "{}") {
        log_.write(call, [&](soci::session&, std::vector<events::NewEvent>& events) {
            for (std::size_t i = 0; i < count; ++i) {
                events.push_back({.type = "t", .record = "movie/Amélie", .payload = payload});
            }
        });
    }

    /// But for the last `kept` events.
    void prune(std::int64_t kept) {
        events::prune_events(database_, "rating", call, {std::chrono::hours(1), kept},
                             Timestamp(std::chrono::milliseconds(5000)));
    }

    void close() { commits_.close(); }

    Call call;

private:
    std::unique_ptr<Stores> stores_ = sql_stores().front().make();
    database::Database& database_ = *stores_->database();
    std::atomic<int> ids_{0};
    prometheus::Registry metrics_;
    events::EventLogParts parts_{[] { return Timestamp(std::chrono::milliseconds(5000)); },
                                 [this] { return "id-" + std::to_string(++ids_); }};
    events::CommitSignal commits_;
    events::EventLog log_{database_, "rating", parts_, commits_, metrics_};

public:
    /// As the context itself has it.
    events::SqlEventFeed stored{database_, "rating", parts_.now, commits_};
};

}  // namespace marquee::test
