#pragma once

#include "app/settings/setting_value.h"

namespace marquee::app {

/// "movie,metadata", or "all".
ValueType context_set(ContextSet Settings::*field);
/// Where a context is, as discovery::parse_target takes it, or "none".
ValueType target(std::string Settings::*field);
/// HOST:PORT, or `none`, which stands for none.
ValueType optional_address(std::optional<HostPort> Settings::*field, const std::string& none);
/// URLs of etcd servers with commas between, or "none".
ValueType etcd_servers(std::string Settings::*field);

}  // namespace marquee::app
