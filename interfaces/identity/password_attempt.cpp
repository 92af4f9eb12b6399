#include "interfaces/identity/password_attempt.h"

#include "domain/shared/error.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/response_fields.h"
#include "interfaces/text/fold_case.h"

namespace marquee::identity {

PasswordAttempt::PasswordAttempt(http::FailureBackoff& backoff, const http::Request& request,
                                 const std::string& name)
    : backoff_(backoff), request_(request), account_(fold_case(name)) {}

std::optional<http::Response> PasswordAttempt::refusal() {
    const auto wait = backoff_.wait(account_, request_.client.address);
    if (!wait) return std::nullopt;
    const std::string seconds = std::to_string(wait->count());
    auto response = http::problem_response(
        Error(
            ErrorCode::resource_exhausted,
            "there were too many wrong passwords; the next one is looked at in " + seconds + " s"),
        request_.call.request_id);
    *http::find_field(response, "Retry-After") = seconds;
    return response;
}

void PasswordAttempt::failed() {
    backoff_.failed(account_, request_.client.address);
}

void PasswordAttempt::succeeded() {
    backoff_.succeeded(account_);
}

}  // namespace marquee::identity
