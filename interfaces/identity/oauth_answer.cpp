#include "interfaces/identity/oauth_answer.h"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "nlohmann/json.hpp"

#include "interfaces/identity/identity_json.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {
namespace {

using http::Response;
using nlohmann::ordered_json;

std::string_view name_of(OAuthFault fault) {
    switch (fault) {
        case OAuthFault::invalid_request:
            return "invalid_request";
        case OAuthFault::invalid_client:
            return "invalid_client";
        case OAuthFault::invalid_grant:
            return "invalid_grant";
        case OAuthFault::unsupported_grant_type:
            return "unsupported_grant_type";
        case OAuthFault::invalid_scope:
            return "invalid_scope";
        case OAuthFault::unsupported_token_type:
            return "unsupported_token_type";
    }
    throw std::logic_error("a fault without a name");
}

std::int64_t seconds_of(Timestamp time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

Response not_to_be_stored(Response response) {
    return std::move(response.with("Cache-Control", "no-store").with("Pragma", "no-cache"));
}

Response oauth_refusal(OAuthFault fault, const std::string& description) {
    const bool of_client = fault == OAuthFault::invalid_client;
    auto response = not_to_be_stored(json::json_response(
        {{"error", name_of(fault)}, {"error_description", description}}, of_client ? 401 : 400));
    if (of_client) response.with("WWW-Authenticate", "Basic realm=\"marquee\", charset=\"UTF-8\"");
    return response;
}

Response token_answer(const IssuedTokens& tokens) {
    ordered_json document = {{"access_token", tokens.access_token.view()},
                             {"token_type", "Bearer"},
                             {"expires_in", tokens.expires_in.count()}};
    if (tokens.refresh_token) document["refresh_token"] = tokens.refresh_token->view();
    document["scope"] = text_of(tokens.scopes);
    return not_to_be_stored(json::json_response(document));
}

Response introspection_answer(const std::optional<TokenFacts>& facts) {
    if (!facts) return not_to_be_stored(json::json_response({{"active", false}}));
    const Caller& caller = facts->caller;
    ordered_json document = {{"active", true},
                             {"scope", text_of(scopes_of(caller))},
                             {"sub", caller.account_id},
                             {"role", marquee::name_of(caller.role)},
                             {"iat", seconds_of(facts->issued_at)}};
    document[caller.role == Role::service ? "client_id" : "username"] =
        caller.role == Role::service ? caller.account_id : facts->name;
    if (facts->expires_at) document["exp"] = seconds_of(*facts->expires_at);
    if (!facts->token_id.empty()) document["jti"] = facts->token_id;
    // A refresh token is no bearer token.
    if (!facts->token_id.empty() || facts->api_key) document["token_type"] = "Bearer";
    return not_to_be_stored(json::json_response(document));
}

}  // namespace marquee::identity
