#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace marquee {

/// Whether line feeds and tabs are welcome in a text.
enum class TextLines { one, many };

/// The number of Unicode code points in `text`, or nothing when it is not valid UTF-8.
std::optional<std::size_t> code_points(std::string_view text);

/// What is wrong with `text` as something people read, as the rest of a sentence ("must not be
/// blank"), or nothing. It has to be valid UTF-8, without control characters (TextLines::many
/// allows line feed and tab), not blank and at most `max_code_points` long.
std::optional<std::string> text_problem(std::string_view text, std::size_t max_code_points,
                                        TextLines lines = TextLines::one);

/// Whether there is nothing to see in `text`: it is empty, or has only spaces of whatever kind.
bool is_blank(std::string_view text);

/// Whether there is a space of whatever kind in `text`, before whatever is not valid UTF-8.
bool has_space(std::string_view text);

/// Whether `text` is an opaque name: 1 to `max_length` of `A-Z a-z 0-9 . _ -`, but not "." or
/// "..", which would change meaning in a URL's path.
bool is_opaque_name(std::string_view text, std::size_t max_length = 64);

}  // namespace marquee
