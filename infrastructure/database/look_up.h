#pragma once

#include <string>

#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/query.h"

namespace marquee::database {

/// Reads the rows with these `keys`, in few statements. Each key is the statement `sql` (of
/// `columns` columns) with the condition that `match(query, key)` appends: a look-up of its own,
/// which on MySQL is joined with others by UNION ALL. Of a list of keys, an optimiser whose
/// statistics are old makes a scan of the whole table. `use(Row)` is called as by Query::each.
template <class Keys, class Match, class F>
void look_up(soci::session& session, const std::string& sql, std::size_t columns, const Keys& keys,
             Match&& match, F&& use) {
    Query query(session);
    in_chunks(keys, rows_in_statement(session), [&](auto begin, auto end) {
        query.restart();
        for (auto key = begin; key != end; ++key) {
            if (key != begin) query.sql(" UNION ALL ");
            match(query.sql(sql), *key);
        }
        query.each(columns, use);
    });
}

}  // namespace marquee::database
