#pragma once

#include <string>

#include "domain/shared/clock.h"

namespace marquee::app {

/// A new UUID of version 7 (RFC 9562): ids made later sort later, to the millisecond of `now`; the
/// other 74 bits are random. Callable from any thread.
std::string new_uuid(Timestamp now);

/// The present, by the system's clock.
Timestamp system_now();

}  // namespace marquee::app
