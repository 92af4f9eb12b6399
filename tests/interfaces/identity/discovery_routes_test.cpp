#include "interfaces/identity/discovery_routes.h"

#include "gtest/gtest.h"

#include "tests/support/route_client.h"

namespace marquee::identity {
namespace {

using http::document;
using http::header;
using nlohmann::ordered_json;

class DiscoveryRoutes : public testing::Test {
protected:
    const http::RouteClient client_{
        discovery_routes({"https://films.example/", "https://films.example", [](const Call& call) {
                              return R"({"keys":[{"kty":"EC","kid":")" + call.request_id + "\"}]}";
                          }})};
};

TEST_F(DiscoveryRoutes, TellWhereEverythingIs) {
    const auto response = client_.send("GET", "/.well-known/oauth-authorization-server");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=300");
    EXPECT_EQ(document(response), ordered_json::parse(R"({
        "issuer": "https://films.example/",
        "token_endpoint": "https://films.example/oauth/token",
        "token_endpoint_auth_methods_supported":
            ["none", "client_secret_basic", "client_secret_post"],
        "revocation_endpoint": "https://films.example/oauth/revoke",
        "revocation_endpoint_auth_methods_supported":
            ["none", "client_secret_basic", "client_secret_post"],
        "introspection_endpoint": "https://films.example/oauth/introspect",
        "introspection_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post"],
        "jwks_uri": "https://films.example/.well-known/jwks.json",
        "grant_types_supported": ["password", "refresh_token", "client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["catalogue:write", "ratings:write", "ratings:write:any", "admin"]})"));
    EXPECT_EQ(client_.send("GET", "/.well-known/openid-configuration").body, response.body);
}

TEST_F(DiscoveryRoutes, PublishTheKeysAsTheyAreNow) {
    const auto response = client_.send("GET", "/.well-known/jwks.json");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/jwk-set+json");
    EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=60");
    EXPECT_EQ(response.body, R"({"keys":[{"kty":"EC","kid":"test"}]})");
}

}  // namespace
}  // namespace marquee::identity
