#include "interfaces/http/representation.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "interfaces/http/entity_tag.h"
#include "interfaces/http/field_value.h"
#include "interfaces/http/gzip.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/response_fields.h"
#include "interfaces/json/binary_form.h"

namespace marquee::http {
namespace {

using std::string_view_literals::operator""sv;

/// Below this an answer is one packet anyway.
constexpr std::size_t kWorthPacking = 1024;

/// What is written in `form`; nothing when the body is no JSON after all.
std::optional<std::string> written_in(Form form, std::string_view body) {
    switch (form) {
        case Form::json:
            return std::nullopt;
        case Form::msgpack:
            return json::binary_of(body, json::BinaryForm::msgpack);
        case Form::cbor:
            return json::binary_of(body, json::BinaryForm::cbor);
    }
    return std::nullopt;
}

bool gets_smaller(std::string_view content_type) {
    const std::string_view type = trimmed(content_type.substr(0, content_type.find(';')));
    static constexpr std::array kTypes = {"application/javascript"sv, "application/manifest+json"sv,
                                          "application/wasm"sv, "image/svg+xml"sv};
    for (const auto known : kTypes) {
        if (same_ignoring_case(type, known)) return true;
    }
    return type.starts_with("text/") || type.ends_with("+json") || form_named(type);
}

}  // namespace

bool is_negotiated(std::string_view pattern) {
    return pattern.starts_with("/v1/");
}

void choose_form(const Request& request, std::string_view pattern, Response& response) {
    const bool unchanged = response.status == 304;
    const bool problem = response.content_type == kProblemType;
    const bool document =
        response.content_type == kJsonType && is_negotiated(pattern) && response.status != 204;
    if (!problem && !document) return;
    add_vary(response, "Accept");
    if (unchanged || response.body.empty()) return;
    const Wanted wanted = http::wanted(request.headers);
    const Form form = wanted.form.value_or(Form::json);
    auto body = written_in(form, response.body);
    if (!body) return;
    response.body = *std::move(body);
    response.content_type = wanted.media_type;
    if (std::string* tag = find_field(response, "ETag")) *tag = tag_of_form(*tag, form);
}

void choose_coding(const Request& request, Response& response) {
    const bool unchanged = response.status == 304;
    if (response.status == 204 || find_field(response, "Content-Encoding")) return;
    if (!unchanged && (response.body.empty() || !gets_smaller(response.content_type))) return;
    add_vary(response, "Accept-Encoding");
    if (unchanged) return;
    const Wanted wanted = http::wanted(request.headers);
    const bool useful = wanted.prefers_gzip && response.body.size() >= kWorthPacking;
    const bool needed = wanted.takes_gzip && !wanted.takes_identity;
    if (!useful && !needed) return;
    std::string packed = gzipped(response.body);
    if (packed.size() >= response.body.size() && !needed) return;
    response.body = std::move(packed);
    response.with("Content-Encoding", "gzip");
    if (std::string* tag = find_field(response, "ETag")) *tag = tag_of_gzip(*tag);
}

}  // namespace marquee::http
