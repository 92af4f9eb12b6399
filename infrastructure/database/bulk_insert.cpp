#include "infrastructure/database/bulk_insert.h"

#include <soci/soci.h>

namespace marquee::database {

struct BulkInsert::Slot {
    std::string text;
    long long number = 0;
};

BulkInsert::BulkInsert(soci::session& session, const Dialect& dialect, std::string head,
                       std::vector<Column> columns)
    : session_(session),
      rows_(dialect.rows_per_insert),
      head_(std::move(head)),
      columns_(std::move(columns)),
      slots_(rows_ * columns_.size()) {
    std::string_view between = " (";
    for (const auto& column : columns_) {
        head_ += between;
        head_ += column.name;
        between = ", ";
    }
    head_ += ") VALUES ";
}

BulkInsert::~BulkInsert() = default;

BulkInsert& BulkInsert::add(const std::string& value) {
    next_slot().text = value;
    return *this;
}

BulkInsert& BulkInsert::add(std::int64_t value) {
    next_slot().number = value;
    return *this;
}

BulkInsert::Slot& BulkInsert::next_slot() {
    if (filled_ == slots_.size()) flush();
    return slots_[filled_++];
}

void BulkInsert::flush() {
    const std::size_t rows = filled_ / columns_.size();
    if (rows == 0) return;
    if (rows < rows_) {
        run(*prepare(rows), rows);
    } else {
        if (!full_) full_ = prepare(rows);
        run(*full_, rows);
    }
    filled_ = 0;
}

std::unique_ptr<soci::statement> BulkInsert::prepare(std::size_t rows) {
    auto statement = std::make_unique<soci::statement>(session_);
    // As in Query. Names make no difference, as SOCI binds by place.
    const char* placeholder = session_.get_backend_name() == "sqlite3" ? "?" : ":v";
    std::string sql = head_;
    for (std::size_t i = 0; i < rows * columns_.size(); ++i) {
        const std::size_t column = i % columns_.size();
        if (column == 0) sql += i == 0 ? "(" : "), (";
        if (column > 0) sql += ", ";
        sql += placeholder;
        if (columns_[column].kind == Kind::text) {
            statement->exchange(soci::use(slots_[i].text));
        } else {
            statement->exchange(soci::use(slots_[i].number));
        }
    }
    statement->alloc();
    statement->prepare(sql + ")");
    statement->define_and_bind();
    return statement;
}

void BulkInsert::run(soci::statement& statement, std::size_t rows) {
    statement.execute(true);
    left_out_ += static_cast<std::int64_t>(rows) - statement.get_affected_rows();
}

}  // namespace marquee::database
