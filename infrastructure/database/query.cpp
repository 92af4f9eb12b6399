#include "infrastructure/database/query.h"

#include <spdlog/spdlog.h>

#include "domain/shared/error.h"
#include "infrastructure/database/sqlite_backend.h"

namespace marquee::database {

std::optional<std::int64_t> Row::optional_number(std::size_t column) const {
    if (!columns_.at(column)) return std::nullopt;
    return number(column);
}

DamagedRow::DamagedRow()
    : Error(ErrorCode::unavailable,
            "what is stored of this is damaged; the operator's log says how") {}

/// A statement that the session understood, to which the query's values are bound. Columns are read
/// as text, which both engines give exactly.
struct Query::Prepared {
    Prepared(std::string text, std::size_t columns) : sql(std::move(text)), row(columns) {}
    virtual ~Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    /// Runs it with the values that the query has now; whether `row` is the first of the answer.
    virtual bool run() = 0;
    /// The same of the next one.
    virtual bool next() = 0;
    virtual std::int64_t affected_rows() = 0;

    std::string sql;
    Row::Columns row;
};

/// As SOCI has it.
struct Query::SociPrepared : Query::Prepared {
    SociPrepared(soci::session& session, const std::string& text, std::deque<Value>& parameters,
                 std::size_t columns);
    bool run() override { return read(statement_.execute(true)); }
    bool next() override { return read(statement_.fetch()); }
    std::int64_t affected_rows() override { return statement_.get_affected_rows(); }

private:
    bool read(bool found);

    soci::statement statement_;
    std::vector<std::string> texts_;
    std::vector<soci::indicator> indicators_;
};

Query::SociPrepared::SociPrepared(soci::session& session, const std::string& text,
                                  std::deque<Value>& parameters, std::size_t columns)
    : Prepared(text, columns), statement_(session), texts_(columns), indicators_(columns) {
    for (std::size_t i = 0; i < columns; ++i) {
        statement_.exchange(soci::into(texts_[i], indicators_[i]));
    }
    for (auto& value : parameters) {
        if (value.is_text) {
            statement_.exchange(soci::use(value.text, value.indicator));
        } else {
            statement_.exchange(soci::use(value.number, value.indicator));
        }
    }
    statement_.alloc();
    statement_.prepare(sql);
    statement_.define_and_bind();
}

bool Query::SociPrepared::read(bool found) {
    if (!found) return false;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        if (indicators_[i] == soci::i_null) {
            row[i].reset();
        } else {
            row[i] = texts_[i];
        }
    }
    return true;
}

struct Query::SqlitePrepared : Query::Prepared {
    SqlitePrepared(soci::session& session, const std::string& text,
                   const std::deque<Value>& parameters, std::size_t columns)
        : Prepared(text, columns), values_(parameters), statement_(session, text) {}

    bool run() override {
        statement_.restart();
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (values_[i].indicator == soci::i_null) {
                statement_.bind_null(i);
            } else if (values_[i].is_text) {
                statement_.bind(i, values_[i].text);
            } else {
                statement_.bind(i, std::int64_t{values_[i].number});
            }
        }
        return next();
    }
    bool next() override {
        const bool found = statement_.step();
        if (found) statement_.read(row);
        return found;
    }
    std::int64_t affected_rows() override { return statement_.changes(); }

private:
    const std::deque<Value>& values_;
    SqliteStatement statement_;
};

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
    if (prepared_ && prepared_->sql == sql_ && prepared_->row.size() == columns) {
        return *prepared_;
    }
    prepared_.reset();
    values_.resize(used_);
    if (SqliteStatement::fits(session_)) {
        prepared_ = std::make_unique<SqlitePrepared>(session_, sql_, values_, columns);
    } else {
        prepared_ = std::make_unique<SociPrepared>(session_, sql_, values_, columns);
    }
    return *prepared_;
}

std::int64_t Query::execute() {
    Prepared& statement = prepared(0);
    statement.run();
    return statement.affected_rows();
}

void Query::each(std::size_t columns, const std::function<void(const Row&)>& use) {
    Prepared& answer = prepared(columns);
    for (bool found = answer.run(); found; found = answer.next()) {
        try {
            use(Row(answer.row));
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
