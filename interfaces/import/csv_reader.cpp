#include "interfaces/import/csv_reader.h"

#include <string_view>

namespace marquee::movielens {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kTextAfterQuote = "text after a field's closing quote";

}  // namespace

CsvReader::CsvReader(std::istream& input) : input_(input), buffer_(kBuffer) {
    refill();
    if (std::string_view(buffer_.data(), filled_).starts_with(kByteOrderMark)) {
        position_ = kByteOrderMark.size();
        bytes_ = position_;
    }
}

bool CsvReader::next(CsvRow& row) {
    auto c = take();
    while (c == '\n' || c == '\r') {
        if (c == '\n') ++line_;
        c = take();
    }
    if (!c) return false;
    start(row);
    while (c) {
        const bool more = accept(row, *c);
        if (*c == '\n') ++line_;
        if (!more) return true;
        c = take();
    }
    end_input(row);
    return true;
}

std::optional<char> CsvReader::take() {
    if (position_ == filled_) {
        refill();
        if (filled_ == 0) return std::nullopt;
    }
    ++bytes_;
    return buffer_[position_++];
}

void CsvReader::refill() {
    input_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    filled_ = static_cast<std::size_t>(input_.gcount());
    position_ = 0;
}

void CsvReader::start(CsvRow& row) {
    row.line = line_;
    row.problem.reset();
    state_ = State::field_start;
    field_.clear();
    field_count_ = 0;
    row_size_ = 0;
    too_long_ = false;
}

bool CsvReader::accept(CsvRow& row, char c) {
    if (c == '\n' && state_ != State::quoted) {
        end_row(row);
        return false;
    }
    // Its quotes are still followed, since only they tell where the row ends.
    if (++row_size_ > kMaxRow) too_long_ = true;
    switch (state_) {
        case State::field_start:
            accept_field_start(row, c);
            break;
        case State::plain:
            if (c == ',') {
                end_field(row);
            } else if (c == '"') {
                refuse(row, "a quote inside a field that does not start with one");
            } else {
                keep(c);
            }
            break;
        case State::quoted:
            if (c == '"') {
                state_ = State::quote_in_quoted;
            } else {
                keep(c);
            }
            break;
        case State::quote_in_quoted:
            if (c == '"') {
                keep(c);
                state_ = State::quoted;
            } else if (c == ',') {
                end_field(row);
            } else if (c == '\r') {
                state_ = State::line_feed_due;
            } else {
                refuse(row, kTextAfterQuote);
            }
            break;
        case State::line_feed_due:
            refuse(row, kTextAfterQuote);
            break;
        case State::malformed:
            break;
    }
    return true;
}

void CsvReader::accept_field_start(CsvRow& row, char c) {
    if (c == '"') {
        state_ = State::quoted;
    } else if (c == ',') {
        end_field(row);
    } else {
        state_ = State::plain;
        keep(c);
    }
}

void CsvReader::keep(char c) {
    if (!too_long_) field_.push_back(c);
}

void CsvReader::end_field(CsvRow& row) {
    state_ = State::field_start;
    if (too_long_) return;
    if (field_count_ == row.fields.size()) row.fields.emplace_back();
    row.fields[field_count_++].swap(field_);
    field_.clear();
}

void CsvReader::refuse(CsvRow& row, const char* problem) {
    row.problem = problem;
    state_ = State::malformed;
}

void CsvReader::end_row(CsvRow& row) {
    const bool plain = state_ == State::plain;
    if (plain && !field_.empty() && field_.back() == '\r') field_.pop_back();
    end_field(row);
    row.fields.resize(field_count_);
    if (too_long_) row.problem = "longer than " + std::to_string(kMaxRow) + " bytes";
}

void CsvReader::end_input(CsvRow& row) {
    const bool open = state_ == State::quoted;
    end_row(row);
    if (open) row.problem = "a quoted field without its closing quote before the end of the file";
}

}  // namespace marquee::movielens
