#include "app/settings/nearest_name.h"

#include <algorithm>
#include <numeric>

namespace marquee::app {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view given,
                                        const std::vector<std::string>& known) {
    // No name is longer; an absurdly long one isn't worth comparing.
    constexpr std::size_t kLongest = 100;
    if (given.size() > kLongest) return std::nullopt;
    std::optional<std::string> nearest;
    std::size_t fewest = 0;
    for (const auto& name : known) {
        const std::size_t distance = edit_distance(given, name);
        const bool alike = distance <= std::max(given.size(), name.size()) / 2;
        if (!alike || (nearest && distance >= fewest)) continue;
        nearest = name;
        fewest = distance;
    }
    return nearest;
}

std::string did_you_mean(std::string_view given, const std::vector<std::string>& known) {
    const auto name = nearest_name(given, known);
    return name ? "; did you mean " + *name + "?" : "";
}

}  // namespace marquee::app
