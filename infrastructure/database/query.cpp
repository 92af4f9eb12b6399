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

/// A statement that the session understood. Columns are read as text, which both engines give
/// exactly.
struct Query::Prepared {
    Prepared(soci::session& session, const std::string& text, std::deque<Value>& parameters,
             std::size_t columns);
    bool next();

    std::string sql;
    soci::statement statement;
    std::vector<std::string> texts;
    std::vector<soci::indicator> indicators;
    Row::Columns values;
    bool begun = false;
};

Query::Prepared::Prepared(soci::session& session, const std::string& text,
                          std::deque<Value>& parameters, std::size_t columns)
    : sql(text), statement(session), texts(columns), indicators(columns), values(columns) {
    for (std::size_t i = 0; i < columns; ++i) {
        statement.exchange(soci::into(texts[i], indicators[i]));
    }
    for (auto& value : parameters) {
        if (value.is_text) {
            statement.exchange(soci::use(value.text, value.indicator));
        } else {
            statement.exchange(soci::use(value.number, value.indicator));
        }
    }
    statement.alloc();
    statement.prepare(sql);
    statement.define_and_bind();
}

bool Query::Prepared::next() {
    const bool found = begun ? statement.fetch() : statement.execute(true);
    begun = found;
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

Query::Query(soci::session& session) : session_(session) {}

Query::~Query() = default;

Query& Query::restart() {
    sql_.clear();
    used_ = 0;
    return *this;
}

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
        sql_ += ":v" + std::to_string(used_);
    }
    if (used_ < values_.size()) {
        if (values_[used_].is_text != value.is_text) prepared_.reset();
        values_[used_] = std::move(value);
    } else {
        values_.push_back(std::move(value));
    }
    ++used_;
    return *this;
}

/// With the values that were added bound to it.
Query::Prepared& Query::prepared(std::size_t columns) {
    if (prepared_ && prepared_->sql == sql_ && prepared_->texts.size() == columns) {
        return *prepared_;
    }
    prepared_.reset();
    values_.resize(used_);
    prepared_ = std::make_unique<Prepared>(session_, sql_, values_, columns);
    return *prepared_;
}

std::int64_t Query::execute() {
    auto& statement = prepared(0).statement;
    statement.execute(true);
    return statement.get_affected_rows();
}

void Query::each(std::size_t columns, const std::function<void(const Row&)>& use) {
    Prepared& answer = prepared(columns);
    answer.begun = false;
    while (answer.next()) {
        try {
            use(Row(answer.values));
        } catch (const Error& error) {
            spdlog::error("a stored row is damaged: {}", error.what());
            throw DamagedRow();
        }
    }
}

std::size_t rows_in_statement(const soci::session& session) {
    return session.get_backend_name() == "sqlite3" ? 1 : 100;
}

}  // namespace marquee::database
