#include "interfaces/json/opinion_json.h"

#include <cmath>

#include "nlohmann/json.hpp"

namespace marquee::json {
namespace {

nlohmann::ordered_json rounded(const std::optional<double>& value) {
    if (!value) return nullptr;
    return std::round(*value * 1000) / 1000;
}

}  // namespace

void write_opinion(const Opinion& opinion, nlohmann::ordered_json& object) {
    object["average"] = rounded(opinion.average);
    object["count"] = opinion.count;
    object["weighted"] = rounded(opinion.weighted);
    object["histogram"] = opinion.histogram;
}

}  // namespace marquee::json
