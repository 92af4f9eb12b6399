#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Serves what `ports` asks, in a process of its own: the ports' methods, and a bare echo. Prints
/// the two servers' ports in a line, and ends when its standard input does.
void serve_ports(const Options& options);

/// What a call of a port costs: in one process, beside a virtual call that gives the same, and over
/// gRPC, beside a bare gRPC call with as many bytes each way.
void ports(const Options& options);

}  // namespace marquee::bench
