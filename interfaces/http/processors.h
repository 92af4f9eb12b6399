#pragma once

#include <cstddef>

namespace marquee::http {

/// Processors that the calling thread may use, at least 1: std::thread counts those of the machine.
std::size_t processors();

}  // namespace marquee::http
