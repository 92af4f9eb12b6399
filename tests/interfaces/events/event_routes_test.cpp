#include "interfaces/events/event_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utility>

#include "tests/support/route_client.h"

namespace marquee::events {
namespace {

using http::blamed;
using http::document;
using http::header;
using nlohmann::ordered_json;

/// Answers what it is told to, and remembers what it was asked.
class ScriptedFeed : public EventFeed {
public:
    Answer read(const Call&, std::int64_t after, std::size_t limit,
                Call::Deadline wait_until) override {
        asked_after = after;
        asked_limit = limit;
        waits = wait_until > std::chrono::steady_clock::now();
        if (while_reading) std::exchange(while_reading, {})();
        return answer;
    }
    std::int64_t last_position(const Call&) override { return 0; }
    void acknowledge(const Call&, const std::string&, std::int64_t) override {}

    Answer answer;
    std::int64_t asked_after = -1;
    std::size_t asked_limit = 0;
    bool waits = false;
    /// Called once.
    std::function<void()> while_reading;
};

class EventRoutes : public testing::Test {
protected:
    http::Response get(const std::string& query = "") {
        return client_.send("GET", "/v1/ratings/events" + query);
    }

    ScriptedFeed feed_;
    WaitingReaders waiting_{1, 0};
    http::RouteClient client_{
        event_routes("/v1/ratings/events", http::Guard::service, feed_, waiting_)};
};

TEST_F(EventRoutes, AsksFromTheStartWithoutWaiting) {
    const auto response = get();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"events":[],"next_after":0})");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(feed_.asked_after, 0);
    EXPECT_EQ(feed_.asked_limit, 100u);
    EXPECT_FALSE(feed_.waits);
}

TEST_F(EventRoutes, ShowsEventsWhole) {
    const std::string id = "01a1fb7c-6dad-7df0-8dc8-4647d84a5f6e";
    const std::string payload =
        R"({"record_type":"movie","record_id":"a","summary":{"count":0,"sum":0,)"
        R"("histogram":[0,0,0,0,0,0,0,0,0,0]}})";
    feed_.answer = std::vector<Event>{{.position = 8,
                                       .id = id,
                                       .type = "summary.repaired",
                                       .schema_version = 1,
                                       .record = "movie/a",
                                       .occurred_at = Timestamp(std::chrono::milliseconds(1)),
                                       .request_id = "r",
                                       .payload = payload}};
    EXPECT_EQ(get("?after=7&limit=1000&wait=30").body,
              R"({"events":[{"position":8,"id":")" + id +
                  R"(","type":"summary.repaired","schema_version":1,"record":"movie/a",)"
                  R"("occurred_at":"1970-01-01T00:00:00.001Z","request_id":"r","payload":)" +
                  payload + R"(}],"next_after":8})");
    EXPECT_EQ(feed_.asked_after, 7);
    EXPECT_EQ(feed_.asked_limit, 1000u);
    EXPECT_TRUE(feed_.waits);
}

TEST_F(EventRoutes, SaysWhereToStartWhenEventsAreGone) {
    feed_.answer = EventsPruned{41};
    const auto response = get("?after=3");
    EXPECT_EQ(response.status, 410);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(document(response)["code"], "gone");
    EXPECT_EQ(document(response)["start_after"], 41);
}

TEST_F(EventRoutes, RefusesOtherNumbers) {
    for (const std::string query :
         {"after=-1", "after=x", "after=", "after=1.5", "after=9223372036854775808", "after=%201",
          "limit=0", "limit=1001", "limit=-5", "wait=31", "wait=-1", "wait=1s", "wait=0x1"}) {
        const auto response = get("?" + query);
        EXPECT_EQ(response.status, 400) << query;
        EXPECT_NE(blamed(response, query.substr(0, query.find('='))), "") << query;
    }
    EXPECT_EQ(get("?from=1").status, 400);
    EXPECT_EQ(get("?after=1&after=2").status, 400);
    EXPECT_EQ(feed_.asked_after, -1);
}

TEST_F(EventRoutes, LetsOnlySoManyWait) {
    feed_.while_reading = [&] {
        const auto second = get("?wait=1");
        EXPECT_EQ(second.status, 429);
        EXPECT_EQ(header(second, "Retry-After"), "1");
        EXPECT_EQ(get().status, 200);
    };
    EXPECT_EQ(get("?wait=1").status, 200);
    EXPECT_EQ(get("?wait=1").status, 200);
}

}  // namespace
}  // namespace marquee::events
