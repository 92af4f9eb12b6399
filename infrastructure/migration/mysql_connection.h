#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "infrastructure/database/database_url.h"

namespace marquee::migration {

/// What a MySQL server, or the way to it, answered instead of a result.
class MysqlError : public std::runtime_error {
public:
    MysqlError(int number, const std::string& message)
        : std::runtime_error(message), number_(number) {}

    /// MySQL's own, such as 1064 for a syntax error.
    int number() const { return number_; }
    /// Lost to a concurrent transaction; to be tried again from its start.
    bool deadlock() const;

private:
    int number_;
};

/// How long a connection waits. The client counts in whole seconds; less than one is one.
struct MysqlTimeouts {
    std::chrono::milliseconds connect{5'000};
    /// For an answer. Nothing waits for ever, as a migration may have to.
    std::optional<std::chrono::milliseconds> answer = std::nullopt;
};

/// A connection of the migrator's own, which takes several statements at a time and doesn't need
/// the database to exist. For one thread at a time. Its methods throw MysqlError.
class MysqlConnection {
public:
    using Value = std::variant<std::int64_t, std::string>;
    using Row = std::vector<std::string>;

    /// Connects to the first of the URL's hosts that answers; to none of its databases if
    /// `url.database` is empty. Answers null when there is no such database. Throws
    /// Error(unavailable) when no host answers, Error(forbidden) when one refuses the user,
    /// MysqlError.
    static std::unique_ptr<MysqlConnection> open(const database::DatabaseUrl& url,
                                                 const MysqlTimeouts& timeouts);
    ~MysqlConnection();
    MysqlConnection(const MysqlConnection&) = delete;
    MysqlConnection& operator=(const MysqlConnection&) = delete;

    /// Runs one statement; answers how many rows it changed.
    std::int64_t execute(const std::string& sql, const std::vector<Value>& values = {});

    /// Runs one SELECT, of columns that are never NULL.
    std::vector<Row> query(const std::string& sql, const std::vector<Value>& values = {});

    /// Runs statements that each end with a semicolon, up to the first that fails. Their results
    /// are dropped.
    void run_script(const std::string& sql);

private:
    struct Handle;
    explicit MysqlConnection(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> handle_;
};

/// Creates the URL's database unless it exists. Throws as MysqlConnection::open, and MysqlError.
void create_database(const database::DatabaseUrl& url, const MysqlTimeouts& timeouts);

/// Throws what a caller outside can act on: Error(unavailable) when the server was lost,
/// Error(forbidden) when it doesn't let the user do this, else MigrationError. `what` failed.
[[noreturn]] void throw_translated(const MysqlError& error, const std::string& what);

}  // namespace marquee::migration
