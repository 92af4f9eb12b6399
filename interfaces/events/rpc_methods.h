#pragma once

#include <map>
#include <string>

#include "domain/shared/event.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::events {

/// The feed of a context that this process hosts.
struct HostedFeed {
    EventFeed& feed;
    /// It tells what single people did: only services and administrators read it, as over HTTP.
    bool personal = true;
};

/// The methods of marquee.v1.Events over the feeds of contexts, by the contexts' names, which
/// outlive them.
rpc::Handlers event_methods(const std::map<std::string, HostedFeed>& feeds);

}  // namespace marquee::events
