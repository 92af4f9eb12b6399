#include "infrastructure/database/query.h"

#include <spdlog/spdlog.h>

#include "domain/shared/error.h"

namespace marquee::database {

std::optional<std::int64_t> Row::optional_number(std::size_t column) const {
    if (!columns_.at(column)) return std::nullopt;
    return number(column);
}

DamagedRow::DamagedRow()
    : Error(ErrorCode::unavailable,
            "what is stored of this is damaged; the operator's log says how") {}

Query& Query::sql(std::string_view text) {
    sql_ += text;
    return *this;
}

Query& Query::bind(const std::string& value) {
    return add({value, 0, true, soci::i_ok});
}

Query& Query::bind(std::int64_t value) {
    return add({"", value, false, soci::i_ok});
}

Query& Query::bind(const std::optional<std::string>& value) {
    if (value) return bind(*value);
    return add({"", 0, true, soci::i_null});
}

Query& Query::bind(const std::optional<std::int64_t>& value) {
    if (value) return bind(*value);
    return add({"", 0, false, soci::i_null});
}

Query& Query::add(Value value) {
    // SQLite looks up each name among all others: with hundreds of them that takes longer than the
    // statement itself. SOCI's MySQL backend knows no placeholders but names.
    if (session_.get_backend_name() == "sqlite3") {
        sql_ += '?';
    } else {
        sql_ += ":v" + std::to_string(values_.size());
    }
    values_.push_back(std::move(value));
    return *this;
}

void Query::bind_values(soci::statement& statement) {
    for (auto& value : values_) {
        if (value.is_text) {
            statement.exchange(soci::use(value.text, value.indicator));
        } else {
            statement.exchange(soci::use(value.number, value.indicator));
        }
    }
    statement.alloc();
    statement.prepare(sql_);
    statement.define_and_bind();
}

std::int64_t Query::execute() {
    soci::statement statement(session_);
    bind_values(statement);
    statement.execute(true);
    return statement.get_affected_rows();
}

void Query::each(std::size_t columns, const std::function<void(const Row&)>& use) {
    Answer answer(*this, columns);
    while (answer.next()) {
        try {
            use(Row(answer.values));
        } catch (const Error& error) {
            spdlog::error("a stored row is damaged: {}", error.what());
            throw DamagedRow();
        }
    }
}

Query::Answer::Answer(Query& query, std::size_t columns)
    : statement(query.session_), texts(columns), indicators(columns), values(columns) {
    for (std::size_t i = 0; i < columns; ++i) {
        statement.exchange(soci::into(texts[i], indicators[i]));
    }
    query.bind_values(statement);
}

bool Query::Answer::next() {
    const bool found = begun ? statement.fetch() : statement.execute(true);
    begun = true;
    if (!found) return false;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (indicators[i] == soci::i_null) {
            values[i].reset();
        } else {
            values[i] = texts[i];
        }
    }
    return true;
}

}  // namespace marquee::database
