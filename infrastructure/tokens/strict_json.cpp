#include "infrastructure/tokens/strict_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace marquee::tokens {
namespace {

constexpr int kMaxDepth = 16;

}  // namespace

std::optional<nlohmann::json> parse_object(std::string_view text) {
    using Event = nlohmann::json::parse_event_t;
    // The parser takes a NUL for the end, whatever comes behind it.
    if (text.find('\0') != std::string_view::npos) return std::nullopt;

    bool is_strict = true;
    std::vector<std::set<std::string>> names;
    const auto watch = [&](int depth, Event event, nlohmann::json& value) {
        if (depth > kMaxDepth) is_strict = false;
        if (event == Event::object_start) names.emplace_back();
        if (event == Event::object_end) names.pop_back();
        if (event == Event::key && !names.back().insert(value.get<std::string>()).second) {
            is_strict = false;
        }
        return is_strict;
    };
    auto document = nlohmann::json::parse(text, watch, false);
    if (!is_strict || !document.is_object()) return std::nullopt;
    return document;
}

}  // namespace marquee::tokens
