#include "infrastructure/migration/mysql_connection.h"

#include <algorithm>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>

#include "domain/shared/error.h"
#include "infrastructure/database/database_failure.h"
#include "infrastructure/migration/migration.h"

namespace marquee::migration {
namespace {

using database::DatabaseUrl;

constexpr int kUnknownDatabase = 1049;

/// The connector has one driver for the process, and makes it without a lock of its own.
sql::Driver& driver() {
    static sql::Driver& instance = *get_driver_instance();
    return instance;
}

/// Lets the client library keep what it keeps for each thread.
void prepare_thread() {
    struct PerThread {
        PerThread() { driver().threadInit(); }
        ~PerThread() { driver().threadEnd(); }
    };
    thread_local PerThread per_thread;
}

int whole_seconds(std::chrono::milliseconds time) {
    return static_cast<int>(
        std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

std::string address(const DatabaseUrl::Host& host) {
    const bool v6 = host.name.find(':') != std::string::npos;
    return (v6 ? "[" + host.name + "]" : host.name) + ":" + std::to_string(host.port);
}

bool refuses_user(int number) {
    switch (number) {
        case 1044:  // no access to the database
        case 1045:  // wrong user or password, 1698 likewise
        case 1698:
        case 1130:  // not from this host
        case 1142:  // a statement the user may not use, 1227 and 1370 likewise
        case 1227:
        case 1370:
            return true;
        default:
            return false;
    }
}

/// Whether to connect may succeed later, or elsewhere.
bool may_pass(int number) {
    const auto failure = database::classify_mysql(static_cast<unsigned int>(number));
    // From 2000 to 2999 are the client library's own: it didn't come to talk to a server.
    return failure == database::Failure::connection_lost || failure == database::Failure::refused ||
           number / 1000 == 2;
}

template <class F>
auto translating(F&& work) {
    try {
        return work();
    } catch (const sql::SQLException& error) {
        throw MysqlError(error.getErrorCode(), error.what());
    }
}

std::unique_ptr<sql::Connection> connect(const DatabaseUrl& url, const DatabaseUrl::Host& host,
                                         const MysqlTimeouts& timeouts) {
    prepare_thread();
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString("tcp://" + address(host));
    options["userName"] = sql::SQLString(url.user);
    options["password"] = sql::SQLString(url.password);
    if (!url.database.empty()) {
        options["schema"] = sql::SQLString(url.database);
    }
    options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
    options["OPT_CONNECT_TIMEOUT"] = whole_seconds(timeouts.connect);
    if (timeouts.answer) {
        options["OPT_READ_TIMEOUT"] = whole_seconds(*timeouts.answer);
        options["OPT_WRITE_TIMEOUT"] = whole_seconds(*timeouts.answer);
    }
    options["CLIENT_MULTI_STATEMENTS"] = true;
    std::unique_ptr<sql::Connection> connection(driver().connect(options));
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    statement->execute("SET NAMES utf8mb4");
    statement->execute(
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'");
    return connection;
}

std::unique_ptr<sql::PreparedStatement> prepare(sql::Connection& connection, const std::string& sql,
                                                const std::vector<MysqlConnection::Value>& values) {
    std::unique_ptr<sql::PreparedStatement> statement(connection.prepareStatement(sql));
    unsigned int position = 0;
    for (const auto& value : values) {
        ++position;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            statement->setInt64(position, *number);
        } else {
            statement->setString(position, std::get<std::string>(value));
        }
    }
    return statement;
}

}  // namespace

bool MysqlError::deadlock() const {
    return database::classify_mysql(static_cast<unsigned int>(number_)) ==
           database::Failure::deadlock;
}

struct MysqlConnection::Handle {
    std::unique_ptr<sql::Connection> connection;
};

MysqlConnection::MysqlConnection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}

MysqlConnection::~MysqlConnection() = default;

std::unique_ptr<MysqlConnection> MysqlConnection::open(const DatabaseUrl& url,
                                                       const MysqlTimeouts& timeouts) {
    std::string failures;
    for (const DatabaseUrl::Host& host : url.hosts) {
        try {
            auto opened = std::make_unique<Handle>();
            opened->connection = connect(url, host, timeouts);
            return std::unique_ptr<MysqlConnection>(new MysqlConnection(std::move(opened)));
        } catch (const sql::SQLException& error) {
            if (error.getErrorCode() == kUnknownDatabase) {
                return nullptr;
            }
            if (refuses_user(error.getErrorCode())) {
                throw Error(
                    ErrorCode::forbidden,
                    "the database server " + address(host) + " refuses user '" + url.user + "'" +
                        (url.database.empty() ? "" : " or its use of '" + url.database + "'") +
                        ": check user, password and grants");
            }
            if (!may_pass(error.getErrorCode())) {
                throw MysqlError(error.getErrorCode(), error.what());
            }
            failures += "; " + address(host) + ": " + error.what();
        }
    }
    throw Error(ErrorCode::unavailable, "no database server can be reached" + failures);
}

std::int64_t MysqlConnection::execute(const std::string& sql, const std::vector<Value>& values) {
    return translating([&]() -> std::int64_t {
        if (values.empty()) {
            const std::unique_ptr<sql::Statement> plain(handle_->connection->createStatement());
            return plain->executeUpdate(sql);
        }
        return prepare(*handle_->connection, sql, values)->executeUpdate();
    });
}

std::vector<MysqlConnection::Row> MysqlConnection::query(const std::string& sql,
                                                         const std::vector<Value>& values) {
    return translating([&] {
        const auto statement = prepare(*handle_->connection, sql, values);
        const std::unique_ptr<sql::ResultSet> result(statement->executeQuery());
        const unsigned int columns = result->getMetaData()->getColumnCount();
        std::vector<Row> rows;
        while (result->next()) {
            Row& row = rows.emplace_back();
            for (unsigned int column = 1; column <= columns; ++column) {
                row.push_back(result->getString(column).asStdString());
            }
        }
        return rows;
    });
}

void MysqlConnection::run_script(const std::string& sql) {
    // The connector tells "no more results" and "a result without rows" by the same answer. A
    // last SELECT of our own marks the end, and proves that everything before it was run.
    const std::string mark = "end of script";
    const auto most_results = std::ranges::count(sql, ';') + 1;
    translating([&] {
        const std::unique_ptr<sql::Statement> statement(handle_->connection->createStatement());
        bool rows = statement->execute(sql + "\nSELECT '" + mark + "' AS marquee_mark");
        for (auto i = most_results; i > 0; --i) {
            if (rows) {
                const std::unique_ptr<sql::ResultSet> result(statement->getResultSet());
                if (result->getMetaData()->getColumnLabel(1) == "marquee_mark") {
                    return;
                }
            }
            rows = statement->getMoreResults();
        }
        throw MysqlError(0, "the server did not run the script to its end");
    });
}

void create_database(const DatabaseUrl& url, const MysqlTimeouts& timeouts) {
    DatabaseUrl server = url;
    server.database.clear();
    std::string quoted;
    for (const char c : url.database) {
        quoted += c == '`' ? "``" : std::string(1, c);
    }
    MysqlConnection::open(server, timeouts)
        ->execute("CREATE DATABASE IF NOT EXISTS `" + quoted +
                  "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
}

void throw_translated(const MysqlError& error, const std::string& what) {
    const std::string message = what + ": " + error.what();
    if (refuses_user(error.number())) {
        throw Error(ErrorCode::forbidden, message);
    }
    if (database::classify_mysql(static_cast<unsigned int>(error.number())) ==
        database::Failure::connection_lost) {
        throw Error(ErrorCode::unavailable, message);
    }
    throw MigrationError(message +
                         ". Remove the cause, then start again or run `marquee migrate up`.");
}

}  // namespace marquee::migration
