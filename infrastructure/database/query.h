#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <soci/soci.h>
#include <string>
#include <string_view>
#include <vector>

#include "domain/shared/error.h"

namespace marquee::database {

/// One row of an answer. Columns count from 0.
class Row {
public:
    using Columns = std::vector<std::optional<std::string>>;

    explicit Row(const Columns& columns) : columns_(columns) {}

    /// These throw std::bad_optional_access for NULL, and std::out_of_range for no such column.
    const std::string& text(std::size_t column) const { return columns_.at(column).value(); }
    std::int64_t number(std::size_t column) const { return std::stoll(text(column)); }

    const std::optional<std::string>& optional_text(std::size_t column) const {
        return columns_.at(column);
    }
    std::optional<std::int64_t> optional_number(std::size_t column) const;

private:
    const Columns& columns_;
};

/// What is stored breaks the domain's rules, which is no client's fault. It is Error(unavailable)
/// to whoever doesn't look closer.
class DamagedRow : public Error {
public:
    DamagedRow();
};

/// A statement whose text and values are put together piece by piece, for statements with as many
/// placeholders as there are values. Values only ever travel as bound parameters. Used once, and
/// once more after each restart.
class Query {
public:
    explicit Query(soci::session& session);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Begins with no text and no values. A statement that has the same text as the one before is
    /// used again, rather than understood anew.
    Query& restart();

    /// Appends text of ours, never a value.
    Query& sql(std::string_view text);
    /// Appends a placeholder, and binds the value to it.
    Query& bind(const std::string& value);
    Query& bind(std::int64_t value);
    Query& bind(const std::optional<std::string>& value);
    Query& bind(const std::optional<std::int64_t>& value);

    /// Runs a statement without an answer. Tells how many rows it matched.
    std::int64_t execute();

    /// Calls `use` with each row of the answer, which has `columns` columns. `use` makes domain
    /// values of it: an Error that it throws is logged, and becomes DamagedRow.
    void each(std::size_t columns, const std::function<void(const Row&)>& use);

private:
    struct Value {
        std::string text;
        long long number;
        bool is_text;
        soci::indicator indicator;
    };

    struct Prepared;
    struct SociPrepared;
    struct SqlitePrepared;

    Query& add(Value value);
    Prepared& prepared(std::size_t columns);

    soci::session& session_;
    std::string sql_;
    /// A deque, because SOCI keeps pointers to them. Only the first `used_` are there.
    std::deque<Value> values_;
    std::size_t used_ = 0;
    std::unique_ptr<Prepared> prepared_;
};

/// How many rows one statement had better read or write by their keys: on SQLite one, for which it
/// is used again; on MySQL each statement is a round trip.
std::size_t rows_in_statement(const soci::session& session);

}  // namespace marquee::database
