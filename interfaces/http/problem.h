#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "domain/shared/error.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// Why HTTP itself refuses a request. None of these is an ErrorCode: no use case ever says them.
enum class Refusal {
    malformed_request,
    method_not_allowed,
    not_acceptable,
    idempotency_key_in_use,
    idempotency_key_reused,
    gone,
    request_timeout,
    payload_too_large,
    uri_too_long,
    unsupported_media_type,
    expectation_failed,
    header_fields_too_large,
    not_implemented,
    http_version_not_supported,
};

/// A refusal and what the client did, in a sentence that is safe to show.
struct Refused {
    Refusal why;
    std::string detail;
    /// Further members of the problem document, for programs.
    std::map<std::string, std::int64_t> members = {};
};

/// The answer to an error, as RFC 9457 problem details. Here, and nowhere else, an error gets its
/// HTTP status.
Response problem_response(const Error& error, std::string_view request_id);
Response problem_response(const Refused& refused, std::string_view request_id);

/// The answer to a failure that is none of the client's business: 500 and the request id.
Response internal_problem(std::string_view request_id);

}  // namespace marquee::http
