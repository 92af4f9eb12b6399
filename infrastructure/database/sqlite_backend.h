#pragma once

#include <cstdint>
#include <optional>
#include <soci/soci.h>
#include <string>
#include <vector>

namespace sqlite_api {
struct sqlite3;
struct sqlite3_stmt;
}  // namespace sqlite_api

namespace marquee::database {

/// SOCI's backend for SQLite, with prepared statements kept by each connection for the next use of
/// the same text: to prepare a statement often takes longer than to run it.
const soci::backend_factory& sqlite_backend();

/// The connection of a session of SQLite, whichever backend made it.
sqlite_api::sqlite3* sqlite_of(soci::session& session);

/// A statement of a session that this backend made, without what SOCI allocates for each of its
/// values and columns. Throws soci::sqlite3_soci_error. The session outlives it.
class SqliteStatement {
public:
    /// Whether the session is one of this backend's.
    static bool fits(soci::session& session);

    SqliteStatement(soci::session& session, const std::string& text);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    /// Gets ready to run, from the beginning.
    void restart();
    /// Values count from 0. A text outlives the run.
    void bind(std::size_t index, const std::string& text);
    void bind(std::size_t index, std::int64_t number);
    void bind_null(std::size_t index);

    /// Goes on to the next row; false when there is none.
    bool step();
    /// Columns of the row, as text.
    void read(std::vector<std::optional<std::string>>& columns) const;
    /// How many rows the last statement that changed any has changed.
    std::int64_t changes() const;

private:
    void require(int result) const;

    soci::session& session_;
    std::string text_;
    sqlite_api::sqlite3_stmt* statement_;
};

}  // namespace marquee::database
