#pragma once

#include <string>
#include <string_view>

namespace marquee::http {

/// `text` with the tokens in it that Marquee gives out, which people put into URLs by mistake, cut
/// down to their first four characters and "***": API keys, refresh tokens, secrets of services
/// and signed access tokens.
std::string without_tokens(std::string_view text);

}  // namespace marquee::http
