#include "interfaces/http/request_identity.h"

#include <algorithm>

namespace marquee::http {
namespace {

bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

bool is_lower_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_nonzero_hex(std::string_view text) {
    return is_lower_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::optional<std::string> given_request_id(const Headers& headers) {
    const std::string_view id = headers.find("X-Request-Id").value_or("");
    if (id.empty() || id.size() > 128 || !std::all_of(id.begin(), id.end(), is_name_character)) {
        return std::nullopt;
    }
    return std::string(id);
}

std::string trace_parent_of(const Headers& headers) {
    if (headers.count("traceparent") != 1) return {};
    const std::string_view parent = *headers.find("traceparent");
    // version-trace id-parent id-flags: 2, 32, 16 and 2 digits.
    const bool well_formed = parent.size() == 55 && parent[2] == '-' && parent[35] == '-' &&
                             parent[52] == '-' && is_lower_hex(parent.substr(0, 2)) &&
                             !parent.starts_with("ff") && is_nonzero_hex(parent.substr(3, 32)) &&
                             is_nonzero_hex(parent.substr(36, 16)) &&
                             is_lower_hex(parent.substr(53, 2));
    return well_formed ? std::string(parent) : std::string();
}

}  // namespace marquee::http
