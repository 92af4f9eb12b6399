#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// What it costs that the contexts are in several processes: GET /v1/movies/{id} of the generated
/// catalogue, of one process (port, process) and of several (other_port, other_processes) in turn.
void split(const Options& options);

}  // namespace marquee::bench
