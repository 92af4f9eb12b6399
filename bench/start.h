#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Starts `marquee serve` (the rest of the command line is in the options) again and again on a
/// database that is up to date: how long it takes to be ready, from exec, and how much memory it
/// has after so many seconds without a request.
void start(const Options& options);

}  // namespace marquee::bench
