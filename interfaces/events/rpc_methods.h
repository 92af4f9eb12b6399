#pragma once

#include <map>
#include <string>

#include "domain/shared/event.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::events {

/// Who may read a feed, as over HTTP.
enum class Readers {
    anybody,
    /// Somebody who is known.
    known,
    /// A service or an administrator: it tells what single people did.
    services,
};

/// The feed of a context that this process hosts.
struct HostedFeed {
    EventFeed& feed;
    Readers readers = Readers::services;
};

/// The methods of marquee.v1.Events over the feeds of contexts, by the contexts' names, which
/// outlive them.
rpc::Handlers event_methods(const std::map<std::string, HostedFeed>& feeds);

}  // namespace marquee::events
