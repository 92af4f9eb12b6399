#include "infrastructure/migration/migrator.h"

#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <prometheus/registry.h>
#include <soci/soci.h>
#include <string>
#include <thread>
#include <vector>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "tests/support/test_mysql.h"

namespace marquee::migration {
namespace {

using database::Database;
using database::Engine;

/// An empty database of either engine, through which the migrator's doings are seen.
class MigratorOnEachEngine : public testing::TestWithParam<Engine> {
protected:
    MigratorOnEachEngine() {
        if (GetParam() == Engine::mysql) {
            mysql_ = std::make_unique<test::TestMysql>();
        } else {
            sqlite_ = std::make_unique<test::TestSqlite>();
        }
        database_ = open();
    }

    std::unique_ptr<Database> open() {
        return std::make_unique<Database>(mysql_ ? mysql_->url() : sqlite_->url(),
                                          database::DatabaseOptions{}, metrics_);
    }

    int up(const std::vector<Migration>& migrations) {
        return Migrator(*database_, "shop", migrations).up();
    }

    std::vector<MigrationStatus> status(const std::vector<Migration>& migrations) {
        return Migrator(*database_, "shop", migrations).status();
    }

    std::string refusal_of_up(const std::vector<Migration>& migrations) {
        try {
            up(migrations);
        } catch (const MigrationError& error) {
            return error.what();
        }
        return "no error";
    }

    void execute(const std::string& sql) {
        database_->use(Call{}, [&](soci::session& session) { session << sql; });
    }

    int number(const std::string& sql) {
        int value = -1;
        database_->use(Call{}, [&](soci::session& session) { session << sql, soci::into(value); });
        return value;
    }

    prometheus::Registry metrics_;
    std::unique_ptr<test::TestMysql> mysql_;
    std::unique_ptr<test::TestSqlite> sqlite_;
    std::unique_ptr<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Engines, MigratorOnEachEngine,
                         testing::Values(Engine::sqlite, Engine::mysql), [](const auto& engine) {
                             return std::string(database::name_of(engine.param));
                         });

/// Not safe to run twice, so that it shows when somebody does.
std::vector<Migration> two_steps() {
    return {Migration(1, "0001_item",
                      "CREATE TABLE shop_item (id INT NOT NULL PRIMARY KEY);\n"
                      "INSERT INTO shop_item VALUES (1);\n"
                      "INSERT INTO shop_item VALUES (2);\n"),
            Migration(2, "0002_price",
                      "-- A comment; with a semicolon.\n"
                      "CREATE TABLE shop_price (id INT NOT NULL PRIMARY KEY);\n"
                      "INSERT INTO shop_price SELECT id FROM shop_item;\n")};
}

constexpr auto kPending = MigrationState::pending;
constexpr auto kApplied = MigrationState::applied;

using Statuses = std::vector<MigrationStatus>;

TEST_P(MigratorOnEachEngine, BringsAFreshDatabaseUp) {
    EXPECT_EQ(status(two_steps()),
              (Statuses{{1, "0001_item", kPending}, {2, "0002_price", kPending}}));
    EXPECT_EQ(up(two_steps()), 2);
    EXPECT_EQ(number("SELECT COUNT(*) FROM shop_price"), 2);
    EXPECT_EQ(status(two_steps()),
              (Statuses{{1, "0001_item", kApplied}, {2, "0002_price", kApplied}}));
    EXPECT_EQ(number("SELECT COUNT(*) FROM shop_migration WHERE applied_at > 1600000000000"), 2);
}

TEST_P(MigratorOnEachEngine, HasNothingToDoTheSecondTime) {
    up(two_steps());
    EXPECT_EQ(up(two_steps()), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM shop_item"), 2);
}

TEST_P(MigratorOnEachEngine, AppliesWhatANewerBinaryAdds) {
    EXPECT_EQ(up({two_steps()[0]}), 1);
    EXPECT_EQ(status(two_steps()),
              (Statuses{{1, "0001_item", kApplied}, {2, "0002_price", kPending}}));
    EXPECT_EQ(up(two_steps()), 1);
}

TEST_P(MigratorOnEachEngine, KeepsContextsApart) {
    up(two_steps());
    Migrator other(*database_, "bar",
                   {Migration(1, "0001_a", "CREATE TABLE bar_a (id INT NOT NULL PRIMARY KEY);")});
    EXPECT_EQ(other.up(), 1);
    EXPECT_EQ(status(two_steps()).size(), 2U);
}

TEST_P(MigratorOnEachEngine, LetsOneOfManyInstancesDoTheWork) {
    std::atomic<int> applied = 0;
    std::atomic<int> failed = 0;
    {
        std::vector<std::jthread> instances;
        for (int i = 0; i < 8; ++i) {
            instances.emplace_back([&] {
                // As another process would: with connections of its own.
                const auto own = open();
                try {
                    applied += Migrator(*own, "shop", two_steps()).up();
                } catch (const std::exception& error) {
                    ++failed;
                    ADD_FAILURE() << error.what();
                }
            });
        }
    }
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(applied, 2);
    EXPECT_EQ(number("SELECT COUNT(*) FROM shop_item"), 2);
}

TEST_P(MigratorOnEachEngine, RefusesAMigrationThatWasChanged) {
    up(two_steps());
    auto edited = two_steps();
    edited[1] = Migration(2, "0002_price", edited[1].sql + "DROP TABLE shop_item;\n");
    EXPECT_EQ(status(edited)[1].state, MigrationState::changed);
    const std::string refusal = refusal_of_up(edited);
    EXPECT_NE(refusal.find("shop migration 0002_price"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("must never be edited"), std::string::npos) << refusal;
    EXPECT_EQ(number("SELECT COUNT(*) FROM shop_item"), 2);
}

TEST_P(MigratorOnEachEngine, RefusesAHistoryThatWasTamperedWith) {
    up(two_steps());
    execute("UPDATE shop_migration SET checksum = 'x' WHERE version = 1");
    EXPECT_NE(refusal_of_up(two_steps()).find("0001_item"), std::string::npos);
    execute("DELETE FROM shop_migration WHERE version = 1");
    EXPECT_NE(refusal_of_up(two_steps()).find("tampered"), std::string::npos);
}

TEST_P(MigratorOnEachEngine, RefusesADatabaseThatANewerBinaryHasUsed) {
    up(two_steps());
    const std::vector<Migration> older = {two_steps()[0]};
    EXPECT_EQ(status(older),
              (Statuses{{1, "0001_item", kApplied}, {2, "0002_price", MigrationState::unknown}}));
    const std::string refusal = refusal_of_up(older);
    EXPECT_NE(refusal.find("newer version"), std::string::npos) << refusal;
}

TEST_P(MigratorOnEachEngine, StopsAtAFailingStatementAndGoesOnWhenItIsCorrected) {
    auto broken = two_steps();
    broken[1] = Migration(2, "0002_price",
                          "CREATE TABLE IF NOT EXISTS shop_price (id INT NOT NULL PRIMARY KEY);\n"
                          "INSERT INTO shop_missing VALUES (1);\n"
                          "CREATE TABLE shop_never (id INT NOT NULL PRIMARY KEY);\n");
    const std::string refusal = refusal_of_up(broken);
    EXPECT_NE(refusal.find("shop migration 0002_price"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("shop_missing"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("marquee migrate up"), std::string::npos) << refusal;
    EXPECT_EQ(status(broken)[0].state, kApplied);
    EXPECT_NE(status(broken)[1].state, kApplied);

    const std::vector<Migration> corrected = {
        broken[0],
        Migration(2, "0002_price",
                  "CREATE TABLE IF NOT EXISTS shop_price (id INT NOT NULL PRIMARY KEY);\n"
                  "INSERT INTO shop_price VALUES (7);\n")};
    EXPECT_EQ(up(corrected), 1);
    EXPECT_EQ(number("SELECT id FROM shop_price"), 7);
    EXPECT_EQ(status(corrected)[1].state, kApplied);
}

TEST_P(MigratorOnEachEngine, AppliesEverythingThatIsInTheBinary) {
    for (const char* context : {"metadata", "rating", "movie", "identity", "idempotency"}) {
        const auto migrations = migrations_of(context, GetParam());
        Migrator migrator(*database_, context, migrations);
        EXPECT_EQ(migrator.up(), static_cast<int>(migrations.size())) << context;
        EXPECT_EQ(migrator.up(), 0) << context;
    }
    EXPECT_EQ(number("SELECT COUNT(*) FROM rating_summary"), 0);
}

}  // namespace
}  // namespace marquee::migration
