#include "infrastructure/database/sqlite_backend.h"

#include <gtest/gtest.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "infrastructure/database/query.h"
#include "tests/support/test_mysql.h"

namespace marquee::database {
namespace {

class SqliteBackend : public testing::Test {
protected:
    SqliteBackend() {
        session_ << "PRAGMA journal_mode = WAL";
        session_ << "CREATE TABLE t (n BIGINT PRIMARY KEY, text VARCHAR(100))";
    }

    void insert(std::int64_t number, const std::optional<std::string>& text) {
        Query query(session_);
        query.sql("INSERT INTO t (n, text) VALUES (").bind(number).sql(", ").bind(text).sql(")");
        query.execute();
    }

    std::vector<std::string> texts_from(std::int64_t number) {
        std::vector<std::string> texts;
        select(number,
               [&](const Row& row) { texts.push_back(row.optional_text(0).value_or("-")); });
        return texts;
    }

    void select(std::int64_t number, const std::function<void(const Row&)>& use) {
        Query query(session_);
        query.sql("SELECT text FROM t WHERE n >= ").bind(number).sql(" ORDER BY n").each(1, use);
    }

    /// Statements that the connection has, in use or not.
    int statements() {
        auto* connection =
            static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
        int count = 0;
        sqlite_api::sqlite3_stmt* statement = nullptr;
        while ((statement = sqlite_api::sqlite3_next_stmt(connection, statement)) != nullptr) {
            ++count;
        }
        return count;
    }

    test::TestSqlite place_;
    soci::session session_{sqlite_backend(), "dbname=" + place_.url().path};
};

TEST_F(SqliteBackend, TellsAnEmptyTextFromNoneAndKeepsAllBytes) {
    const std::string bytes("a\0b", 3);
    insert(1, "");
    insert(2, std::nullopt);
    insert(3, bytes);
    EXPECT_EQ(texts_from(1), (std::vector<std::string>{"", "-", bytes}));
}

TEST_F(SqliteBackend, KeepsAStatementForTheNextUse) {
    insert(1, "one");
    const int once = statements();
    insert(2, std::nullopt);
    insert(3, "three");
    EXPECT_EQ(statements(), once);
    EXPECT_EQ(texts_from(1), (std::vector<std::string>{"one", "-", "three"}));
    EXPECT_EQ(texts_from(3), (std::vector<std::string>{"three"}));
    EXPECT_EQ(statements(), once + 1);
}

TEST_F(SqliteBackend, RunsAStatementInsideItself) {
    insert(1, "one");
    insert(2, "two");
    std::vector<std::string> seen;
    select(1, [&](const Row& row) {
        seen.push_back(row.text(0));
        for (const auto& text : texts_from(2)) seen.push_back(text);
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"one", "two", "two", "two"}));
}

TEST_F(SqliteBackend, GoesOnAfterAStatementThatFailed) {
    insert(1, "one");
    EXPECT_THROW(insert(1, "again"), soci::soci_error);
    insert(2, "two");
    EXPECT_EQ(texts_from(1), (std::vector<std::string>{"one", "two"}));
}

TEST_F(SqliteBackend, HoldsNoLockForAStatementThatWasLeftInTheMiddle) {
    insert(1, "one");
    insert(2, "two");
    EXPECT_THROW(select(1, [](const Row&) { throw std::runtime_error("enough"); }),
                 std::runtime_error);
    soci::session other(sqlite_backend(), "dbname=" + place_.url().path);
    int busy = 1;
    other << "PRAGMA wal_checkpoint(TRUNCATE)", soci::into(busy);
    EXPECT_EQ(busy, 0);
}

TEST_F(SqliteBackend, SeesTablesChange) {
    insert(1, "one");
    EXPECT_EQ(texts_from(1), (std::vector<std::string>{"one"}));
    session_ << "ALTER TABLE t RENAME COLUMN text TO old";
    session_ << "ALTER TABLE t ADD COLUMN text VARCHAR(100) DEFAULT 'new'";
    EXPECT_EQ(texts_from(1), (std::vector<std::string>{"new"}));
}

TEST_F(SqliteBackend, KeepsAFewStatementsOnly) {
    for (int i = 0; i < 300; ++i) {
        int value = 0;
        session_ << "SELECT " + std::to_string(i), soci::into(value);
        EXPECT_EQ(value, i);
    }
    EXPECT_EQ(statements(), 64);
    const std::string long_text = "SELECT '" + std::string(20'000, 'x') + "'";
    std::string answer;
    session_ << long_text, soci::into(answer);
    EXPECT_EQ(answer.size(), 20'000u);
    EXPECT_EQ(statements(), 64);
}

}  // namespace
}  // namespace marquee::database
