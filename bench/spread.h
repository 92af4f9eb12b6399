#pragma once

#include <string>
#include <vector>

namespace marquee::bench {

/// What the rounds of a measurement came to.
struct Spread {
    double median = 0;
    double least = 0;
    double most = 0;
};

/// Of at least one number.
Spread spread_of(std::vector<double> numbers);

/// Of at least one number.
double median(const std::vector<double>& numbers);

/// Of each of `numbers` to the one in the same place of `to`, which are as many.
std::vector<double> ratios(const std::vector<double>& numbers, const std::vector<double>& to);

/// With so many digits behind the point: "0.83".
std::string text_of(double number, int digits);
/// "0.83 (0.79–0.91)".
std::string text_of(const Spread& spread, int digits);

}  // namespace marquee::bench
