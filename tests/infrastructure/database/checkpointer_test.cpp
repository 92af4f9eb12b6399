#include <chrono>
#include <cstdint>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "prometheus/registry.h"
#include "soci/soci.h"

#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"
#include "tests/support/test_mysql.h"

namespace marquee::database {
namespace {

constexpr std::uintmax_t kMegabyte = 1 << 20;

class CheckpointerTest : public testing::Test {
protected:
    CheckpointerTest() {
        database_.use(Call{}, [](soci::session& session) {
            Query(session).sql("CREATE TABLE t (n BIGINT PRIMARY KEY, text TEXT)").execute();
        });
    }

    /// Commits so many rows of a megabyte, in place of the ones that were there.
    void write(int rows) {
        for (int i = 0; i < rows; ++i) {
            database_.write(Call{}, [&](soci::session& session) {
                Query(session)
                    .sql("INSERT OR REPLACE INTO t (n, text) VALUES (")
                    .bind(std::int64_t{i})
                    .sql(", ")
                    .bind(std::string(kMegabyte, 'x'))
                    .sql(")")
                    .execute();
            });
        }
    }
    std::uintmax_t file_size() const { return std::filesystem::file_size(place_.url().path); }
    std::uintmax_t log_size() const {
        return std::filesystem::file_size(place_.url().path + "-wal");
    }

    test::TestSqlite place_;
    prometheus::Registry registry_;
    Database database_{place_.url(), {}, registry_};
};

TEST_F(CheckpointerTest, BringsTheLogIntoTheFile) {
    write(10);
    EXPECT_LT(file_size(), kMegabyte);
    write(30);
    for (int i = 0; i < 2000 && file_size() < 16 * kMegabyte; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_GE(file_size(), 16 * kMegabyte);
}

TEST_F(CheckpointerTest, BoundsTheLog) {
    for (int i = 0; i < 10; ++i) write(20);
    EXPECT_LT(log_size(), 100 * kMegabyte);
}

TEST_F(CheckpointerTest, BoundsTheLogAgainAfterALongRead) {
    database_.read_snapshot(Call{}, [&](soci::session& session) {
        Query(session).sql("SELECT n FROM t").each(1, [](const Row&) {});
        for (int i = 0; i < 5; ++i) write(20);
    });
    const auto before = log_size();
    EXPECT_GE(before, 90 * kMegabyte);
    for (int i = 0; i < 10; ++i) write(20);
    EXPECT_LE(log_size(), before + 10 * kMegabyte);
}

}  // namespace
}  // namespace marquee::database
