#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::app {

/// The one of `known` that takes the fewest changed letters to be `given`, or nothing when none is
/// like it.
std::optional<std::string> nearest_name(std::string_view given,
                                        const std::vector<std::string>& known);

/// "; did you mean NAME?", with the nearest name, or nothing.
std::string did_you_mean(std::string_view given, const std::vector<std::string>& known);

}  // namespace marquee::app
