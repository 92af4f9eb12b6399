#pragma once

#include <optional>
#include <prometheus/registry.h>
#include <string>

namespace marquee::discovery {

/// The value of the gauge of that name, of that peer if one is given; nothing when there is none.
inline std::optional<double> gauge_in(const prometheus::Registry& metrics, const std::string& name,
                                      const std::string& peer = "") {
    for (const auto& family : metrics.Collect()) {
        if (family.name != name) continue;
        for (const auto& metric : family.metric) {
            if (peer.empty() || (!metric.label.empty() && metric.label.front().value == peer)) {
                return metric.gauge.value;
            }
        }
    }
    return std::nullopt;
}

}  // namespace marquee::discovery
