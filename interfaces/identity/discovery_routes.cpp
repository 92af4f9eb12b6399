#include "interfaces/identity/discovery_routes.h"

#include "nlohmann/json.hpp"

#include "domain/shared/caller.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;
using nlohmann::ordered_json;

/// A new key is published that long before it signs, and longer.
constexpr const char* kKeysCached = "public, max-age=60";
constexpr const char* kDocumentCached = "public, max-age=300";

/// No more than we really do: there is nothing to sign in with a browser's redirection, and hence
/// no response type.
ordered_json metadata_of(const Discovery& discovery) {
    auto scopes = ordered_json::array();
    for (const auto scope : ScopeSet::of(Role::admin).list()) scopes.push_back(name_of(scope));
    const std::string& base = discovery.base_url;
    return {
        {"issuer", discovery.issuer},
        {"token_endpoint", base + "/oauth/token"},
        {"token_endpoint_auth_methods_supported",
         {"none", "client_secret_basic", "client_secret_post"}},
        {"revocation_endpoint", base + "/oauth/revoke"},
        {"revocation_endpoint_auth_methods_supported",
         {"none", "client_secret_basic", "client_secret_post"}},
        {"introspection_endpoint", base + "/oauth/introspect"},
        {"introspection_endpoint_auth_methods_supported",
         {"client_secret_basic", "client_secret_post"}},
        {"jwks_uri", base + "/.well-known/jwks.json"},
        {"grant_types_supported", {"password", "refresh_token", "client_credentials"}},
        {"response_types_supported", ordered_json::array()},
        {"scopes_supported", std::move(scopes)},
    };
}

Response cached(Response response, const char* how) {
    return response.with("Cache-Control", how);
}

}  // namespace

std::vector<http::Route> discovery_routes(const Discovery& discovery) {
    const auto metadata = [response = cached(json::json_response(metadata_of(discovery)),
                                             kDocumentCached)](const Request&) { return response; };
    const auto keys = [read = discovery.keys](const Request& request) {
        Response response;
        response.content_type = "application/jwk-set+json";
        response.body = read(request.call);
        return cached(std::move(response), kKeysCached);
    };
    constexpr const char* kOpenId = "/.well-known/openid-configuration";
    constexpr const char* kOAuth = "/.well-known/oauth-authorization-server";
    return {
        {"GET", "/.well-known/jwks.json", Guard::open, Body::none, {}, keys},
        {"GET", kOpenId, Guard::open, Body::none, {}, metadata},
        {"GET", kOAuth, Guard::open, Body::none, {}, metadata},
    };
}

}  // namespace marquee::identity
