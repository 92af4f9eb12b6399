#include "bench/spread.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace marquee::bench {

Spread spread_of(std::vector<double> numbers) {
    std::ranges::sort(numbers);
    const std::size_t half = numbers.size() / 2;
    const double middle =
        numbers.size() % 2 == 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2;
    return {middle, numbers.front(), numbers.back()};
}

double median(const std::vector<double>& numbers) {
    return spread_of(numbers).median;
}

std::vector<double> ratios(const std::vector<double>& numbers, const std::vector<double>& to) {
    std::vector<double> result;
    for (std::size_t i = 0; i < numbers.size(); ++i) result.push_back(numbers[i] / to.at(i));
    return result;
}

std::string text_of(double number, int digits) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << number;
    return text.str();
}

std::string text_of(const Spread& spread, int digits) {
    return text_of(spread.median, digits) + " (" + text_of(spread.least, digits) + "–" +
           text_of(spread.most, digits) + ")";
}

}  // namespace marquee::bench
