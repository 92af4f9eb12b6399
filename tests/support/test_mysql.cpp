#include "tests/support/test_mysql.h"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <stdlib.h>
#include <unistd.h>

#include "infrastructure/migration/mysql_connection.h"

namespace marquee::test {
namespace {

database::DatabaseUrl server_url() {
    const char* text = std::getenv("MARQUEE_TEST_DATABASE_URL");
    if (!text || !*text) {
        throw std::runtime_error(
            "MARQUEE_TEST_DATABASE_URL names no MySQL server: run scripts/test");
    }
    return database::DatabaseUrl::parse(text);
}

std::string fresh_name() {
    static std::atomic<int> counter = 0;
    return "marquee_test_" + std::to_string(::getpid()) + "_" + std::to_string(++counter);
}

}  // namespace

TestMysql::TestMysql() : url_(server_url()) {
    url_.database = fresh_name();
    database::DatabaseUrl server = url_;
    server.database.clear();
    connection_ = migration::MysqlConnection::open(server, {});
    // An earlier process with this id may have been killed.
    drop();
    migration::create_database(url_, {});
    connection_->execute("USE " + url_.database);
}

TestMysql::~TestMysql() {
    drop();
}

void TestMysql::run(const std::string& sql) {
    connection_->run_script(sql);
}

std::string TestMysql::value(const std::string& sql) {
    return connection_->query(sql).at(0).at(0);
}

void TestMysql::drop() {
    connection_->execute("DROP DATABASE IF EXISTS " + url_.database);
}

TestSqlite::TestSqlite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "marquee-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) {
        throw std::runtime_error("can't create " + pattern);
    }
    folder_ = pattern;
    url_ = database::DatabaseUrl::parse("sqlite://" + (folder_ / "marquee.db").string());
}

TestSqlite::~TestSqlite() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace marquee::test
