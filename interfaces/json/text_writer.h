#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace marquee::json {

/// Writes a JSON text piece by piece, without the tree of values that a document is before it is
/// written. It comes out as ordered_json::dump() has it. Whoever uses it closes what it opens, and
/// gives each value of an object a name.
class TextWriter {
public:
    TextWriter() { text_.reserve(kUsualLength); }

    TextWriter& open_object() { return open('{'); }
    TextWriter& close_object() { return close('}'); }
    TextWriter& open_array() { return open('['); }
    TextWriter& close_array() { return close(']'); }

    /// The name of the value that comes next.
    TextWriter& name(std::string_view text);

    TextWriter& null();
    /// Valid UTF-8.
    TextWriter& text(std::string_view text);
    TextWriter& number(std::int64_t number);
    /// Finite; always with a decimal point.
    TextWriter& number(double number);

    TextWriter& text_or_null(const std::optional<std::string>& text);
    TextWriter& number_or_null(const std::optional<int>& number);
    TextWriter& number_or_null(const std::optional<double>& number);

    /// What was written.
    std::string take() { return std::exchange(text_, {}); }

private:
    /// In bytes, of most answers.
    static constexpr std::size_t kUsualLength = 1'000;

    TextWriter& open(char bracket);
    TextWriter& close(char bracket);
    void begin_value();
    void add_quoted(std::string_view text);
    void add_escaped(char c);

    std::string text_;
};

}  // namespace marquee::json
