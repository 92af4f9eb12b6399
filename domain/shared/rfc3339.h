#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/shared/clock.h"

namespace marquee {

/// "2026-11-20T12:00:00.123Z": always UTC, always three decimals.
std::string format_time(Timestamp time);

/// The moment that an RFC 3339 time with any offset and any number of decimals names, cut to whole
/// milliseconds; nothing for what is none, or falls outside of the years 0 to 9999 in UTC. Leap
/// seconds are not known.
std::optional<Timestamp> parse_time(std::string_view text);

}  // namespace marquee
