#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "infrastructure/database/database_url.h"

namespace marquee::migration {
class MysqlConnection;
}

namespace marquee::test {

/// A fresh, empty database on the MySQL server that MARQUEE_TEST_DATABASE_URL names, dropped at the
/// end. Throws when the variable is not set: a test that needs it must not pass without it.
class TestMysql {
public:
    TestMysql();
    ~TestMysql();
    TestMysql(const TestMysql&) = delete;
    TestMysql& operator=(const TestMysql&) = delete;

    const database::DatabaseUrl& url() const { return url_; }

    /// Runs statements that each end with a semicolon.
    void run(const std::string& sql);

    /// The one value that a SELECT answers. Throws when it answers no row.
    std::string value(const std::string& sql);

    void drop();

private:
    database::DatabaseUrl url_;
    std::unique_ptr<migration::MysqlConnection> connection_;
};

/// A fresh SQLite file in a temporary folder of its own, which is removed at the end.
class TestSqlite {
public:
    TestSqlite();
    ~TestSqlite();
    TestSqlite(const TestSqlite&) = delete;
    TestSqlite& operator=(const TestSqlite&) = delete;

    const database::DatabaseUrl& url() const { return url_; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
    database::DatabaseUrl url_;
};

}  // namespace marquee::test
