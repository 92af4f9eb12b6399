#pragma once

#include <string>
#include <vector>

#include "domain/shared/clock.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::operations {

struct Readiness;

/// What a process says of itself.
struct ProcessFacts {
    std::string version;
    /// Those that it hosts.
    std::vector<std::string> contexts;
    Timestamp started_at;
};

/// What answers marquee.v1.Process. `readiness` outlives it.
rpc::Handlers process_methods(ProcessFacts facts, const Readiness& readiness);

}  // namespace marquee::operations
