#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace marquee::tokens {

/// The bytes in base64url without padding, as RFC 7515 writes them.
std::string base64url(std::string_view bytes);

/// The bytes that `text` stands for, or nothing when base64url() would not have written it so:
/// with padding, with other characters, or with bits left over at its end.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace marquee::tokens
