#pragma once

#include <string>
#include <vector>

#include "bench/report.h"

namespace marquee::bench {

/// A bar for each number, one below the other, as SVG; a line shows how far the rounds were apart.
std::string bar_chart(const std::string& title, const std::string& unit,
                      const std::vector<Bar>& bars, int digits);

}  // namespace marquee::bench
