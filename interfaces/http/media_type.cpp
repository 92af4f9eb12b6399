#include "interfaces/http/media_type.h"

#include <algorithm>
#include <stdexcept>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
constexpr std::string_view kCsvType = "text/csv";

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
            return kOfferedTypes;
        case Body::merge_patch:
            return "application/merge-patch+json, application/json, application/msgpack, "
                   "application/cbor";
        case Body::form:
            return kFormType;
        case Body::csv:
            return kCsvType;
    }
    throw std::logic_error("a body without a media type");
}

std::optional<Form> form_of_body(Body body, std::string_view content_type) {
    if (body == Body::none) return std::nullopt;
    const std::size_t end = std::min(content_type.find(';'), content_type.size());
    const std::string_view type = trimmed(content_type.substr(0, end));
    const auto parameters = list_items(content_type.substr(end), ';');
    if (!std::all_of(parameters.begin(), parameters.end(), acceptable_parameter)) {
        return std::nullopt;
    }
    if (body == Body::form || body == Body::csv) {
        // Text, as JSON is, and taken as it comes.
        return same_ignoring_case(type, accepted_types(body)) ? std::optional(Form::json)
                                                              : std::nullopt;
    }
    // A merge patch has no binary media type of its own.
    const bool patch =
        body == Body::merge_patch && same_ignoring_case(type, "application/merge-patch+json");
    return patch ? Form::json : form_named(type);
}

}  // namespace marquee::http
