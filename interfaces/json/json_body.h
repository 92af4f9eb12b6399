#pragma once

#include <cstddef>
#include <string_view>

#include "nlohmann/json_fwd.hpp"

namespace marquee::json {

/// How deep a body may be nested, the outermost object being 1.
inline constexpr std::size_t kMaxDepth = 32;
/// How many values and fields a body may have in all: a parsed one takes far more memory than its
/// text.
inline constexpr std::size_t kMaxValues = 200'000;

/// The JSON object that a request's body is. Throws Error(invalid), with the place of a syntax
/// error, for what is not valid UTF-8, not one JSON object, too deep or too large, has a field
/// twice or a number beyond what a computer holds.
nlohmann::json parse_object(std::string_view body);

}  // namespace marquee::json
