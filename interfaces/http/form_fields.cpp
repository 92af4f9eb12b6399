#include "interfaces/http/form_fields.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "interfaces/http/percent_encoding.h"

namespace marquee::http {
namespace {

/// Adds the field that `pair` is; what is wrong with it, or nothing.
std::optional<std::string> add_field(std::string_view pair, FormFields& fields) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return "the body has a part that is not name=value";
    }
    auto name = percent_decoded(pair.substr(0, equals), Plus::space);
    auto value = percent_decoded(pair.substr(equals + 1), Plus::space);
    if (!name || !value) return "the body has a field that is not percent-encoded UTF-8";
    if (fields.size() == kMostFormFields) return "the body has too many fields";
    if (!fields.emplace(*std::move(name), *std::move(value)).second) {
        return "the body has a field more than once";
    }
    return std::nullopt;
}

}  // namespace

std::variant<FormFields, MalformedForm> parse_form(std::string_view body) {
    FormFields fields;
    if (body.empty()) return fields;
    for (std::size_t start = 0; start <= body.size();) {
        const std::size_t end = std::min(body.find('&', start), body.size());
        if (auto why = add_field(body.substr(start, end - start), fields)) {
            return MalformedForm{*std::move(why)};
        }
        start = end + 1;
    }
    return fields;
}

}  // namespace marquee::http
