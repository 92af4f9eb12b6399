#pragma once

namespace marquee::bench {

/// Processor time that a process has used so far, in seconds, that of the system for it included.
double processor_seconds(int process);

}  // namespace marquee::bench
