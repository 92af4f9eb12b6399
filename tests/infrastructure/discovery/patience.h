#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "infrastructure/discovery/endpoints.h"

namespace marquee::discovery {

/// Whether the condition comes to hold, for which there is a minute.
template <class Condition>
bool comes_true(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

inline std::vector<std::string> addresses_of(const EndpointSource& source) {
    std::vector<std::string> addresses;
    for (const Endpoint& endpoint : source.endpoints()) addresses.push_back(endpoint.address);
    return addresses;
}

/// Whether the source comes to know exactly those, in the order of the alphabet.
inline bool comes_to_know(const EndpointSource& source, const std::vector<std::string>& addresses) {
    return comes_true([&] { return addresses_of(source) == addresses; });
}

}  // namespace marquee::discovery
