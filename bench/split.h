#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// What it costs that the contexts are in several processes: GET /v1/movies/{id} of the generated
/// catalogue, in turn of the servers "one", a process with all contexts, and "three".
void split(const Options& options);

}  // namespace marquee::bench
