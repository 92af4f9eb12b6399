#include "infrastructure/events/event_log.h"

#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <prometheus/registry.h>
#include <thread>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"
#include "infrastructure/events/event_pruning.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/metadata/sql_metadata_repository.h"
#include "infrastructure/rating/sql_rating_repository.h"
#include "tests/support/stores.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/thrown.h"

namespace marquee::events {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

rating::Record movie(const std::string& id) {
    return {rating::RecordType("movie"), rating::RecordId(id)};
}

rating::RatingChange put(const std::string& id, const std::string& user, int score) {
    return {movie(id), rating::UserId(user), rating::Score(score), at(1000)};
}

rating::RatingChange withdrawal(const std::string& id, const std::string& user) {
    return {movie(id), rating::UserId(user), std::nullopt, std::nullopt};
}

Call::Deadline in_seconds(int seconds) {
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

json histogram_of(const std::vector<int>& scores) {
    json histogram(std::vector<int>(10, 0));
    for (const int score : scores) {
        auto& bucket = histogram[static_cast<std::size_t>(score - 1)];
        bucket = bucket.get<int>() + 1;
    }
    return histogram;
}

json summary_of(const std::vector<int>& scores) {
    int sum = 0;
    for (const int score : scores) sum += score;
    return {{"count", scores.size()}, {"sum", sum}, {"histogram", histogram_of(scores)}};
}

/// One context's log, feed and signal over a database, as one process has them.
struct Side {
    Side(database::Database& database, const std::string& context, const EventLogParts& parts,
         prometheus::Registry& metrics)
        : log(database, context, parts, commits, metrics),
          feed(database, context, parts.now, commits) {}

    CommitSignal commits;
    EventLog log;
    SqlEventFeed feed;
};

class EventLogTest : public testing::TestWithParam<test::StoreKind> {
protected:
    EventLogTest() { call_.request_id = "request-1"; }

    std::vector<Event> read(EventFeed& feed, std::int64_t after = 0, std::size_t limit = 1000) {
        return std::get<std::vector<Event>>(feed.read(call_, after, limit, {}));
    }
    std::vector<Event> ratings_events(std::int64_t after = 0, std::size_t limit = 1000) {
        return read(rating_.feed, after, limit);
    }
    void append(EventLog& log, std::size_t count, const std::string& payload = "{}") {
        log.write(call_, [&](soci::session&, std::vector<NewEvent>& events) {
            for (std::size_t i = 0; i < count; ++i) {
                events.push_back({.type = "t", .record = "r", .payload = payload});
            }
        });
    }
    bool prune(std::chrono::milliseconds max_age, std::int64_t max_count) {
        return prune_events(database_, "rating", call_, {max_age, max_count}, at(now_));
    }
    std::vector<std::int64_t> positions(const std::vector<Event>& events) {
        std::vector<std::int64_t> result;
        for (const auto& event : events) result.push_back(event.position);
        return result;
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    database::Database& database_ = *stores_->database();
    std::atomic<std::int64_t> now_{5000};
    std::atomic<int> ids_{0};
    EventLogParts parts_{[this] { return at(now_); },
                         [this] { return "id-" + std::to_string(++ids_); }};
    prometheus::Registry metrics_;
    Side rating_{database_, "rating", parts_, metrics_};
    Side metadata_{database_, "metadata", parts_, metrics_};
    rating::SqlRatingRepository ratings_{rating_.log, metrics_};
    metadata::SqlMetadataRepository movies_{metadata_.log};
    Call call_;
};

TEST_P(EventLogTest, HasNothingAtFirst) {
    EXPECT_THAT(ratings_events(), IsEmpty());
    EXPECT_THAT(read(metadata_.feed), IsEmpty());
}

TEST_P(EventLogTest, TellsOfARating) {
    ratings_.apply(call_, {put("a", "u", 8)}, at(4000));
    const auto events = ratings_events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].position, 1);
    EXPECT_EQ(events[0].id, "id-1");
    EXPECT_EQ(events[0].type, "rating.changed");
    EXPECT_EQ(events[0].schema_version, 1);
    EXPECT_EQ(events[0].record, "movie/a");
    EXPECT_EQ(events[0].occurred_at, at(5000));
    EXPECT_EQ(events[0].request_id, "request-1");
    EXPECT_EQ(json::parse(events[0].payload), (json{{"record_type", "movie"},
                                                    {"record_id", "a"},
                                                    {"user_id", "u"},
                                                    {"score", 8},
                                                    {"previous_score", nullptr},
                                                    {"rated_at", "1970-01-01T00:00:01.000Z"},
                                                    {"summary", summary_of({8})}}));
}

TEST_P(EventLogTest, TellsOfEachEffectiveChangeInItsOrder) {
    ratings_.apply(call_, {put("a", "u", 8)}, at(4000));
    ratings_.apply(call_,
                   {put("a", "u", 8), put("a", "v", 3), put("a", "u", 9), withdrawal("a", "v"),
                    withdrawal("a", "w"), put("b", "u", 1)},
                   at(4000));
    const auto events = ratings_events(1);
    ASSERT_THAT(positions(events), ElementsAre(2, 3, 4, 5));
    std::vector<json> payloads;
    for (const auto& event : events) payloads.push_back(json::parse(event.payload));
    EXPECT_EQ(payloads[0]["summary"], summary_of({8, 3}));
    EXPECT_EQ(payloads[1]["previous_score"], 8);
    EXPECT_EQ(payloads[1]["summary"], summary_of({9, 3}));
    EXPECT_EQ(payloads[2]["user_id"], "v");
    EXPECT_EQ(payloads[2]["score"], nullptr);
    EXPECT_EQ(payloads[2]["previous_score"], 3);
    EXPECT_EQ(payloads[2]["rated_at"], nullptr);
    EXPECT_EQ(payloads[2]["summary"], summary_of({9}));
    EXPECT_EQ(events[3].record, "movie/b");
    EXPECT_EQ(payloads[3]["summary"], summary_of({1}));
}

TEST_P(EventLogTest, SaysNothingOfWhatChangedNothing) {
    ratings_.apply(call_, {withdrawal("a", "u")}, at(4000));
    EXPECT_EQ(ratings_.remove_some(call_, movie("a"), at(9000), 10), 0);
    EXPECT_FALSE(movies_.remove(call_, MovieId("a"), [](const auto&) {}));
    movies_.update(call_, {MovieId("a")}, [](const auto&, const auto&) { return std::nullopt; });
    EXPECT_THAT(ratings_events(), IsEmpty());
    EXPECT_THAT(read(metadata_.feed), IsEmpty());
}

TEST_P(EventLogTest, TellsOnceOfAScoreThatIsGivenAgain) {
    const rating::RatingChange given{movie("a"), rating::UserId("u"), rating::Score(8),
                                     std::nullopt};
    ratings_.apply(call_, {given}, at(4000));
    ratings_.apply(call_, {given}, at(5000));
    EXPECT_EQ(ratings_events().size(), 1U);
}

TEST_P(EventLogTest, TellsOfEachPortionOfRemovedRatings) {
    ratings_.apply(call_, {put("a", "u", 8), put("a", "v", 3), put("a", "w", 5)}, at(4000));
    EXPECT_EQ(ratings_.remove_some(call_, movie("a"), at(9000), 2), 2);
    EXPECT_EQ(ratings_.remove_some(call_, movie("a"), at(9000), 2), 1);
    const auto events = ratings_events(3);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].type, "ratings.removed");
    EXPECT_EQ(json::parse(events[0].payload), (json{{"record_type", "movie"},
                                                    {"record_id", "a"},
                                                    {"removed", 2},
                                                    {"summary", summary_of({5})}}));
    EXPECT_EQ(json::parse(events[1].payload)["summary"], summary_of({}));
}

TEST_P(EventLogTest, TellsOfAUsersRemovedRatingsAsOfWithdrawals) {
    ratings_.apply(call_, {put("a", "u", 8), put("b", "u", 2), put("b", "v", 3)}, at(4000));
    ratings_.refuse_user(call_, rating::UserId("u"));
    EXPECT_EQ(ratings_.remove_some_of_user(call_, rating::UserId("u"), 10).removed, 2);
    EXPECT_EQ(ratings_.remove_some_of_user(call_, rating::UserId("u"), 10).removed, 2);
    const auto events = ratings_events(3);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].type, "rating.changed");
    EXPECT_EQ(events[0].record, "movie/a");
    EXPECT_EQ(json::parse(events[0].payload)["summary"], summary_of({}));
    EXPECT_EQ(json::parse(events[1].payload), (json{{"record_type", "movie"},
                                                    {"record_id", "b"},
                                                    {"user_id", "u"},
                                                    {"score", nullptr},
                                                    {"previous_score", 2},
                                                    {"rated_at", nullptr},
                                                    {"summary", summary_of({3})}}));
}

TEST_P(EventLogTest, TellsOfNewRatingsThatAreTakenInTogether) {
    ratings_.apply(call_, {put("a", "old", 3), put("b", "old", 2)}, at(4000));
    const auto opinion = [](const char* user, int score) {
        return rating::RecordImport::Opinion{rating::UserId(user), rating::Score(score), at(1000)};
    };
    ratings_.take_in(call_, rating::RecordType("movie"),
                     {{rating::RecordId("a"), {opinion("new", 8), opinion("old", 4)}},
                      {rating::RecordId("b"), {opinion("old", 2)}},
                      {rating::RecordId("c"), {opinion("u", 1), opinion("v", 2)}}},
                     at(5000));
    const auto events = ratings_events(2);
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].type, "rating.changed");
    EXPECT_EQ(json::parse(events[0].payload)["user_id"], "old");
    EXPECT_EQ(json::parse(events[0].payload)["previous_score"], 3);
    EXPECT_EQ(json::parse(events[0].payload)["summary"], summary_of({4}));
    EXPECT_EQ(events[1].type, "ratings.imported");
    EXPECT_EQ(events[1].record, "movie/a");
    EXPECT_EQ(json::parse(events[1].payload)["summary"], summary_of({4, 8}));
    EXPECT_EQ(json::parse(events[2].payload),
              (json{{"record_type", "movie"},
                    {"record_id", "c"},
                    {"ratings", json::array({json::array({"u", 1, "1970-01-01T00:00:01.000Z"}),
                                             json::array({"v", 2, "1970-01-01T00:00:01.000Z"})})},
                    {"summary", summary_of({1, 2})}}));
}

TEST_P(EventLogTest, TellsOfARepairedSummary) {
    ratings_.apply(call_, {put("a", "u", 8)}, at(4000));
    database_.write(call_, [](soci::session& session) {
        database::Query(session).sql("DELETE FROM rating_summary").execute();
    });
    ratings_.recount(call_, true, [](const auto&) {});
    const auto events = ratings_events(1);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].type, "summary.repaired");
    EXPECT_EQ(json::parse(events[0].payload)["summary"], summary_of({8}));
}

TEST_P(EventLogTest, TellsOfAMovieAndItsRemoval) {
    const metadata::MovieMetadata shown{
        .id = MovieId("tt1"),
        .description = {.title = "Amélie",
                        .original_title = "Le Fabuleux Destin",
                        .alternative_titles = {"A"},
                        .description = "Two\nlines",
                        .release_year = 2001,
                        .runtime_minutes = std::nullopt,
                        .genres = {"Comedy"},
                        .directors = {"J"},
                        .cast = {{"Audrey", "Amélie"}, {"B", std::nullopt}},
                        .keywords = {"gnome"},
                        .poster_url = std::nullopt,
                        .external_ids = {{"imdb", "tt1"}}},
        .revision = 7,
        .created_at = at(1000),
        .updated_at = at(2000)};
    movies_.update(call_, {shown.id}, [&](const auto&, const auto&) { return shown; });
    EXPECT_TRUE(movies_.remove(call_, shown.id, [](const auto&) {}));
    const auto events = read(metadata_.feed);
    ASSERT_THAT(positions(events), ElementsAre(1, 2));
    EXPECT_EQ(events[0].type, "movie.described");
    EXPECT_EQ(events[0].record, "tt1");
    EXPECT_EQ(json::parse(events[0].payload), json::parse(R"({
        "id": "tt1", "revision": 7,
        "description": {"title": "Amélie", "original_title": "Le Fabuleux Destin",
            "alternative_titles": ["A"], "description": "Two\nlines", "release_year": 2001,
            "runtime_minutes": null, "genres": ["Comedy"], "directors": ["J"],
            "cast": [{"name": "Audrey", "role": "Amélie"}, {"name": "B", "role": null}],
            "keywords": ["gnome"],
            "poster_url": null, "external_ids": {"imdb": "tt1"}},
        "created_at": "1970-01-01T00:00:01.000Z", "updated_at": "1970-01-01T00:00:02.000Z"})"));
    EXPECT_EQ(events[1].type, "movie.removed");
    EXPECT_EQ(json::parse(events[1].payload), (json{{"id", "tt1"}, {"revision", 7}}));
}

TEST_P(EventLogTest, LeavesNothingOfWhatIsRolledBack) {
    EXPECT_THROW(
        rating_.log.write(call_,
                          [](soci::session&, std::vector<NewEvent>& events) {
                              events.push_back({.type = "t", .record = "r", .payload = "{}"});
                              throw std::runtime_error("no");
                          }),
        std::runtime_error);
    // So that the insert itself fails, after the head row was moved.
    const std::string too_long(70'000, 'x');
    if (database_.engine() == database::Engine::mysql) {
        EXPECT_ANY_THROW(
            rating_.log.write(call_, [&](soci::session&, std::vector<NewEvent>& events) {
                events.push_back({.type = too_long, .record = "r", .payload = "{}"});
            }));
    }
    EXPECT_THAT(ratings_events(), IsEmpty());
    append(rating_.log, 1);
    EXPECT_THAT(positions(ratings_events()), ElementsAre(1));
}

TEST_P(EventLogTest, GivesEventsInPages) {
    append(rating_.log, 250);
    EXPECT_THAT(positions(ratings_events(0, 2)), ElementsAre(1, 2));
    EXPECT_THAT(positions(ratings_events(248, 2)), ElementsAre(249, 250));
    EXPECT_EQ(ratings_events(10, 130).back().position, 140);
    EXPECT_THAT(ratings_events(250), IsEmpty());
    EXPECT_EQ(code_of([&] { ratings_events(251); }), ErrorCode::invalid);
    EXPECT_EQ(blame_of([&] { ratings_events(251); }), "after");
}

TEST_P(EventLogTest, GivesFewerEventsWhenTheyAreLarge) {
    append(rating_.log, 150, '"' + std::string(64 << 10, '\\') + '"');
    EXPECT_EQ(ratings_events(0).size(), 100u);
    EXPECT_EQ(ratings_events(100).size(), 50u);
}

TEST_P(EventLogTest, PrunesByAge) {
    append(rating_.log, 2);
    now_ = 6000;
    append(rating_.log, 1);
    EXPECT_FALSE(prune(std::chrono::milliseconds(1000), 100));
    EXPECT_EQ(ratings_events().size(), 3u);
    EXPECT_FALSE(prune(std::chrono::milliseconds(999), 100));
    EXPECT_EQ(rating_.feed.read(call_, 1, 10, {}), EventFeed::Answer(EventsPruned{2}));
    EXPECT_THAT(positions(ratings_events(2)), ElementsAre(3));
    now_ = 9000;
    prune(std::chrono::milliseconds(1), 100);
    EXPECT_EQ(rating_.feed.read(call_, 0, 10, in_seconds(30)), EventFeed::Answer(EventsPruned{3}));
    EXPECT_THAT(ratings_events(3), IsEmpty());
    append(rating_.log, 1);
    EXPECT_THAT(positions(ratings_events(3)), ElementsAre(4));
}

TEST_P(EventLogTest, PrunesByCountInPortions) {
    append(rating_.log, 1500);
    EXPECT_TRUE(prune(std::chrono::hours(1), 10));
    EXPECT_FALSE(prune(std::chrono::hours(1), 10));
    EXPECT_EQ(rating_.feed.read(call_, 0, 10, {}), EventFeed::Answer(EventsPruned{1490}));
    EXPECT_EQ(ratings_events(1490).size(), 10u);
    append(metadata_.log, 1);
    EXPECT_EQ(read(metadata_.feed).size(), 1u);
}

TEST_P(EventLogTest, KeepsWhatAConsumerHasNotHad) {
    append(rating_.log, 10);
    rating_.feed.acknowledge(call_, "slow", 2);
    rating_.feed.acknowledge(call_, "slow", 3);
    rating_.feed.acknowledge(call_, "fast", 9);
    prune(std::chrono::hours(1), 1);
    EXPECT_EQ(ratings_events(3).size(), 7u);
    EXPECT_EQ(rating_.feed.read(call_, 2, 10, {}), EventFeed::Answer(EventsPruned{3}));
    // One that is gone for good does not fill the disk.
    now_ += kConsumerForgotten / std::chrono::milliseconds(1) - 1;
    rating_.feed.acknowledge(call_, "fast", 9);
    now_ += 2;
    prune(std::chrono::hours(10'000), 1);
    EXPECT_EQ(rating_.feed.read(call_, 3, 10, {}), EventFeed::Answer(EventsPruned{9}));
}

TEST_P(EventLogTest, NoticesWhatAnotherProcessCommits) {
    Side other(database_, "rating", parts_, metrics_);
    auto found = std::async(std::launch::async,
                            [&] { return rating_.feed.read(call_, 0, 10, in_seconds(30)); });
    append(other.log, 1);
    EXPECT_EQ(std::get<std::vector<Event>>(found.get()).size(), 1u);
}

TEST_P(EventLogTest, EndsAWaitAtItsTimeAndWhenClosed) {
    const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    EXPECT_EQ(rating_.feed.read(call_, 0, 10, soon), EventFeed::Answer());
    EXPECT_GE(std::chrono::steady_clock::now(), soon);
    auto found = std::async(std::launch::async,
                            [&] { return rating_.feed.read(call_, 0, 10, in_seconds(600)); });
    rating_.commits.close();
    EXPECT_EQ(found.get(), EventFeed::Answer());
    EXPECT_EQ(rating_.feed.read(call_, 0, 10, in_seconds(600)), EventFeed::Answer());
}

INSTANTIATE_TEST_SUITE_P(Engines, EventLogTest, testing::ValuesIn(test::sql_stores()),
                         testing::PrintToStringParamName());

/// As MySQL's protocol has it: a query that is no more than that.
const std::string kCommit =
    "\x03"
    "COMMIT";

/// MySQL that goes away at a commit.
class LostCommit : public testing::Test {
protected:
    static database::DatabaseUrl through(const test::TcpGate& gate, database::DatabaseUrl url) {
        url.hosts = {{"127.0.0.1", gate.port()}};
        return url;
    }
    std::vector<rating::ChangeEffect> rate(const Call& call = {}) {
        return ratings_.apply(call, {put("a", "u", 8)}, at(1000));
    }
    /// What the database has, asked by another way.
    std::size_t events() {
        CommitSignal commits;
        SqlEventFeed feed(*stores_->database(), "rating", parts_.now, commits);
        return std::get<std::vector<Event>>(feed.read(Call{}, 0, 100, {})).size();
    }
    /// Lets the database be back after a while.
    std::jthread back() {
        return std::jthread([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            gate_.open();
        });
    }

    std::unique_ptr<test::Stores> stores_ = test::sql_stores().back().make();
    const database::DatabaseUrl& url_ = stores_->database()->url();
    test::TcpGate gate_{url_.hosts.front().name, url_.hosts.front().port};
    prometheus::Registry metrics_;
    database::Database database_{through(gate_, url_), {}, metrics_};
    std::atomic<int> ids_{0};
    EventLogParts parts_{[] { return at(1); }, [this] { return "id-" + std::to_string(++ids_); }};
    CommitSignal commits_;
    EventLog log_{database_, "rating", parts_, commits_, metrics_};
    rating::SqlRatingRepository ratings_{log_, metrics_};
};

TEST_F(LostCommit, IsFoundToHaveHappened) {
    gate_.close_after(kCommit);
    const auto opener = back();
    EXPECT_THAT(rate(), ElementsAre(rating::ChangeEffect::created));
    EXPECT_EQ(events(), 1u);
    EXPECT_EQ(ids_, 1) << "it was done once";
}

TEST_F(LostCommit, IsDoneAgainWhenItDidNotHappen) {
    gate_.close_before(kCommit);
    const auto opener = back();
    EXPECT_THAT(rate(), ElementsAre(rating::ChangeEffect::created));
    EXPECT_EQ(events(), 1u);
    EXPECT_EQ(ids_, 2) << "it was done twice";
}

TEST_F(LostCommit, IsUnknownToWhoCannotWaitForTheDatabase) {
    Call hurried;
    hurried.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    gate_.close_after(kCommit);
    EXPECT_EQ(code_of([&] { rate(hurried); }), ErrorCode::unknown_outcome);
    EXPECT_EQ(events(), 1u);
}

class ConcurrentEventLog : public EventLogTest {};

TEST_P(ConcurrentEventLog, GivesAFollowerEachEventOnceInOrderWithoutGaps) {
    constexpr int kWriters = 8;
    constexpr int kWrites = 40;
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
        writers.emplace_back([&, i] {
            for (int n = 0; n < kWrites; ++n) {
                // Records of one's own, one that all share, and several events at a time.
                const std::string user = "u" + std::to_string(i);
                ratings_.apply(call_,
                               {put("own" + std::to_string(i), user, 1 + n % 10),
                                put("shared", user, 1 + n % 9)},
                               at(n));
            }
        });
    }
    constexpr std::int64_t kEvents = 2 * kWriters * kWrites;
    std::vector<Event> followed;
    while (static_cast<std::int64_t>(followed.size()) < kEvents) {
        const std::int64_t after = followed.empty() ? 0 : followed.back().position;
        auto found =
            std::get<std::vector<Event>>(rating_.feed.read(call_, after, 7, in_seconds(30)));
        if (found.empty()) break;
        followed.insert(followed.end(), found.begin(), found.end());
    }
    for (auto& writer : writers) writer.join();

    ASSERT_EQ(static_cast<std::int64_t>(followed.size()), kEvents);
    std::map<std::string, json> last;
    for (std::int64_t i = 0; i < kEvents; ++i) {
        const Event& event = followed[static_cast<std::size_t>(i)];
        EXPECT_EQ(event.position, i + 1);
        last[event.record] = json::parse(event.payload)["summary"];
    }
    // The last word of each record is what is stored, which takes the order of the commits.
    for (const auto& [record, summary] : last) {
        const auto stored = ratings_.summaries(call_, {movie(record.substr(6))}).front();
        EXPECT_EQ(summary["sum"], stored.sum()) << record;
        EXPECT_EQ(summary["histogram"], json(stored.histogram())) << record;
    }
    EXPECT_EQ(ratings_events(0, 1000), followed);
}

TEST_P(ConcurrentEventLog, WakesAReaderAtOnce) {
    // Looking again takes half a second, so that without waking this would take 50.
    const auto limit = in_seconds(25);
    for (int i = 0; i < 100; ++i) {
        auto found = std::async(std::launch::async,
                                [&] { return rating_.feed.read(call_, i, 1, in_seconds(30)); });
        append(rating_.log, 1);
        EXPECT_EQ(positions(std::get<std::vector<Event>>(found.get())),
                  std::vector<std::int64_t>{i + 1});
    }
    EXPECT_LT(std::chrono::steady_clock::now(), limit);
}

TEST_P(ConcurrentEventLog, WaitsWithoutAConnection) {
    database::DatabaseOptions options;
    options.pool_size = 1;
    database::Database small(database_.url(), options, metrics_);
    Side side(small, "rating", parts_, metrics_);
    std::vector<std::future<EventFeed::Answer>> readers;
    for (int i = 0; i < 5; ++i) {
        readers.push_back(std::async(
            std::launch::async, [&] { return side.feed.read(call_, 0, 10, in_seconds(600)); }));
    }
    append(side.log, 1);
    for (auto& reader : readers) {
        EXPECT_EQ(std::get<std::vector<Event>>(reader.get()).size(), 1u);
    }
}

TEST_P(ConcurrentEventLog, EndsAWaitWhenTheCallIsCancelled) {
    std::stop_source client;
    Call call = call_;
    call.cancelled = client.get_token();
    auto code = std::async(std::launch::async, [&] {
        return code_of([&] { rating_.feed.read(call, 0, 10, in_seconds(600)); });
    });
    client.request_stop();
    EXPECT_EQ(code.get(), ErrorCode::deadline_exceeded);
}

INSTANTIATE_TEST_SUITE_P(Engines, ConcurrentEventLog, testing::ValuesIn(test::sql_stores()),
                         testing::PrintToStringParamName());

/// SQLite has one writer at a time: there nothing overlaps.
class ConcurrentEventLogOnMysql : public EventLogTest {};

TEST_P(ConcurrentEventLogOnMysql, PutsWhoCommitsFirstFirst) {
    std::promise<void> begun;
    std::promise<void> go_on;
    auto go_on_now = go_on.get_future();
    std::thread first([&] {
        rating_.log.write(call_, [&](soci::session& session, std::vector<NewEvent>& events) {
            database::Query(session)
                .sql(
                    "INSERT INTO rating_total (record_type, shard, rating_count, score_sum) "
                    "VALUES ('x', 1, 1, 1)")
                .execute();
            events.push_back({.type = "began first", .record = "r", .payload = "{}"});
            begun.set_value();
            go_on_now.wait();
        });
    });
    begun.get_future().wait();
    append(rating_.log, 1);
    const auto seen = ratings_events();
    go_on.set_value();
    first.join();
    ASSERT_THAT(positions(seen), ElementsAre(1));
    EXPECT_EQ(seen[0].type, "t");
    const auto events = ratings_events(1);
    ASSERT_THAT(positions(events), ElementsAre(2));
    EXPECT_EQ(events[0].type, "began first");
}

TEST_P(ConcurrentEventLogOnMysql, ShowsNothingBehindAnEventThatIsNotCommitted) {
    std::future<void> second;
    database_.write(call_, [&](soci::session& session) {
        // As EventLog::append does, in a transaction that takes its time to commit.
        database::Query(session)
            .sql("UPDATE rating_event_head SET position = position + 1 WHERE id = 1")
            .execute();
        second = std::async(std::launch::async, [&] { append(rating_.log, 1); });
        EXPECT_EQ(second.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
        EXPECT_THAT(ratings_events(), IsEmpty());
        database::Query(session)
            .sql(
                "INSERT INTO rating_event (position, id, type, schema_version, record, payload, "
                "occurred_at, request_id) VALUES (1, 'x', 'slow', 1, 'r', '{}', 0, '')")
            .execute();
        EXPECT_THAT(ratings_events(), IsEmpty());
    });
    second.get();
    EXPECT_THAT(positions(ratings_events()), ElementsAre(1, 2));
}

INSTANTIATE_TEST_SUITE_P(Engines, ConcurrentEventLogOnMysql,
                         testing::Values(test::sql_stores().back()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace marquee::events
