#include "interfaces/http/log_line.h"

#include "nlohmann/json.hpp"
#include "spdlog/fmt/fmt.h"

#include "domain/shared/rfc3339.h"

namespace marquee::http {

std::string escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\') {
            safe += fmt::format("\\x{:02x}", byte);
        } else {
            safe += c;
        }
    }
    return safe;
}

std::string_view trace_id(std::string_view trace_parent) {
    return trace_parent.size() >= 35 ? trace_parent.substr(3, 32) : std::string_view();
}

nlohmann::ordered_json start_of_line(const Clock& clock, const char* level, const char* message) {
    return {{"time", format_time(clock())}, {"level", level}, {"message", message}};
}

void add_ids(nlohmann::ordered_json& line, std::string_view request_id,
             std::string_view trace_parent) {
    line["request_id"] = request_id;
    if (!trace_id(trace_parent).empty()) line["trace_id"] = trace_id(trace_parent);
}

std::string line_of(const nlohmann::ordered_json& object) {
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace marquee::http
