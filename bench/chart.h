#pragma once

#include <string>

#include "bench/report.h"

namespace marquee::bench {

/// A bar for each number, one below the other, as SVG; a line shows how far the rounds were apart.
std::string bar_chart(const Chart& chart);

}  // namespace marquee::bench
