#include "interfaces/identity/oauth_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/identity_routes_fixture.h"

namespace marquee::identity {
namespace {

using http::document;
using http::header;
using http::Response;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kToken = "/oauth/token";
constexpr const char* kRevoke = "/oauth/revoke";
constexpr const char* kIntrospect = "/oauth/introspect";
constexpr const char* kAnnSignsIn = "grant_type=password&username=ann&password=correct+horse";
constexpr const char* kSiteAsks =
    "grant_type=client_credentials&client_id=site&client_secret=mqs_secret-of-site";
/// "site:mqs_secret-of-site"
constexpr const char* kBasicOfSite = "Basic c2l0ZTptcXNfc2VjcmV0LW9mLXNpdGU=";

/// The answer as a client sees it.
std::string bytes_of(const Response& response) {
    std::string bytes = std::to_string(response.status) + "\n" + response.content_type + "\n";
    for (const auto& [name, value] : response.headers) bytes += name + ": " + value + "\n";
    return bytes + "\n" + response.body;
}

/// The error's code. Also checks what all of them have in common.
std::string oauth_error(const Response& response) {
    const auto body = document(response);
    EXPECT_EQ(body.size(), 2u) << response.body;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(response.content_type, "application/json");
    const std::string description = body.value("error_description", "");
    EXPECT_FALSE(description.empty());
    for (const char c : description) {
        EXPECT_TRUE(c >= ' ' && c <= '~' && c != '"' && c != '\\') << description;
    }
    EXPECT_EQ(response.status, body["error"] == "invalid_client" ? 401 : 400);
    return body["error"];
}

class OAuthRoutes : public IdentityRoutesFixture {
protected:
    OAuthRoutes() { create_service("site", "secret-of-site"); }

    nlohmann::ordered_json tokens_of_ann() const {
        return document(send_form(kToken, kAnnSignsIn));
    }
    std::string token_of_site() const {
        return document(send_form(kToken, kSiteAsks))["access_token"];
    }
    Response introspect(const std::string& token) const {
        return send_form(kIntrospect, "token=" + token, {{"Authorization", kBasicOfSite}});
    }
    bool active(const std::string& token) const { return document(introspect(token))["active"]; }

    const Account ann_ = create("ann", Role::editor);
};

TEST_F(OAuthRoutes, GiveTokensForAPassword) {
    const Response response =
        send_form(kToken, "grant_type=password&username=ANN&password=correct+horse");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body,
              R"({"access_token":"access-1","token_type":"Bearer","expires_in":900,)"
              R"("refresh_token":"mqr_id-2_secret-1","scope":"catalogue:write ratings:write"})");
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "Pragma"), "no-cache");
    EXPECT_TRUE(active("access-1"));
}

TEST_F(OAuthRoutes, TellNobodyWhoHasAnAccount) {
    accounts.disable(system, create("off").id);
    const std::string expected =
        bytes_of(send_form(kToken, "grant_type=password&username=ann&password=wrong"));
    EXPECT_THAT(expected, HasSubstr("invalid_grant"));
    const std::string huge(100'000, 'x');
    const std::vector<std::string> bodies = {
        "username=nobody&password=wrong",
        "username=off&password=correct+horse",
        "username=ann&password=" + huge,
        "username=nobody&password=" + huge,
        "username=" + huge + "&password=wrong",
        "username=a%00b&password=wrong",
        "username=\u0430nn&password=correct+horse",
        "username=a+b&password=wrong",
    };
    for (const auto& body : bodies) {
        EXPECT_EQ(bytes_of(send_form(kToken, "grant_type=password&" + body)), expected)
            << body.substr(0, 40);
    }
    EXPECT_THAT(state.sessions, IsEmpty());
}

TEST_F(OAuthRoutes, KnowNamesAndPasswordsHoweverTheirAccentsArePutTogether) {
    accounts.create(system, AccountName("Am\xC3\xA9lie"), Role::viewer,
                    Password("Am\xC3\xA9lie-2"));
    const Response response =
        send_form(kToken, "grant_type=password&username=Ame%CC%81lie&password=Ame%CC%81lie-2");
    EXPECT_EQ(response.status, 200) << response.body;
}

TEST_F(OAuthRoutes, MakeWhoGuessesWaitWhetherOrNotThereIsSuchAnAccount) {
    const auto written_large = [](std::string name) {
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
        return name;
    };
    const auto guess = [&](const std::string& name) {
        return send_form(kToken, "grant_type=password&password=wrong&username=" + name);
    };
    for (const std::string name : {"ann", "nobody"}) {
        for (int i = 0; i <= http::FailureBackoff::kAccountRule.free; ++i) {
            // However it is written.
            EXPECT_EQ(guess(i % 2 == 0 ? name : written_large(name)).status, 400);
        }
        const int verified = hasher.verified + hasher.pretended;
        const Response refused = guess(name);
        EXPECT_EQ(refused.status, 429) << name;
        EXPECT_EQ(header(refused, "Retry-After"), "1");
        EXPECT_EQ(hasher.verified + hasher.pretended, verified);
    }
    EXPECT_EQ(send_form(kToken, kAnnSignsIn).status, 429);
    steady_now += std::chrono::seconds(1);
    EXPECT_EQ(send_form(kToken, kAnnSignsIn).status, 200);
    // Who knows the password is forgiven the attempts before.
    EXPECT_EQ(guess("ann").status, 400);
    EXPECT_EQ(guess("ann").status, 400);
}

TEST_F(OAuthRoutes, SayThatTooManySignInAndHoldItAgainstNobody) {
    hasher.full = true;
    for (const std::string name : {"ann", "nobody"}) {
        for (int i = 0; i < 30; ++i) {
            const Response response =
                send_form(kToken, "grant_type=password&password=correct+horse&username=" + name);
            EXPECT_EQ(response.status, 503);
            EXPECT_EQ(header(response, "Retry-After"), "1");
        }
    }
    hasher.full = false;
    EXPECT_EQ(send_form(kToken, kAnnSignsIn).status, 200);
}

TEST_F(OAuthRoutes, RenewTokensAndCatchTheThief) {
    const std::string first = tokens_of_ann()["refresh_token"];
    const Response renewed = send_form(kToken, "grant_type=refresh_token&refresh_token=" + first);
    EXPECT_EQ(renewed.status, 200);
    const std::string second = document(renewed)["refresh_token"];
    EXPECT_NE(second, first);
    EXPECT_TRUE(active(document(renewed)["access_token"]));
    const auto refresh = [&](const std::string& token) {
        return oauth_error(send_form(kToken, "grant_type=refresh_token&refresh_token=" + token));
    };
    EXPECT_EQ(refresh(first), "invalid_grant");
    EXPECT_EQ(refresh(second), "invalid_grant");
    EXPECT_FALSE(active(document(renewed)["access_token"]));
    for (const char* token : {"x", "mqr_", "mqr__", "mqr_a", "mqr_%00_x", "mqk_a_b", "access-1"}) {
        EXPECT_EQ(refresh(token), "invalid_grant") << token;
    }
    EXPECT_EQ(refresh(std::string(100'000, 'x')), "invalid_grant");
}

TEST_F(OAuthRoutes, GiveServicesTokens) {
    const Response basic =
        send_form(kToken, "grant_type=client_credentials", {{"Authorization", kBasicOfSite}});
    EXPECT_EQ(basic.status, 200);
    EXPECT_EQ(basic.body, R"({"access_token":"access-1","token_type":"Bearer","expires_in":900,)"
                          R"("scope":"ratings:write ratings:write:any"})");
    const Response body = send_form(kToken, std::string(kSiteAsks) + "&scope=ratings:write");
    EXPECT_EQ(body.status, 200);
    EXPECT_EQ(document(body)["scope"], "ratings:write");
    EXPECT_TRUE(active(document(body)["access_token"]));
    // "s%69te:mqs%5Fsecret-of-site": both parts are encoded as in a form.
    const Response encoded =
        send_form(kToken, "grant_type=client_credentials",
                  {{"Authorization", "Basic cyU2OXRlOm1xcyU1RnNlY3JldC1vZi1zaXRl"}});
    EXPECT_EQ(encoded.status, 200) << encoded.body;
    EXPECT_EQ(oauth_error(send_form(kToken, std::string(kSiteAsks) + "&scope=catalogue:write")),
              "invalid_scope");
}

TEST_F(OAuthRoutes, RefuseClientsThatProveNothing) {
    const std::string grant = "grant_type=client_credentials";
    for (const char* field : {"Basic", "Basic ", "Basic c2l0ZQ==", "Basic !!!!", "Digest x", "",
                              "Basic c2l0ZTptcXNfd3Jvbmc=",          // site:mqs_wrong
                              "Basic c2l0ZTpzZWNyZXQtb2Ytc2l0ZQ==",  // site:secret-of-site
                              "Basic c2l0ZTpmJWY=",                  // site:f%f
                              "Basic /zr+",                          // not UTF-8
                              "Basic bm9ib2R5Om1xc194", "Bearer access-1"}) {
        const Response response = send_form(kToken, grant, {{"Authorization", field}});
        EXPECT_EQ(oauth_error(response), "invalid_client") << field;
        EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("Basic realm="));
    }
    const std::string huge(100'000, 'x');
    const std::vector<std::string> rests = {"",
                                            "&client_id=site",
                                            "&client_id=site&client_secret=",
                                            "&client_id=site&client_secret=mqs_wrong",
                                            "&client_id=%00&client_secret=mqs_x",
                                            "&client_id=site&client_secret=" + huge,
                                            "&client_secret=mqs_secret-of-site&client_id=" + huge};
    for (const auto& rest : rests) {
        EXPECT_EQ(oauth_error(send_form(kToken, grant + rest)), "invalid_client")
            << rest.substr(0, 60);
    }
    EXPECT_EQ(oauth_error(send_form(kToken, grant + "&client_secret=mqs_secret-of-site")),
              "invalid_request");
    EXPECT_EQ(oauth_error(send_form(kToken, kSiteAsks, {{"Authorization", kBasicOfSite}})),
              "invalid_request");
    EXPECT_EQ(
        oauth_error(send_form(kToken, grant,
                              {{"Authorization", kBasicOfSite}, {"Authorization", kBasicOfSite}})),
        "invalid_client");
}

TEST_F(OAuthRoutes, RefuseAClientThatLiesWhateverItWants) {
    const Fields wrong = {{"Authorization", "Basic c2l0ZTptcXNfd3Jvbmc="}};
    EXPECT_EQ(oauth_error(send_form(kToken, kAnnSignsIn, wrong)), "invalid_client");
    EXPECT_EQ(oauth_error(send_form(kToken, "grant_type=refresh_token&refresh_token=x", wrong)),
              "invalid_client");
    EXPECT_EQ(oauth_error(send_form(kRevoke, "token=x", wrong)), "invalid_client");
    EXPECT_EQ(oauth_error(send_form(kIntrospect, "token=x", wrong)), "invalid_client");
    EXPECT_THAT(state.sessions, IsEmpty());
    // But one that only says who it is has nothing to prove.
    EXPECT_EQ(send_form(kToken, std::string(kAnnSignsIn) + "&client_id=web").status, 200);
}

TEST_F(OAuthRoutes, GiveTheScopesOfTheRole) {
    const auto with_scope = [&](const std::string& scope) {
        return send_form(kToken, std::string(kAnnSignsIn) + "&scope=" + scope);
    };
    EXPECT_EQ(with_scope("ratings:write+catalogue:write").status, 200);
    EXPECT_EQ(with_scope("").status, 200);
    const std::vector<std::string> wrong = {"ratings:write",
                                            "admin",
                                            "openid",
                                            "+",
                                            "ratings:write++catalogue:write",
                                            "%C3%A9",
                                            std::string(100'000, 'x')};
    for (const auto& scope : wrong) {
        EXPECT_EQ(oauth_error(with_scope(scope)), "invalid_scope") << scope.substr(0, 40);
    }
}

TEST_F(OAuthRoutes, SayWhatIsWrongWithARequest) {
    const std::vector<std::pair<std::string, std::string>> bodies = {
        {"", "invalid_request"},
        {"grant_type=", "invalid_request"},
        {"grant_type=password&grant_type=password", "invalid_request"},
        {"grant_type=password", "invalid_request"},
        {"grant_type=password&username=ann", "invalid_request"},
        {"grant_type=password&password=x", "invalid_request"},
        {"grant_type=password&username=ann&password=", "invalid_request"},
        {"grant_type=password&username=ann&password=a&password=b", "invalid_request"},
        {"grant_type=password&username=ann&password=%FF", "invalid_request"},
        {"grant_type=password&username=%FF&password=x", "invalid_request"},
        {"grant_type=password&username=ann&password=%zz", "invalid_request"},
        {"grant_type=refresh_token", "invalid_request"},
        {"grant_type=refresh_token&refresh_token=%FF", "invalid_request"},
        {"grant_type=%FF", "invalid_request"},
        {"grant_type=client_credentials&client_id=%FF&client_secret=x", "invalid_request"},
        {"grant_type=client_credentials&client_id=x&client_secret=%FF", "invalid_request"},
        {"grant_type=authorization_code&code=x", "unsupported_grant_type"},
        {"grant_type=PASSWORD&username=ann&password=x", "unsupported_grant_type"},
        {"grant_type=" + std::string(100'000, 'x'), "unsupported_grant_type"},
        {R"({"grant_type":"password"})", "invalid_request"},
    };
    for (const auto& [body, error] : bodies) {
        EXPECT_EQ(oauth_error(send_form(kToken, body)), error) << body.substr(0, 80);
    }
    caller = Caller::of_account("root", Role::admin);
    for (const char* path : {kRevoke, kIntrospect}) {
        for (const char* body : {"", "token=", "token=a&token=b", "token=%FF", "token"}) {
            EXPECT_EQ(oauth_error(send_form(path, body)), "invalid_request") << path << body;
        }
    }
    EXPECT_EQ(send("POST", kToken, R"({"grant_type":"password"})").status, 415);
    EXPECT_EQ(send("GET", kToken).status, 405);
}

TEST_F(OAuthRoutes, TakeNoSecretsInTheUrlAndRepeatNone) {
    const std::string secret = "hunter2hunter2";
    const std::vector<Response> responses = {
        send_form(std::string(kToken) + "?grant_type=password&username=ann&password=" + secret, ""),
        send_form(std::string(kToken) + "?password=" + secret, kAnnSignsIn),
        send_form(std::string(kToken) + "?password=%zz" + secret, kAnnSignsIn),
        send_form(std::string(kRevoke) + "?token=" + secret, ""),
        send_form(std::string(kIntrospect) + "?token=" + secret, ""),
        send_form(kToken, "grant_type=password&username=ann&password=" + secret),
        send_form(kToken, "grant_type=password&username=ann&password=%ff" + secret),
        send_form(kToken, "grant_type=" + secret),
        send_form(kToken, secret + "=1&" + secret + "=2"),
        send_form(kToken, "grant_type=refresh_token&refresh_token=" + secret),
        send_form(kToken, "grant_type=password&scope=" + secret),
        send_form(kToken, "client_id=site&client_secret=" + secret),
    };
    for (const auto& response : responses) {
        EXPECT_EQ(response.status / 100, 4) << response.body;
        EXPECT_THAT(bytes_of(response), Not(HasSubstr("hunter2")));
    }
    EXPECT_THAT(state.sessions, IsEmpty());
}

TEST_F(OAuthRoutes, RevokeWhateverCanBeRevoked) {
    const auto revoke = [&](const std::string& token) {
        const Response response =
            send_form(kRevoke, "token=" + token + "&token_type_hint=whatever");
        EXPECT_EQ(response.body, "");
        EXPECT_EQ(header(response, "Cache-Control"), "no-store");
        return response.status;
    };
    const auto first = tokens_of_ann();
    EXPECT_EQ(revoke(first["refresh_token"]), 200);
    EXPECT_FALSE(active(first["access_token"]));
    EXPECT_FALSE(active(first["refresh_token"]));
    const auto second = tokens_of_ann();
    EXPECT_EQ(revoke(second["access_token"]), 200);
    EXPECT_FALSE(active(second["refresh_token"]));
    const std::string key = create_key(ann_, {Scope::ratings_write});
    EXPECT_TRUE(active(key));
    EXPECT_EQ(revoke(key), 200);
    EXPECT_FALSE(active(key));
    // Who revokes what is not there has what they want.
    for (const std::string& token : {std::string(first["refresh_token"]), key, std::string("x"),
                                     std::string("mqk_%00"), std::string(100'000, 'x')}) {
        EXPECT_EQ(revoke(token), 200) << token.substr(0, 40);
    }
}

TEST_F(OAuthRoutes, SayThatAServicesTokenIsNotRevoked) {
    EXPECT_EQ(oauth_error(send_form(kRevoke, "token=" + token_of_site())),
              "unsupported_token_type");
}

TEST_F(OAuthRoutes, LookIntoTokens) {
    const auto tokens = tokens_of_ann();
    EXPECT_EQ(introspect(tokens["access_token"]).body,
              R"({"active":true,"scope":"catalogue:write ratings:write","sub":"id-1",)"
              R"("role":"editor","iat":1000000,"username":"ann","exp":1000900,)"
              R"("jti":"id-3","token_type":"Bearer"})");
    const auto refresh = document(introspect(tokens["refresh_token"]));
    EXPECT_EQ(refresh["active"], true);
    EXPECT_FALSE(refresh.contains("token_type"));
    const auto key = document(introspect(create_key(ann_, {Scope::ratings_write, Scope::admin})));
    EXPECT_EQ(key["scope"], "ratings:write");
    EXPECT_FALSE(key.contains("exp"));
    const auto of_site = document(introspect(token_of_site()));
    EXPECT_EQ(of_site["client_id"], "site");
    EXPECT_FALSE(of_site.contains("username"));
    for (const std::string& token : {std::string("x"), std::string(100'000, 'x')}) {
        EXPECT_EQ(introspect(token).body, R"({"active":false})");
    }
}

TEST_F(OAuthRoutes, LookIntoTokensForServicesAndAdminsOnly) {
    EXPECT_EQ(oauth_error(send_form(kIntrospect, "token=x")), "invalid_client");
    caller = signed_in(ann_);
    EXPECT_EQ(send_form(kIntrospect, "token=x").status, 403);
    caller = Caller::of_account("root", Role::admin, {Scope::ratings_write});
    EXPECT_EQ(send_form(kIntrospect, "token=x").status, 403);
    for (const auto role : {Role::service, Role::admin}) {
        caller = Caller::of_account("x", role);
        EXPECT_EQ(send_form(kIntrospect, "token=x").status, 200);
    }
}

}  // namespace
}  // namespace marquee::identity
