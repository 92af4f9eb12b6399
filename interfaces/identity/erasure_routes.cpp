#include "interfaces/identity/erasure_routes.h"

#include <string>

#include "nlohmann/json.hpp"

#include "application/identity/erasure_service.h"
#include "domain/shared/error.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;

nlohmann::ordered_json time_json(const std::optional<Timestamp>& time) {
    return time ? nlohmann::ordered_json(format_time(*time)) : nlohmann::ordered_json();
}

Response read_erasure(ErasureService& service, const Request& request) {
    const AccountId account(request.path_parameter("account_id"));
    const auto erasure = service.find(request.call, account);
    if (!erasure) {
        throw Error(ErrorCode::not_found, "no account " + account.text() + " was erased");
    }
    return json::json_response({{"account_id", account.text()},
                                {"status", name_of(erasure->status())},
                                {"requested_at", format_time(erasure->requested_at)},
                                {"started_at", time_json(erasure->started_at)},
                                {"ratings_removed", erasure->ratings_removed},
                                {"finished_at", time_json(erasure->finished_at)}});
}

}  // namespace

std::vector<http::Route> erasure_routes(ErasureService& service) {
    // clang-format off
    return {
        {"GET", "/v1/erasures/{account_id}", Guard::admin, Body::none, {},
         [&service](const Request& request) { return read_erasure(service, request); }},
    };
    // clang-format on
}

}  // namespace marquee::identity
