#pragma once

namespace marquee::bench {

/// What a process uses. All of these throw std::runtime_error when there is none of that id.

/// Processor time so far, in seconds, that of the system for it included.
double processor_seconds(int process);

/// Resident memory now, and the most that it ever was, in MB.
double resident_megabytes(int process);
double peak_megabytes(int process);

}  // namespace marquee::bench
