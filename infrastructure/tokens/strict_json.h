#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace marquee::tokens {

/// The JSON object that `text` is. Nothing when it is anything else, is not valid UTF-8, names a
/// member twice (readers differ in which of them counts) or is nested more than 16 deep.
std::optional<nlohmann::json> parse_object(std::string_view text);

}  // namespace marquee::tokens
