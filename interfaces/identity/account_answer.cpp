#include "interfaces/identity/account_answer.h"

#include <utility>

#include "nlohmann/json.hpp"

#include "interfaces/http/conditional.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {

using http::Response;

Response private_answer(const http::Request& request, const nlohmann::ordered_json& document) {
    Response response = json::json_response(document);
    response.with("ETag", http::etag_of(response.body)).with("Cache-Control", "private, no-cache");
    return http::not_modified_or(request, std::move(response));
}

Response unstored_answer(const nlohmann::ordered_json& document, int status) {
    Response response = json::json_response(document, status);
    return response.with("Cache-Control", "no-store");
}

Response erasing_answer(const AccountId& id) {
    return unstored_answer({{"id", id.text()}, {"status", "erasing"}}, 202);
}

}  // namespace marquee::identity
