#pragma once

#include <string>
#include <string_view>

namespace marquee::app {

/// `text` fit for one line of a terminal or a log: control characters, which could end the line or
/// steer a terminal, and bytes that are not valid UTF-8 are written as escapes (\n, \t, \x1b).
std::string one_line(std::string_view text);

}  // namespace marquee::app
