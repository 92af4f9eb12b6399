#include "infrastructure/discovery/static_source.h"

#include <utility>

namespace marquee::discovery {

StaticSource::StaticSource(const StaticTarget& target, const std::string& peer,
                           prometheus::Registry& metrics)
    : known_(peer, metrics) {
    std::vector<Endpoint> endpoints;
    for (const std::string& address : target.addresses) endpoints.push_back({address});
    known_.replace(std::move(endpoints));
    known_.set_healthy(true);
}

}  // namespace marquee::discovery
