#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace marquee::discovery {

/// An instance of a peer, and where it listens.
struct Endpoint {
    /// "host:port", with brackets around an IPv6 host. Two of the same address are one.
    std::string address;
    /// What the instance calls itself; empty when the source doesn't know.
    std::string instance = {};
    /// Of its Marquee; empty when the source doesn't know.
    std::string version = {};

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Knows where the instances of a peer are. Callable from any thread; never waits for anything and
/// never throws: it answers with what it knew last.
class EndpointSource {
public:
    virtual ~EndpointSource() = default;

    /// Empty while none is known.
    virtual std::vector<Endpoint> endpoints() const = 0;
    /// Another number whenever endpoints() may have changed. Cheap: it is asked before every call.
    /// Who reads it before endpoints() misses no change.
    virtual std::uint64_t revision() const = 0;
};

}  // namespace marquee::discovery
