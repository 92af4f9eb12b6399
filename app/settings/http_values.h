#pragma once

#include "app/settings/setting_value.h"

namespace marquee::app {

/// "100/s", "100/min burst 200", or "off" or "0" for no limit.
ValueType rate_limit(http::RateLimit Settings::*field);
/// "10.0.0.0/8, fd00::/8, 192.0.2.1", or "none".
ValueType address_ranges(http::AddressRanges Settings::*field);
ValueType proxy_field(http::ProxyField Settings::*field);
/// The path of a file, or "none".
ValueType file(std::string Settings::*field);

}  // namespace marquee::app
