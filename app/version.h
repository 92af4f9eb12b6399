#pragma once

#include <string_view>

namespace marquee::app {

/// This build's version, as semver.org has it.
inline constexpr std::string_view kVersion = MARQUEE_VERSION;

}  // namespace marquee::app
