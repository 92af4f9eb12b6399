#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::json {

/// Packs the parts of a list's position, none of which has a line feed, into a text that clients
/// have no reason to look into: base64url.
std::string encode_page_token(const std::vector<std::string>& parts);

/// The parts again, as many as were asked for, or an Error(invalid) that blames `page_token`. A
/// client may have made the token up: the parts are not to be trusted.
std::vector<std::string> decode_page_token(std::string_view token, std::size_t parts);

/// What to throw for a token whose parts make no sense.
[[noreturn]] void refuse_page_token();

/// The number of items on a page that the parameter `page_size` asks for: 1 to 100, 20 without one;
/// a larger number is lowered. Throws Error(invalid), blaming `page_size`.
std::size_t page_size(const std::optional<std::string>& parameter);

}  // namespace marquee::json
