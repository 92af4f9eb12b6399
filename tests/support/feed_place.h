#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "prometheus/registry.h"

#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/events/event_pruning.h"
#include "infrastructure/events/rpc_event_feed.h"
#include "infrastructure/events/sql_event_feed.h"
#include "interfaces/events/rpc_methods.h"
#include "tests/support/far_place.h"
#include "tests/support/form.h"
#include "tests/support/stores.h"
#include "tests/support/test_database.h"

namespace marquee::test {

/// The log of a context over a database, and its feed as another context has it.
class FeedPlace {
public:
    explicit FeedPlace(Form form = Form::direct) : FeedPlace(stores_for(form), form) {}
    /// Over a database that another place has made.
    explicit FeedPlace(const std::string& database_url)
        : FeedPlace(stores_at(database_url), Form::direct) {}

    rpc::Handlers handlers() {
        return events::event_methods({{"rating", {stored, events::Readers::services}}});
    }
    /// The way to it by its form.
    std::unique_ptr<rpc::Channel> channel() { return channel_by(form_, far_.get(), handlers()); }

    void append(std::size_t count, const std::string& payload = "{}") {
        append(call, count, payload);
    }
    void append(const Call& by, std::size_t count, const std::string& payload) {
        if (far_) return far_->append(by, count, payload);
        log_.write(by, [&](soci::session&, std::vector<events::NewEvent>& events) {
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

    /// Lets no write get on as long as the result lives.
    std::shared_ptr<void> hold_writes() { return test::hold_writes(database_.url()); }

    void close() {
        if (far_) return far_->close();
        commits_.close();
    }

    Call call;

private:
    FeedPlace(std::unique_ptr<Stores> stores, Form form)
        : stores_(std::move(stores)), form_(form), far_(far_place(form, "events", *stores_)) {
        call.caller = Caller::of_system();
    }

    const std::unique_ptr<Stores> stores_;
    const Form form_;
    const std::unique_ptr<FarPlace> far_;
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
