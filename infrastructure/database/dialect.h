#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infrastructure/database/database_url.h"

namespace marquee::database {

/// All that the repositories' SQL says differently to SQLite and to MySQL.
struct Dialect {
    /// Begins a transaction that is going to write.
    std::string begin_write;
    /// Begin one that reads one state of the database throughout.
    std::vector<std::string> begin_snapshot;
    /// Begins an INSERT that leaves out rows whose keys exist, and does not count them. Only for
    /// values that are sound: MySQL would bend others to fit.
    std::string insert_new;
    /// Rows that it takes to insert many fast, in one statement that is used again.
    std::size_t rows_per_insert;
    /// Let a connection use as much memory as large transactions are faster with.
    std::vector<std::string> prepare_bulk;
    /// Behind a SELECT: holds the rows until the transaction's end.
    std::string for_update;
    /// The database's own clock, in milliseconds since 1970.
    std::string now_ms;

    /// Behind an INSERT: when a row with these `keys` exists, sets `columns` to the new values;
    /// without columns the row stays as it is, and is held until the transaction's end.
    std::string on_duplicate(const std::vector<std::string>& keys,
                             const std::vector<std::string>& columns) const;

    /// Behind an INSERT: when a row with these `keys` exists, adds the new values to its `columns`.
    std::string on_duplicate_add(const std::vector<std::string>& keys,
                                 const std::vector<std::string>& columns) const;

    /// Behind a table in a SELECT: looks up its rows by that index, whatever the statistics say.
    std::string by_index(const std::string& index) const;

    static const Dialect& of(Engine engine);

private:
    explicit Dialect(Engine engine);
    /// How an INSERT's ON DUPLICATE names a new value.
    std::string inserted(const std::string& column) const;
    std::string with_assignments(const std::vector<std::string>& keys,
                                 const std::vector<std::string>& assignments) const;

    Engine engine_;
};

}  // namespace marquee::database
