#include "tests/support/test_database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "infrastructure/migration/mysql_connection.h"
#include "tests/support/test_mysql.h"

namespace marquee::test {
namespace {

class SqliteDatabase : public TestDatabase {
public:
    std::string url() const override { return "sqlite://" + place_.url().path; }
    std::string url_through(int) const override { return url(); }

    // A connection only as long as it is needed: an open one would keep the write-ahead log from
    // being tidied away by the server's end.
    void run(const std::string& sql) override {
        soci::session session(soci::sqlite3, "dbname=" + place_.url().path + " timeout=20");
        session << sql;
    }

    std::string value(const std::string& sql) override {
        soci::session session(soci::sqlite3, "dbname=" + place_.url().path + " timeout=20");
        std::string result;
        session << "SELECT CAST((" + sql + ") AS TEXT)", soci::into(result);
        return result;
    }

private:
    TestSqlite place_;
};

class MysqlDatabase : public TestDatabase {
public:
    // The account is named like the database.
    MysqlDatabase() {
        run("DROP USER IF EXISTS " + account());
        run("CREATE USER " + account() + " IDENTIFIED BY '" + kDatabasePassword + "'");
        run("GRANT ALL ON " + place_.url().database + ".* TO " + account());
    }
    ~MysqlDatabase() override { run("DROP USER " + account()); }

    std::string url() const override {
        const auto& host = place_.url().hosts.front();
        return url_at(host.name, host.port);
    }
    std::string url_through(int port) const override { return url_at("127.0.0.1", port); }
    void run(const std::string& sql) override { place_.run(sql + ";"); }
    std::string value(const std::string& sql) override { return place_.value(sql); }

private:
    std::string account() const { return place_.url().database + "@'%'"; }

    std::string url_at(const std::string& host, int port) const {
        const std::string& name = place_.url().database;
        return "mysql://" + name + ":" + kDatabasePassword + "@" + host + ":" +
               std::to_string(port) + "/" + name;
    }

    TestMysql place_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const DatabaseKind& kind) {
    return out << kind.name;
}

std::shared_ptr<void> hold_writes(const database::DatabaseUrl& url) {
    // Both are given up when the connection is closed.
    if (url.engine == database::Engine::sqlite) {
        auto writer =
            std::make_shared<soci::session>(soci::sqlite3, "dbname=" + url.path + " timeout=20");
        *writer << "BEGIN IMMEDIATE";
        return writer;
    }
    auto reader = migration::MysqlConnection::open(url, {});
    std::string tables;
    for (const auto& row : reader->query("SELECT table_name FROM information_schema.tables "
                                         "WHERE table_schema = DATABASE()")) {
        tables += (tables.empty() ? "" : ", ") + row.at(0) + " READ";
    }
    reader->execute("LOCK TABLES " + tables);
    return reader;
}

std::unique_ptr<TestDatabase> make_sqlite_database() {
    return std::make_unique<SqliteDatabase>();
}

std::unique_ptr<TestDatabase> make_mysql_database() {
    return std::make_unique<MysqlDatabase>();
}

int mysql_port() {
    return TestMysql().url().hosts.front().port;
}

std::vector<DatabaseKind> all_databases() {
    return {{"Sqlite", make_sqlite_database}, {"Mysql", make_mysql_database}};
}

}  // namespace marquee::test
