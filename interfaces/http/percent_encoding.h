#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace marquee::http {

/// What a "+" stands for: itself in a path, a space in a query.
enum class Plus { itself, space };

/// `text` with each %XX replaced by its byte; nothing when an escape is broken or the outcome is
/// not valid UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus = Plus::itself);

}  // namespace marquee::http
