#include "interfaces/http/media_type.h"

#include <algorithm>
#include <stdexcept>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

bool is_utf8(std::string_view charset) {
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
        charset = charset.substr(1, charset.size() - 2);
    }
    return same_ignoring_case(charset, "utf-8");
}

/// Parameters are left alone, but for the charset, which would say that the bytes are others.
bool acceptable_parameter(std::string_view parameter) {
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) return false;
    if (!same_ignoring_case(parameter.substr(0, equals), "charset")) return true;
    return is_utf8(parameter.substr(equals + 1));
}

}  // namespace

std::string_view accepted_types(Body body) {
    switch (body) {
        case Body::none:
            return "";
        case Body::json:
        case Body::bulk_json:
            return "application/json";
        case Body::merge_patch:
            return "application/merge-patch+json, application/json";
    }
    throw std::logic_error("a body without a media type");
}

bool accepts(Body body, std::string_view content_type) {
    const std::size_t end = std::min(content_type.find(';'), content_type.size());
    const std::string_view type = trimmed(content_type.substr(0, end));
    const auto accepted = list_items(accepted_types(body));
    const auto parameters = list_items(content_type.substr(end), ';');
    return std::any_of(accepted.begin(), accepted.end(),
                       [&](std::string_view one) { return same_ignoring_case(one, type); }) &&
           std::all_of(parameters.begin(), parameters.end(), acceptable_parameter);
}

}  // namespace marquee::http
