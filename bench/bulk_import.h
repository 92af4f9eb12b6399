#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Publishes what scripts/bench measured of imports. Standard input has a line for each of them:
/// the engine, "marquee" or another way, seconds, and the most memory in MB or 0.
void bulk_import(const Options& options);

}  // namespace marquee::bench
