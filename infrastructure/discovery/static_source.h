#pragma once

#include <string>

#include "infrastructure/discovery/known_endpoints.h"
#include "infrastructure/discovery/target.h"

namespace marquee::discovery {

/// The instances that a setting names. They never change.
class StaticSource : public EndpointSource {
public:
    StaticSource(const StaticTarget& target, const std::string& peer,
                 prometheus::Registry& metrics);

    std::vector<Endpoint> endpoints() const override { return known_.get(); }
    std::uint64_t revision() const override { return known_.revision(); }

private:
    KnownEndpoints known_;
};

}  // namespace marquee::discovery
