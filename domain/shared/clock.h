#pragma once

#include <chrono>
#include <functional>

namespace marquee {

/// A moment in UTC, in whole milliseconds since 1970.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Tells the present moment. Passed in, so that tests decide it. Callable from any thread.
using Clock = std::function<Timestamp()>;

}  // namespace marquee
