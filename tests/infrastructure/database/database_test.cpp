#include "infrastructure/database/database.h"

#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <thread>

#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"
#include "soci/soci.h"

#include "domain/shared/error.h"
#include "infrastructure/database/query.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_mysql.h"

namespace marquee::database {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Call due_in(milliseconds time) {
    Call call;
    call.deadline = steady_clock::now() + time;
    return call;
}

template <class F>
ErrorCode code_of(F&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    throw std::logic_error("nothing was thrown");
}

void insert(soci::session& session, int number) {
    Query(session).sql("INSERT INTO t (n) VALUES (").bind(std::int64_t{number}).sql(")").execute();
}

std::int64_t count(Database& database) {
    return database.read(Call{}, [](soci::session& session) {
        std::int64_t rows = 0;
        Query(session).sql("SELECT COUNT(*) FROM t").each(1, [&](const Row& row) {
            rows = row.number(0);
        });
        return rows;
    });
}

void make_table(Database& database) {
    database.use(Call{}, [](soci::session& session) {
        Query(session).sql("CREATE TABLE t (n BIGINT PRIMARY KEY, text VARCHAR(1000))").execute();
    });
}

/// A statement that does not end by itself within a test.
void run_endlessly(soci::session& session, Engine engine) {
    const char* sqlite =
        "SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i FROM n WHERE i < 0)";
    Query(session)
        .sql(engine == Engine::sqlite ? sqlite : "SELECT SLEEP(3600)")
        .each(1, [](const Row&) {});
}

DatabaseOptions small_pool(std::size_t size, milliseconds wait) {
    DatabaseOptions options;
    options.pool_size = size;
    options.pool_wait = wait;
    return options;
}

/// Calls that wait for a connection.
int waiters(const prometheus::Registry& registry) {
    const auto text = prometheus::TextSerializer().Serialize(registry.Collect());
    const std::string name = "marquee_database_connection_waiters{pool=\"main\"} ";
    return std::stoi(text.substr(text.find(name) + name.size()));
}

/// Suites that hold for both engines.
template <class Place>
class DatabaseOn : public testing::Test {
protected:
    Place place_;
    prometheus::Registry registry_;
};

using Places = testing::Types<test::TestSqlite, test::TestMysql>;
TYPED_TEST_SUITE(DatabaseOn, Places);
template <class Place>
using ConcurrentDatabaseOn = DatabaseOn<Place>;
TYPED_TEST_SUITE(ConcurrentDatabaseOn, Places);

TYPED_TEST(DatabaseOn, RollsBackWhatThrows) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    EXPECT_THROW(database.write(Call{},
                                [](soci::session& session) {
                                    insert(session, 1);
                                    throw Error(ErrorCode::precondition_failed, "no");
                                }),
                 Error);
    EXPECT_EQ(count(database), 0);
    EXPECT_THROW(database.write(Call{},
                                [](soci::session& session) {
                                    insert(session, 1);
                                    throw std::logic_error("a mistake");
                                }),
                 std::logic_error);
    EXPECT_EQ(count(database), 0);
}

TYPED_TEST(DatabaseOn, GivesAPersistentDuplicateAsAConflict) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(code_of([&] {
                  database.write(Call{}, [](soci::session& session) { insert(session, 1); });
              }),
              ErrorCode::conflict);
    EXPECT_EQ(count(database), 1);
}

TYPED_TEST(DatabaseOn, LetsAMistakeInTheStatementThroughAsInternalWithoutItsValues) {
    Database database(this->place_.url(), {}, this->registry_);
    const std::string value = "private";
    try {
        database.read(Call{}, [&](soci::session& session) {
            Query(session).sql("DELETE FROM nowhere WHERE 1 = ").bind(value).execute();
        });
        FAIL() << "the mistake went unnoticed";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()).find(value), std::string::npos) << error.what();
    }
}

TYPED_TEST(DatabaseOn, KeepsTextNumbersAndNullToTheLetter) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    const std::string hostile =
        "'; DROP TABLE t; -- \" \\ \\' :v0 ? %s \n\t \xE2\x98\x83 \xF0\x9F\x98\x80";
    database.write(Call{}, [&](soci::session& session) {
        Query(session)
            .sql("INSERT INTO t (n, text) VALUES (")
            .bind(std::int64_t{-9'223'372'036'854'775'807})
            .sql(", ")
            .bind(hostile)
            .sql("), (")
            .bind(std::int64_t{2})
            .sql(", ")
            .bind(std::optional<std::string>())
            .sql(")")
            .execute();
    });
    database.read(Call{}, [&](soci::session& session) {
        std::vector<std::pair<std::int64_t, std::optional<std::string>>> rows;
        Query(session).sql("SELECT n, text FROM t ORDER BY n").each(2, [&](const Row& row) {
            rows.emplace_back(row.number(0), row.optional_text(1));
        });
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows[0].first, -9'223'372'036'854'775'807);
        EXPECT_EQ(rows[0].second, hostile);
        EXPECT_EQ(rows[1].second, std::nullopt);
    });
}

TYPED_TEST(DatabaseOn, AsksAgainWithOtherValuesAndOtherText) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    database.write(Call{}, [&](soci::session& session) {
        Query query(session);
        for (const std::int64_t n : {1, 2, 3}) {
            query.restart().sql("INSERT INTO t (n, text) VALUES (").bind(n).sql(", ");
            n == 2 ? query.bind(std::optional<std::string>()) : query.bind(std::to_string(n));
            EXPECT_EQ(query.sql(")").execute(), 1);
        }
        // Another kind of value in the same place, and more values.
        query.restart().sql("UPDATE t SET text = ").bind(std::string("two")).sql(" WHERE n = ");
        EXPECT_EQ(query.bind(std::int64_t{2}).sql(" OR n = ").bind(std::int64_t{4}).execute(), 1);
    });
    database.read(Call{}, [&](soci::session& session) {
        Query query(session);
        std::vector<std::string> texts;
        const auto find = [&](std::int64_t most) {
            texts.clear();
            query.restart().sql("SELECT text FROM t WHERE n <= ").bind(most).sql(" ORDER BY n");
            query.each(1, [&](const Row& row) { texts.push_back(row.text(0)); });
            return texts;
        };
        EXPECT_EQ(find(3), (std::vector<std::string>{"1", "two", "3"}));
        EXPECT_EQ(find(0), std::vector<std::string>{});
        EXPECT_EQ(find(2), (std::vector<std::string>{"1", "two"}));
        // The same text, of which other columns are wanted, and of another kind.
        query.restart().sql("SELECT n, text FROM t WHERE n <= ").bind(std::int64_t{1});
        query.each(2, [&](const Row& row) { texts.push_back(row.text(1) + row.text(0)); });
        query.restart().sql("SELECT n, text FROM t WHERE text = ").bind(std::string("3"));
        query.each(2, [&](const Row& row) { texts.push_back(row.text(1) + row.text(0)); });
        query.restart().sql("SELECT n, text FROM t WHERE text = ").bind(std::int64_t{3});
        query.each(2, [&](const Row& row) { texts.push_back(row.text(1) + row.text(0)); });
        EXPECT_EQ(texts, (std::vector<std::string>{"1", "two", "11", "33", "33"}));
    });
}

TYPED_TEST(DatabaseOn, RefusesACallThatIsLate) {
    Database database(this->place_.url(), {}, this->registry_);
    bool ran = false;
    EXPECT_EQ(code_of([&] {
                  database.read(due_in(milliseconds(-1)), [&](soci::session&) { ran = true; });
              }),
              ErrorCode::deadline_exceeded);
    EXPECT_FALSE(ran);
}

TYPED_TEST(ConcurrentDatabaseOn, WaitsForAConnectionNoLongerThanItMay) {
    Database database(this->place_.url(), small_pool(1, milliseconds(30)), this->registry_);
    std::latch borrowed(1);
    std::promise<void> done;
    std::thread other([&] {
        database.read(Call{}, [&](soci::session&) {
            borrowed.count_down();
            done.get_future().wait();
        });
    });
    borrowed.wait();
    const auto nothing = [](soci::session&) {};
    EXPECT_EQ(code_of([&] { database.read(Call{}, nothing); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { database.read(due_in(milliseconds(5)), nothing); }),
              ErrorCode::deadline_exceeded);
    done.set_value();
    other.join();
    database.read(Call{}, nothing);
}

TYPED_TEST(ConcurrentDatabaseOn, EndsAStatementWhenTheCallIsCancelled) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    for (const bool writes : {false, true}) {
        std::stop_source client;
        Call call;
        call.cancelled = client.get_token();
        std::latch begun(1);
        std::thread cancelling([&] {
            begun.wait();
            client.request_stop();
        });
        const auto work = [&](soci::session& session) {
            if (writes) insert(session, 1);
            // What is cancelled between two statements ends with the second, too.
            begun.count_down();
            run_endlessly(session, database.engine());
        };
        EXPECT_EQ(code_of([&] { writes ? database.write(call, work) : database.read(call, work); }),
                  ErrorCode::deadline_exceeded);
        cancelling.join();
    }
    EXPECT_EQ(count(database), 0);
}

TYPED_TEST(ConcurrentDatabaseOn, WaitsForNoConnectionWhenTheCallIsCancelled) {
    Database database(this->place_.url(), small_pool(1, std::chrono::hours(1)), this->registry_);
    std::stop_source client;
    Call call;
    call.cancelled = client.get_token();
    bool ran = false;
    database.read(Call{}, [&](soci::session&) {
        std::thread waiting([&] {
            EXPECT_EQ(code_of([&] { database.read(call, [&](soci::session&) { ran = true; }); }),
                      ErrorCode::deadline_exceeded);
        });
        while (waiters(this->registry_) == 0) std::this_thread::yield();
        client.request_stop();
        waiting.join();
    });
    EXPECT_EQ(code_of([&] { database.read(call, [&](soci::session&) { ran = true; }); }),
              ErrorCode::deadline_exceeded);
    EXPECT_FALSE(ran);
    // The place in the line is gone, and the connection there for others.
    EXPECT_EQ(waiters(this->registry_), 0);
    database.read(Call{}, [&](soci::session&) { ran = true; });
    EXPECT_TRUE(ran);
}

TYPED_TEST(ConcurrentDatabaseOn, LendsToWhoeverCameFirst) {
    Database database(this->place_.url(), small_pool(1, std::chrono::hours(1)), this->registry_);
    std::vector<int> order;
    std::vector<std::thread> threads;
    database.read(Call{}, [&](soci::session&) {
        for (int i = 0; i < 5; ++i) {
            threads.emplace_back(
                [&, i] { database.read(Call{}, [&](soci::session&) { order.push_back(i); }); });
            while (waiters(this->registry_) <= i) std::this_thread::yield();
        }
    });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TYPED_TEST(ConcurrentDatabaseOn, NeverLendsMoreConnectionsThanAllowed) {
    Database database(this->place_.url(), small_pool(3, std::chrono::seconds(10)), this->registry_);
    std::atomic<int> lent = 0;
    std::atomic<int> most = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 20; ++j) {
                database.read(Call{}, [&](soci::session&) {
                    const int now = ++lent;
                    int seen = most;
                    while (now > seen && !most.compare_exchange_weak(seen, now)) {
                    }
                    std::this_thread::yield();
                    --lent;
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_LE(most, 3);
    EXPECT_NE(prometheus::TextSerializer()
                  .Serialize(this->registry_.Collect())
                  .find("marquee_database_connections_in_use{pool=\"main\"} 0"),
              std::string::npos);
}

TYPED_TEST(ConcurrentDatabaseOn, CommitsEveryOneOfManyWriters) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int j = 0; j < 25; ++j) {
                database.write(Call{},
                               [&](soci::session& session) { insert(session, i * 100 + j); });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count(database), 200);
}

TYPED_TEST(DatabaseOn, ShowsOneStateInASnapshot) {
    Database database(this->place_.url(), {}, this->registry_);
    make_table(database);
    database.read_snapshot(Call{}, [&](soci::session& session) {
        const auto rows = [&] {
            std::int64_t result = 0;
            Query(session).sql("SELECT COUNT(*) FROM t").each(1, [&](const Row& row) {
                result = row.number(0);
            });
            return result;
        };
        EXPECT_EQ(rows(), 0);
        std::thread([&] {
            database.write(Call{}, [](soci::session& other) { insert(other, 1); });
        }).join();
        EXPECT_EQ(rows(), 0);
    });
    EXPECT_EQ(count(database), 1);
}

TEST(ConcurrentMysqlDatabase, ResolvesDeadlocks) {
    test::TestMysql place;
    prometheus::Registry registry;
    Database database(place.url(), {}, registry);
    make_table(database);
    database.write(Call{}, [](soci::session& session) {
        insert(session, 1);
        insert(session, 2);
    });
    std::atomic<int> attempts = 0;
    std::latch both_hold_one(2);
    const auto cross = [&](int first, int second) {
        bool again = false;
        database.write(Call{}, [&](soci::session& session) {
            ++attempts;
            const auto touch = [&](int n) {
                Query(session)
                    .sql("UPDATE t SET text = 'x' WHERE n = ")
                    .bind(std::int64_t{n})
                    .execute();
            };
            touch(first);
            if (!std::exchange(again, true)) both_hold_one.arrive_and_wait();
            touch(second);
        });
    };
    std::thread one([&] { cross(1, 2); });
    std::thread two([&] { cross(2, 1); });
    one.join();
    two.join();
    EXPECT_GE(attempts, 3) << "there was no deadlock to resolve";
}

/// A MySQL database behind a gate that can be shut.
class MysqlThatGoesAway : public testing::Test {
protected:
    test::TestMysql place_;
    test::TcpGate gate_{place_.url().hosts.front().name, place_.url().hosts.front().port};
    prometheus::Registry registry_;
    DatabaseUrl url_ = [this] {
        auto url = place_.url();
        url.hosts = {{"127.0.0.1", gate_.port()}};
        return url;
    }();
};

TEST_F(MysqlThatGoesAway, MakesCallsUnavailableAndComesBackByItself) {
    Database database(url_, {}, registry_);
    make_table(database);
    gate_.close();
    EXPECT_EQ(code_of([&] { count(database); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] {
                  database.write(Call{}, [](soci::session& session) { insert(session, 1); });
              }),
              ErrorCode::unavailable);
    gate_.open();
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(count(database), 1);
}

TEST_F(MysqlThatGoesAway, IsNotNoticedWhenItIsBackBeforeTheNextCall) {
    Database database(url_, {}, registry_);
    make_table(database);
    gate_.close();
    gate_.open();
    EXPECT_EQ(count(database), 0);
    gate_.close();
    gate_.open();
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(count(database), 1);
}

TEST_F(MysqlThatGoesAway, RepeatsWorkThatWasCutOffBeforeItsCommit) {
    Database database(url_, {}, registry_);
    make_table(database);
    int attempts = 0;
    database.write(Call{}, [&](soci::session& session) {
        insert(session, 1);
        if (++attempts == 1) {
            gate_.close();
            gate_.open();
        }
        insert(session, 2);
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(count(database), 2);
}

TEST_F(MysqlThatGoesAway, AdmitsThatItDoesNotKnowWhatBecameOfACommit) {
    Database database(url_, {}, registry_);
    make_table(database);
    EXPECT_EQ(code_of([&] {
                  database.write(Call{}, [&](soci::session& session) {
                      insert(session, 1);
                      gate_.close();
                  });
              }),
              ErrorCode::unknown_outcome);
}

TEST_F(MysqlThatGoesAway, IsNotWaitedForLongerThanTheCallMay) {
    // Long enough for the test to fail if anything else but the deadline ended the wait.
    DatabaseOptions options;
    options.statement_timeout = std::chrono::hours(1);
    Database database(url_, options, registry_);
    make_table(database);
    gate_.freeze();
    EXPECT_EQ(code_of([&] {
                  database.read(due_in(milliseconds(50)), [](soci::session& session) {
                      Query(session).sql("SELECT COUNT(*) FROM t").each(1, [](const Row&) {});
                  });
              }),
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] {
                  database.write(due_in(milliseconds(1'100)),
                                 [](soci::session& session) { insert(session, 1); });
              }),
              ErrorCode::deadline_exceeded);
    gate_.close();
    gate_.open();
    database.write(due_in(std::chrono::minutes(1)),
                   [](soci::session& session) { insert(session, 2); });
    EXPECT_EQ(count(database), 1);
}

TEST_F(MysqlThatGoesAway, FailsOverToTheNextHost) {
    url_.hosts.push_back(place_.url().hosts.front());
    Database database(url_, {}, registry_);
    make_table(database);
    gate_.close();
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(count(database), 1);
}

TEST(MysqlDatabase, DoesNotTellThePasswordWhenItIsWrong) {
    test::TestMysql place;
    auto url = place.url();
    url.user = "nobody";
    url.password = "secret";
    prometheus::Registry registry;
    Database database(url, {}, registry);
    try {
        database.read(Call{}, [](soci::session&) {});
        FAIL() << "was let in";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unavailable);
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
    }
}

TEST(SqliteDatabase, WritesDurablyAheadOfItsLog) {
    test::TestSqlite place;
    prometheus::Registry registry;
    Database database(place.url(), {}, registry);
    std::string mode;
    std::string synchronous;
    database.use(Call{}, [&](soci::session& session) {
        Query(session).sql("PRAGMA journal_mode").each(1, [&](const Row& row) {
            mode = row.text(0);
        });
        Query(session).sql("PRAGMA synchronous").each(1, [&](const Row& row) {
            synchronous = row.text(0);
        });
    });
    EXPECT_EQ(mode, "wal");
    EXPECT_EQ(synchronous, "2");
}

TEST(SqliteDatabase, IsReadWhileItIsWritten) {
    test::TestSqlite place;
    prometheus::Registry registry;
    Database database(place.url(), {}, registry);
    make_table(database);
    database.write(Call{}, [&](soci::session& session) {
        insert(session, 1);
        EXPECT_EQ(count(database), 0);
    });
    EXPECT_EQ(count(database), 1);
}

TEST(SqliteDatabase, WaitsForAnotherProcessNoLongerThanTheCallDoes) {
    test::TestSqlite place;
    prometheus::Registry registry;
    prometheus::Registry other_registry;
    Database database(place.url(), {}, registry);
    Database other(place.url(), {}, other_registry);
    make_table(database);
    other.write(Call{}, [&](soci::session& session) {
        insert(session, 1);
        EXPECT_EQ(code_of([&] {
                      database.write(due_in(milliseconds(20)),
                                     [](soci::session& mine) { insert(mine, 2); });
                  }),
                  ErrorCode::deadline_exceeded);
    });
    EXPECT_EQ(count(database), 1);
}

TEST(ConcurrentSqliteDatabase, WaitsForNoOtherProcessWhenTheCallIsCancelled) {
    test::TestSqlite place;
    prometheus::Registry registry;
    prometheus::Registry other_registry;
    // Long enough for the test to fail if anything else ended the wait.
    Database database(place.url(), small_pool(1, std::chrono::hours(1)), registry);
    Database other(place.url(), {}, other_registry);
    make_table(database);
    std::stop_source client;
    Call call;
    call.cancelled = client.get_token();
    other.write(Call{}, [&](soci::session& session) {
        insert(session, 1);
        std::thread cancelling([&] {
            std::this_thread::sleep_for(milliseconds(30));
            client.request_stop();
        });
        EXPECT_EQ(
            code_of([&] { database.write(call, [](soci::session& mine) { insert(mine, 2); }); }),
            ErrorCode::deadline_exceeded);
        cancelling.join();
    });
    EXPECT_EQ(count(database), 1);
}

TEST(SqliteDatabase, EndsAStatementAtTheCallsDeadline) {
    prometheus::Registry registry;
    Database database(DatabaseUrl::parse("sqlite::memory:"), {}, registry);
    make_table(database);
    const auto endless = [](soci::session& session) {
        Query(session)
            .sql(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                "INSERT INTO t (n) SELECT i FROM n WHERE i < 0")
            .execute();
    };
    EXPECT_EQ(code_of([&] { database.write(due_in(milliseconds(30)), endless); }),
              ErrorCode::deadline_exceeded);
    database.write(due_in(std::chrono::minutes(1)),
                   [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(count(database), 1);
}

TEST(SqliteDatabase, RefusesWritesWithoutRoomAndLosesNothing) {
    test::TestSqlite place;
    prometheus::Registry registry;
    Database database(place.url(), {}, registry);
    make_table(database);
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    // The writer is one connection: what it is limited to holds for all writes.
    database.use(Call{}, [](soci::session& session) {
        Query(session).sql("PRAGMA max_page_count = 1").each(1, [](const Row&) {});
    });
    EXPECT_EQ(code_of([&] {
                  database.write(Call{}, [](soci::session& session) {
                      for (int i = 2; i < 1'000; ++i) {
                          Query(session)
                              .sql("INSERT INTO t (n, text) VALUES (")
                              .bind(std::int64_t{i})
                              .sql(", ")
                              .bind(std::string(900, 'x'))
                              .sql(")")
                              .execute();
                      }
                  });
              }),
              ErrorCode::unavailable);
    EXPECT_EQ(count(database), 1);
    database.use(Call{}, [](soci::session& session) {
        Query(session).sql("PRAGMA max_page_count = 1000000").each(1, [](const Row&) {});
    });
    database.write(Call{}, [](soci::session& session) { insert(session, 2); });
    EXPECT_EQ(count(database), 2);
}

TEST(SqliteDatabase, RefusesAFileThatIsNoDatabase) {
    test::TestSqlite place;
    std::ofstream(place.url().path) << std::string(4096, 'x');
    prometheus::Registry registry;
    Database database(place.url(), {}, registry);
    EXPECT_EQ(code_of([&] { database.read(Call{}, [](soci::session&) {}); }),
              ErrorCode::unavailable);
}

TEST(SqliteDatabase, RefusesAPathThatCannotBe) {
    test::TestSqlite place;
    std::ofstream(place.folder() / "file") << "x";
    auto url = place.url();
    url.path = (place.folder() / "file" / "marquee.db").string();
    prometheus::Registry registry;
    Database database(url, {}, registry);
    EXPECT_EQ(code_of([&] { database.read(Call{}, [](soci::session&) {}); }),
              ErrorCode::unavailable);
}

TEST(SqliteDatabase, LivesInMemoryOnOneConnection) {
    prometheus::Registry registry;
    Database database(DatabaseUrl::parse("sqlite::memory:"), {}, registry);
    make_table(database);
    database.write(Call{}, [](soci::session& session) { insert(session, 1); });
    EXPECT_EQ(count(database), 1);
}

}  // namespace
}  // namespace marquee::database
