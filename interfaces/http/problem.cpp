#include "interfaces/http/problem.h"

#include <stdexcept>

#include "nlohmann/json.hpp"

#include "interfaces/http/negotiation.h"
#include "interfaces/http/token_masking.h"

namespace marquee::http {
namespace {

/// What kind of problem it is: the same for every occurrence.
struct Kind {
    int status;
    std::string_view title;
    std::string_view code;
};

Kind kind_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return {400, "The request is not valid", name_of(code)};
        case ErrorCode::unauthenticated:
            return {401, "Authentication is needed", name_of(code)};
        case ErrorCode::forbidden:
            return {403, "Not allowed", name_of(code)};
        case ErrorCode::not_found:
            return {404, "Not found", name_of(code)};
        case ErrorCode::conflict:
            return {409, "In conflict with what is stored", name_of(code)};
        case ErrorCode::precondition_failed:
            return {412, "A precondition does not hold", name_of(code)};
        case ErrorCode::resource_exhausted:
            return {429, "Too many requests", name_of(code)};
        case ErrorCode::deadline_exceeded:
            return {504, "It took too long", name_of(code)};
        case ErrorCode::unavailable:
            return {503, "Not available for now", name_of(code)};
        case ErrorCode::unknown_outcome:
            return {503, "It is not known whether it was done", name_of(code)};
    }
    throw std::logic_error("an error code without a status");
}

Kind kind_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::malformed_request:
            return {400, "The request is not well-formed HTTP", "malformed_request"};
        case Refusal::method_not_allowed:
            return {405, "The resource does not have this method", "method_not_allowed"};
        case Refusal::not_acceptable:
            return {406, "Not to be had in a form that is accepted", "not_acceptable"};
        case Refusal::idempotency_key_in_use:
            return {409, "The same request is still running", "idempotency_key_in_use"};
        case Refusal::idempotency_key_reused:
            return {422, "The key belongs to another request", "idempotency_key_reused"};
        case Refusal::gone:
            return {410, "No longer there", "gone"};
        case Refusal::request_timeout:
            return {408, "The request did not arrive in time", "request_timeout"};
        case Refusal::payload_too_large:
            return {413, "The body is too large", "payload_too_large"};
        case Refusal::uri_too_long:
            return {414, "The request line is too long", "uri_too_long"};
        case Refusal::unsupported_media_type:
            return {415, "The body's media type is not taken here", "unsupported_media_type"};
        case Refusal::expectation_failed:
            return {417, "The expectation cannot be met", "expectation_failed"};
        case Refusal::header_fields_too_large:
            return {431, "The header is too large", "header_fields_too_large"};
        case Refusal::not_implemented:
            return {501, "Not implemented", "not_implemented"};
        case Refusal::http_version_not_supported:
            return {505, "The HTTP version is not supported", "http_version_not_supported"};
    }
    throw std::logic_error("a refusal without a status");
}

Response response_to(const Kind& kind, const std::string& detail, std::string_view request_id,
                     const std::vector<FieldError>& fields,
                     const std::map<std::string, std::int64_t>& members = {}) {
    nlohmann::ordered_json problem = {
        {"type", "urn:marquee:problem:" + std::string(kind.code)},
        {"title", kind.title},
        {"status", kind.status},
        {"detail", without_tokens(detail)},
        {"code", kind.code},
        {"request_id", request_id},
    };
    for (const FieldError& field : fields) {
        problem["errors"].push_back(
            {{"field", without_tokens(field.field)}, {"message", without_tokens(field.message)}});
    }
    for (const auto& [name, value] : members) problem[name] = value;
    Response response;
    response.status = kind.status;
    response.content_type = kProblemType;
    // A message may quote what the client sent, and that may be anything.
    response.body = problem.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (kind.status == 429 || kind.status == 503 || kind.status == 504) {
        response.with("Retry-After", "1");
    }
    return response;
}

}  // namespace

Response problem_response(const Error& error, std::string_view request_id) {
    return response_to(kind_of(error.code()), error.what(), request_id, error.fields());
}

Response problem_response(const Refused& refused, std::string_view request_id) {
    return response_to(kind_of(refused.why), refused.detail, request_id, {}, refused.members);
}

Response internal_problem(std::string_view request_id) {
    return response_to(
        {500, "Internal error", "internal"},
        "something went wrong here; the server's log tells what under the request id", request_id,
        {});
}

}  // namespace marquee::http
