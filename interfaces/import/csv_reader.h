#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace marquee::movielens {

/// One record of a CSV file, or what is wrong with it.
struct CsvRow {
    /// Of its first character, from 1.
    std::int64_t line = 0;
    /// Meaningless when there is a problem.
    std::vector<std::string> fields;
    /// Nothing when the row is well-formed.
    std::optional<std::string> problem;
};

/// Reads CSV (RFC 4180) row by row: quoted fields, `""` and line breaks in them, lines that end in
/// LF or CRLF, a UTF-8 byte order mark, a last line without an end. Lines with nothing on them are
/// passed over. Memory is bounded, whatever the input. For one thread.
class CsvReader {
public:
    /// Rows with more bytes are malformed.
    static constexpr std::size_t kMaxRow = 1024 * 1024;

    /// `input` outlives the reader.
    explicit CsvReader(std::istream& input);

    /// Puts the next row into `row`, whose memory it uses again; false at the end of the input, or
    /// where it can't be read on (`input.bad()` tells). After a malformed row, reading goes on with
    /// the next one.
    bool next(CsvRow& row);

    /// How many bytes of the input have been looked at.
    std::uint64_t bytes() const { return bytes_; }

private:
    enum class State { field_start, plain, quoted, quote_in_quoted, line_feed_due, malformed };

    /// The next character, or nothing at the end.
    std::optional<char> take();
    void refill();
    void start(CsvRow& row);
    /// False when `c` ends the row.
    bool accept(CsvRow& row, char c);
    void accept_field_start(CsvRow& row, char c);
    void keep(char c);
    void end_field(CsvRow& row);
    void refuse(CsvRow& row, const char* problem);
    void end_row(CsvRow& row);
    void end_input(CsvRow& row);

    std::istream& input_;
    std::vector<char> buffer_;
    std::size_t position_ = 0;
    std::size_t filled_ = 0;
    std::uint64_t bytes_ = 0;
    std::int64_t line_ = 1;

    State state_ = State::field_start;
    std::string field_;
    std::size_t field_count_ = 0;
    std::size_t row_size_ = 0;
    bool too_long_ = false;
};

}  // namespace marquee::movielens
