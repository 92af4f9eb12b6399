#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <string>
#include <vector>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/migration/migrator.h"
#include "infrastructure/migration/mysql_connection.h"
#include "tests/support/test_mysql.h"

namespace marquee::migration {
namespace {

using database::Database;
using database::DatabaseUrl;

const std::string kLeaseColumns =
    "(id INT NOT NULL, owner VARCHAR(64) NOT NULL, epoch BIGINT NOT NULL,"
    " renewals BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (id))";
const std::string kNow = "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)";

class MysqlSchemaTest : public testing::Test {
protected:
    Migrator migrator(std::vector<Migration> migrations, MigratorOptions options = {}) {
        return Migrator(database_, "shop", std::move(migrations), std::move(options));
    }

    /// Lets a runner that does nothing any more hold the lease for `ms` by the database's clock.
    void let_a_dead_runner_hold_the_lease(int ms) {
        mysql_.run("CREATE TABLE shop_migration_lease " + kLeaseColumns +
                   "; INSERT INTO shop_migration_lease VALUES (1, 'dead', 41, 0, " + kNow + " + " +
                   std::to_string(ms) + ");");
    }

    std::string state() { return mysql_.value("SELECT state FROM shop_migration"); }
    std::string epoch() { return mysql_.value("SELECT epoch FROM shop_migration_lease"); }

    test::TestMysql mysql_;
    prometheus::Registry metrics_;
    Database database_{mysql_.url(), {}, metrics_};
};

const Migration kItem(1, "0001_item",
                      "CREATE TABLE IF NOT EXISTS shop_item (id INT NOT NULL PRIMARY KEY);\n");

TEST_F(MysqlSchemaTest, CreatesTheDatabaseWhenItIsMissing) {
    mysql_.drop();
    auto subject = migrator({kItem});
    EXPECT_EQ(subject.status()[0].state, MigrationState::pending);
    EXPECT_EQ(
        mysql_.value("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '" +
                     mysql_.url().database + "'"),
        "0");
    EXPECT_EQ(subject.up(), 1);
    EXPECT_EQ(mysql_.value("SELECT default_collation_name FROM information_schema.schemata "
                           "WHERE schema_name = '" +
                           mysql_.url().database + "'"),
              "utf8mb4_bin");
}

TEST_F(MysqlSchemaTest, QuotesTheNameOfTheDatabaseItCreates) {
    DatabaseUrl url = mysql_.url();
    url.database += "`; DROP DATABASE " + mysql_.url().database + "; --";
    Database odd(url, {}, metrics_);
    EXPECT_EQ(Migrator(odd, "shop", {kItem}).up(), 1);
    EXPECT_NE(MysqlConnection::open(mysql_.url(), {}), nullptr);
    const std::string quoted =
        mysql_.url().database + "``; DROP DATABASE " + mysql_.url().database + "; --";
    mysql_.run("DROP DATABASE `" + quoted + "`;");
}

TEST_F(MysqlSchemaTest, TriesTheNextHostWhenOneIsDown) {
    DatabaseUrl url = mysql_.url();
    url.hosts.insert(url.hosts.begin(), {"127.0.0.1", 1});
    Database two_hosts(url, {}, metrics_);
    EXPECT_EQ(Migrator(two_hosts, "shop", {kItem}).up(), 1);
}

TEST_F(MysqlSchemaTest, SaysUnavailableWhenNoHostAnswers) {
    DatabaseUrl url = mysql_.url();
    url.hosts = {{"127.0.0.1", 1}};
    Database nobody(url, {}, metrics_);
    try {
        Migrator(nobody, "shop", {kItem}).up();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unavailable);
        EXPECT_NE(std::string(error.what()).find("127.0.0.1:1"), std::string::npos);
    }
}

TEST_F(MysqlSchemaTest, NamesTheUserThatIsRefusedButNotThePassword) {
    DatabaseUrl url = mysql_.url();
    url.user = "no_such_user";
    url.password = "s3cret";
    Database refused(url, {}, metrics_);
    try {
        Migrator(refused, "shop", {kItem}).up();
        FAIL() << "no error";
    } catch (const Error& error) {
        const std::string message = error.what();
        EXPECT_EQ(error.code(), ErrorCode::forbidden);
        EXPECT_NE(message.find("no_such_user"), std::string::npos) << message;
        EXPECT_NE(message.find(url.hosts.front().name), std::string::npos) << message;
        EXPECT_EQ(message.find("s3cret"), std::string::npos) << message;
    }
}

TEST_F(MysqlSchemaTest, MarksAFailedMigrationAsUnfinished) {
    const Migration broken(1, "0001_item", kItem.sql + "INSERT INTO shop_missing VALUES (1);\n");
    EXPECT_THROW(migrator({broken}).up(), MigrationError);
    EXPECT_EQ(state(), "running");
    EXPECT_EQ(migrator({broken}).status()[0].state, MigrationState::unfinished);
    EXPECT_EQ(mysql_.value("SELECT expires_at FROM shop_migration_lease"), "0");
}

TEST_F(MysqlSchemaTest, RunsAgainWhatADeadRunnerLeftHalfWay) {
    EXPECT_EQ(migrator({kItem}).up(), 1);
    mysql_.run("UPDATE shop_migration SET state = 'running'; DROP TABLE shop_migration_lease;");
    let_a_dead_runner_hold_the_lease(300);
    EXPECT_EQ(migrator({kItem}).up(), 1);
    EXPECT_EQ(state(), "applied");
    EXPECT_EQ(epoch(), "42");
}

TEST_F(MysqlSchemaTest, GivesUpWaitingForALeaseThatIsHeldTooLong) {
    let_a_dead_runner_hold_the_lease(3'600'000);
    try {
        migrator({kItem}, {.lease_wait = std::chrono::milliseconds(1)}).up();
        FAIL() << "no error";
    } catch (const MigrationError& error) {
        EXPECT_NE(std::string(error.what()).find("dead"), std::string::npos) << error.what();
    }
    EXPECT_EQ(epoch(), "41");
    EXPECT_EQ(migrator({kItem}).status()[0].state, MigrationState::pending);
}

TEST_F(MysqlSchemaTest, TellsForWhomItWaits) {
    let_a_dead_runner_hold_the_lease(3'600'000);
    std::vector<std::string> told;
    const auto listen = [&](const std::string& text) {
        told.push_back(text);
        mysql_.run("UPDATE shop_migration_lease SET expires_at = 0 WHERE owner = 'dead';");
    };
    EXPECT_EQ(migrator({kItem}, {.progress = listen}).up(), 1);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_NE(told[0].find("waiting for another instance (dead)"), std::string::npos) << told[0];
}

TEST_F(MysqlSchemaTest, DoesNotTakeAMistakeForAnAbsence) {
    DatabaseUrl url = mysql_.url();
    url.database += " ";
    Database misnamed(url, {}, metrics_);
    EXPECT_THROW(Migrator(misnamed, "shop", {kItem}).up(), MigrationError);
    EXPECT_THROW(Migrator(misnamed, "shop", {kItem}).status(), MigrationError);
}

TEST_F(MysqlSchemaTest, RecordsNothingOnceTheLeaseWasTakenOver) {
    const Migration overtaken(
        1, "0001_item",
        kItem.sql + "UPDATE shop_migration_lease SET owner = 'other', epoch = epoch + 1;\n");
    try {
        migrator({overtaken}).up();
        FAIL() << "no error";
    } catch (const MigrationError& error) {
        EXPECT_NE(std::string(error.what()).find("took over"), std::string::npos) << error.what();
    }
    EXPECT_EQ(state(), "running");
    // What is not ours is not given back either.
    EXPECT_NE(mysql_.value("SELECT expires_at FROM shop_migration_lease"), "0");
}

TEST_F(MysqlSchemaTest, RenewsTheLeaseWhileAScriptRuns) {
    // The script ends when somebody else has changed the lease twice, or fails after a minute.
    const Migration slow(1, "0001_item", R"(
        DROP PROCEDURE IF EXISTS shop_wait;
        CREATE PROCEDURE shop_wait()
        BEGIN
            DECLARE tries INT DEFAULT 1200;
            DECLARE wanted BIGINT;
            SELECT renewals + 2 INTO wanted FROM shop_migration_lease;
            WHILE (SELECT renewals FROM shop_migration_lease) < wanted DO
                IF tries = 0 THEN
                    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody renewed';
                END IF;
                SET tries = tries - 1;
                DO SLEEP(0.05);
            END WHILE;
        END;
        CALL shop_wait();
    )");
    EXPECT_EQ(migrator({slow}, {.lease_ttl = std::chrono::milliseconds(300)}).up(), 1);
    EXPECT_EQ(state(), "applied");
    EXPECT_EQ(mysql_.value("SELECT expires_at FROM shop_migration_lease"), "0");
}

TEST_F(MysqlSchemaTest, NoticesTheErrorOfTheLastOfManyStatementsWithResults) {
    const Migration many(1, "0001_item",
                         "SELECT 1; SELECT 2; " + kItem.sql + "SELECT 3; SELECT missing;\n");
    EXPECT_THROW(migrator({many}).up(), MigrationError);
    EXPECT_EQ(state(), "running");
}

TEST_F(MysqlSchemaTest, CanRunEveryMigrationOfTheBinaryTwice) {
    for (const char* context : {"metadata", "rating", "movie", "identity", "idempotency"}) {
        const auto migrations = migrations_of(context, database::Engine::mysql);
        Migrator subject(database_, context, migrations);
        EXPECT_EQ(subject.up(), static_cast<int>(migrations.size())) << context;
        mysql_.run("UPDATE " + std::string(context) + "_migration SET state = 'running';");
        EXPECT_EQ(subject.up(), static_cast<int>(migrations.size())) << context;
    }
}

TEST_F(MysqlSchemaTest, GivesEveryTableAPrimaryKeyAndBinaryComparison) {
    for (const char* context : {"metadata", "rating", "movie", "identity", "idempotency"}) {
        Migrator(database_, context, migrations_of(context, database::Engine::mysql)).up();
    }
    const std::string ours =
        " FROM information_schema.tables AS t WHERE t.table_schema = DATABASE()";
    EXPECT_NE(mysql_.value("SELECT COUNT(*)" + ours), "0");
    EXPECT_EQ(mysql_.value("SELECT COUNT(*)" + ours +
                           " AND (t.engine <> 'InnoDB' OR t.table_collation <> 'utf8mb4_bin')"),
              "0");
    EXPECT_EQ(mysql_.value("SELECT COUNT(*)" + ours +
                           " AND NOT EXISTS (SELECT 1 FROM information_schema.statistics AS s"
                           " WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name"
                           " AND s.index_name = 'PRIMARY')"),
              "0");
}

}  // namespace
}  // namespace marquee::migration
