#include "interfaces/http/request_body.h"

#include <string>
#include <utility>
#include <variant>

#include "domain/shared/error.h"
#include "interfaces/http/body_decoder.h"
#include "interfaces/http/field_value.h"
#include "interfaces/http/gzip.h"
#include "interfaces/http/media_type.h"
#include "interfaces/http/problem.h"
#include "interfaces/json/binary_form.h"

namespace marquee::http {
namespace {

Response unsupported_media_type(const Route& route, const Request& request) {
    const std::string accepted(accepted_types(route.body));
    auto response = problem_response(
        {Refusal::unsupported_media_type,
         "this takes a body with one of these Content-Types: " + accepted + " (in UTF-8)"},
        request.call.request_id);
    return response.with(route.body == Body::merge_patch ? "Accept-Patch" : "Accept", accepted);
}

Response unsupported_coding(const Request& request) {
    return problem_response(
               {Refusal::unsupported_media_type,
                "this takes a body without a Content-Encoding, or with the one of gzip"},
               request.call.request_id)
        .with("Accept-Encoding", "gzip");
}

std::optional<Response> unpack(std::size_t limit, Request& request) {
    auto unpacked = gunzipped(request.body, limit);
    if (auto* body = std::get_if<std::string>(&unpacked)) {
        request.body = std::move(*body);
        return std::nullopt;
    }
    switch (std::get<GunzipFailure>(unpacked)) {
        case GunzipFailure::malformed:
            break;
        case GunzipFailure::too_large:
            return problem_response(BodyDecoder::too_large(limit), request.call.request_id);
    }
    throw Error(ErrorCode::invalid,
                "the body is not valid gzip: it is damaged, ends too early, or something follows "
                "its end");
}

void translate(Form form, Request& request) {
    switch (form) {
        case Form::json:
            return;
        case Form::msgpack:
            request.body = json::json_text_of(request.body, json::BinaryForm::msgpack);
            return;
        case Form::cbor:
            request.body = json::json_text_of(request.body, json::BinaryForm::cbor);
            return;
    }
}

[[noreturn]] void refuse_missing(const Route& route) {
    throw Error(ErrorCode::invalid,
                "this needs a body, of type " + std::string(accepted_types(route.body)));
}

}  // namespace

std::optional<Response> take_body(const Route& route, std::size_t limit, Request& request) {
    if (route.body == Body::none) {
        if (request.body.empty()) return std::nullopt;
        throw Error(ErrorCode::invalid, "this takes no body");
    }
    if (request.body.empty()) {
        if (route.body == Body::form) return std::nullopt;
        refuse_missing(route);
    }
    const auto type = request.headers.joined("Content-Type");
    const auto form = type ? form_of_body(route.body, *type) : std::nullopt;
    if (!form) return unsupported_media_type(route, request);
    const auto coding = request.headers.joined("Content-Encoding");
    if (coding && !same_ignoring_case(*coding, "identity")) {
        if (!same_ignoring_case(*coding, "gzip") && !same_ignoring_case(*coding, "x-gzip")) {
            return unsupported_coding(request);
        }
        if (auto refusal = unpack(limit, request)) return refusal;
        if (request.body.empty() && route.body != Body::form) refuse_missing(route);
    }
    translate(*form, request);
    return std::nullopt;
}

}  // namespace marquee::http
