#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace marquee::json {

class TextWriter;

/// What many people think of one thing, as the contexts `rating` and `movie` both show it.
struct Opinion {
    std::optional<double> average;
    std::int64_t count = 0;
    std::optional<double> weighted;
    std::array<std::int64_t, 10> histogram{};
};

/// Adds the opinion's fields to the object that `writer` is at, averages with three decimals.
void write_opinion(const Opinion& opinion, TextWriter& writer);

}  // namespace marquee::json
