#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "domain/shared/call.h"

namespace marquee::operations {

/// Something that has to work for this process to serve.
struct ReadinessCheck {
    std::string name;
    /// Throws what a request that needs it would meet.
    std::function<void(const Call&)> run;
};

/// Whether this process may be sent requests. Callable from any thread.
struct Readiness {
    std::vector<ReadinessCheck> checks;
    /// The process is about to end.
    std::atomic<bool> draining = false;
};

}  // namespace marquee::operations
