#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "domain/shared/event.h"
#include "interfaces/http/route.h"

namespace marquee::events {

/// How many requests may wait for events at a time: each holds one of the server's threads.
struct WaitingReaders {
    int limit = 1;
    std::atomic<int> now{0};
};

/// `GET path`: the events of a feed, with `after`, `limit` and `wait`, for whom `guard` lets in.
/// The references outlive the routes; feeds share `waiting`.
std::vector<http::Route> event_routes(const std::string& path, http::Guard guard, EventFeed& feed,
                                      WaitingReaders& waiting);

}  // namespace marquee::events
