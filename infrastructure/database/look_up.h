#pragma once

#include <string>

#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/query.h"

namespace marquee::database {

/// Which rows to look up by their primary keys, and what of them.
struct Selection {
    /// "SELECT ... FROM table", of so many columns.
    std::string sql;
    std::size_t columns;
    /// The columns of the primary key, in its order: "a, b".
    std::string key;
    /// What follows the condition.
    std::string suffix = {};
};

/// Reads the rows with these `keys`, in few statements: `bind(query, key)` appends a key's values,
/// with commas between. `use(Row)` is called as by Query::each.
template <class Keys, class Bind, class F>
void look_up(soci::session& session, const Selection& wanted, const Keys& keys, Bind&& bind,
             F&& use) {
    const std::size_t rows = rows_in_statement(session);
    // SQLite knows no lists of rows.
    const bool lists = rows > 1;
    Query query(session);
    in_chunks(keys, rows, [&](auto begin, auto end) {
        query.restart().sql(wanted.sql);
        // Of a list of keys, an optimiser whose statistics are old makes a scan of the whole table.
        if (lists) query.sql(" FORCE INDEX (PRIMARY)");
        query.sql(" WHERE (").sql(wanted.key).sql(lists ? ") IN (" : ") = ");
        for (auto key = begin; key != end; ++key) {
            query.sql(key == begin ? "(" : ", (");
            bind(query, *key);
            query.sql(")");
        }
        query.sql(lists ? ")" : "").sql(wanted.suffix).each(wanted.columns, use);
    });
}

}  // namespace marquee::database
