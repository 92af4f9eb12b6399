#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "infrastructure/database/database_url.h"

namespace marquee::test {

/// The password in the URLs of MySQL databases, which nothing may ever show.
inline constexpr const char* kDatabasePassword = "Kx7-unspeakable";

/// A fresh, empty database that a whole server can be given, and that the test may look into and
/// tamper with from the side. Dropped at the end. For one thread.
class TestDatabase {
public:
    virtual ~TestDatabase() = default;
    /// As the setting database.url takes it; on MySQL with an account that has a password.
    virtual std::string url() const = 0;
    /// The same through another port of this machine. On SQLite there are no ports: url().
    virtual std::string url_through(int port) const = 0;
    /// Runs one statement.
    virtual void run(const std::string& sql) = 0;
    /// The one value that a SELECT answers, as text.
    virtual std::string value(const std::string& sql) = 0;
};

/// One kind of database, for suites that run over all of them.
struct DatabaseKind {
    std::string name;
    std::function<std::unique_ptr<TestDatabase>()> make;
};

/// Prints the kind's name where a test fails.
std::ostream& operator<<(std::ostream& out, const DatabaseKind& kind);

/// Lets no write to that database get on as long as the result lives; reads do.
std::shared_ptr<void> hold_writes(const database::DatabaseUrl& url);

std::unique_ptr<TestDatabase> make_sqlite_database();
std::unique_ptr<TestDatabase> make_mysql_database();
/// The port of the MySQL server on this machine that the tests use.
int mysql_port();

std::vector<DatabaseKind> all_databases();

}  // namespace marquee::test
