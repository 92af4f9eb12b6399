#include <algorithm>
#include <utility>

#include "app/settings/setting_value.h"
#include "interfaces/http/cors.h"

namespace marquee::app {
namespace {

constexpr std::string_view kNone = "none";
constexpr std::string_view kAll = "*";

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (;;) {
        const auto comma = text.find(',');
        const auto part = text.substr(0, comma);
        const auto first = std::min(part.find_first_not_of(' '), part.size());
        parts.emplace_back(part.substr(first, part.find_last_not_of(' ') + 1 - first));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

/// Says which of the origins is meant, and not what it is: it may be a URL with a password in it.
std::string problem_of(std::size_t place, const std::string& problem) {
    return "must be none, * or origins such as https://app.example, separated by commas; number " +
           std::to_string(place + 1) + " " + problem;
}

std::optional<std::string> read_origins(std::string_view text, std::vector<std::string>& origins) {
    if (text == kNone || text.empty()) return std::nullopt;
    for (auto& origin : split(text)) {
        const auto problem = text == kAll ? std::nullopt : http::origin_problem(origin);
        if (problem) return problem_of(origins.size(), *problem);
        if (std::ranges::find(origins, origin) != origins.end()) {
            return problem_of(origins.size(), "is there already");
        }
        origins.push_back(std::move(origin));
    }
    return std::nullopt;
}

}  // namespace

ValueType origins(std::vector<std::string> Settings::*field) {
    return {TomlForm::text, "ORIGINS", "none, * or origins separated by commas",
            [=](Settings& settings, std::string_view text) {
                std::vector<std::string> origins;
                auto problem = read_origins(text, origins);
                if (!problem) settings.*field = std::move(origins);
                return problem;
            },
            [=](const Settings& settings) {
                std::string text;
                for (const auto& origin : settings.*field) {
                    text += (text.empty() ? "" : ", ") + origin;
                }
                return text.empty() ? std::string(kNone) : text;
            }};
}

}  // namespace marquee::app
