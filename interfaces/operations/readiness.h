#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/shared/call.h"

namespace marquee::operations {

/// Something that this process needs to serve.
struct ReadinessCheck {
    enum class Need {
        /// Without it there is nothing to serve.
        required,
        /// Without it the process serves less: it is named, and requests may be sent.
        degraded,
    };

    std::string name;
    /// Throws what a request that needs it would meet.
    std::function<void(const Call&)> run;
    Need need = Need::required;
};

/// Whether this process may be sent requests. Callable from any thread.
struct Readiness {
    std::vector<ReadinessCheck> checks;
    /// The process is about to end.
    std::atomic<bool> draining = false;
};

/// What is wrong with something that a process needs.
struct ReadinessProblem {
    std::string text;
    ReadinessCheck::Need need = ReadinessCheck::Need::required;
};

/// The checks that fail, by their names. It takes two seconds at most for each.
std::map<std::string, ReadinessProblem> problems_of(const Readiness& readiness, const Call& call);

}  // namespace marquee::operations
