#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "infrastructure/database/dialect.h"

namespace soci {
class session;
class statement;
}  // namespace soci

namespace marquee::database {

/// Inserts many rows of one table, all with statements of the same text, so that little is spent on
/// putting together and understanding statements. Values travel as bound parameters. Throws what
/// SOCI throws.
class BulkInsert {
public:
    enum class Kind { text, number };
    struct Column {
        std::string name;
        Kind kind;
    };

    /// `head` begins the INSERT, up to the table's name. The references outlive this.
    BulkInsert(soci::session& session, const Dialect& dialect, std::string head,
               std::vector<Column> columns);
    ~BulkInsert();
    BulkInsert(const BulkInsert&) = delete;
    BulkInsert& operator=(const BulkInsert&) = delete;

    /// The next value of the row, by the kind of its column.
    BulkInsert& add(const std::string& value);
    BulkInsert& add(std::int64_t value);

    /// Stores the rows that were added, which before may or may not be.
    void flush();

    /// How many of the rows that were flushed are not stored, as others have their keys.
    std::int64_t left_out() const { return left_out_; }

private:
    struct Slot;

    Slot& next_slot();
    std::unique_ptr<soci::statement> prepare(std::size_t rows);
    void run(soci::statement& statement, std::size_t rows);

    soci::session& session_;
    std::size_t rows_;
    std::string head_;
    std::vector<Column> columns_;
    /// Of as many rows as a statement has. SOCI keeps pointers to them.
    std::vector<Slot> slots_;
    std::size_t filled_ = 0;
    std::unique_ptr<soci::statement> full_;
    std::int64_t left_out_ = 0;
};

}  // namespace marquee::database
