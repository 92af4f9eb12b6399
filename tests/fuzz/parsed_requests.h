#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::fuzz {

/// What the request parser makes of `bytes`: "METHOD /path [body]; " for each request, and then
/// "waits" for more, or the status of the refusal. Bodies may have 100 bytes. Throws
/// std::logic_error when a request has what no request may have.
std::string parsed_whole(std::string_view bytes);

/// The same when they come in parts, which end at the places in `cuts`, in ascending order.
std::string parsed_in_parts(std::string_view bytes, const std::vector<std::size_t>& cuts);

}  // namespace marquee::fuzz
