#include "interfaces/json/opinion_json.h"

#include <cmath>

#include "interfaces/json/text_writer.h"

namespace marquee::json {
namespace {

std::optional<double> rounded(const std::optional<double>& value) {
    if (!value) return std::nullopt;
    return std::round(*value * 1000) / 1000;
}

}  // namespace

void write_opinion(const Opinion& opinion, TextWriter& writer) {
    writer.name("average").number_or_null(rounded(opinion.average));
    writer.name("count").number(opinion.count);
    writer.name("weighted").number_or_null(rounded(opinion.weighted));
    writer.name("histogram").open_array();
    for (const auto count : opinion.histogram) writer.number(count);
    writer.close_array();
}

}  // namespace marquee::json
