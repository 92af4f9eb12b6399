#include "interfaces/identity/me_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/identity_routes_fixture.h"

namespace marquee::identity {
namespace {

using http::document;
using http::header;
using http::Response;
using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPassword = "/v1/me/password";
constexpr const char* kKeys = "/v1/me/keys";
constexpr const char* kSessions = "/v1/me/sessions";

class MeRoutes : public IdentityRoutesFixture {
protected:
    MeRoutes() {
        begin_session(ann_, "here");
        caller = signed_in(ann_);
    }

    void begin_session(const Account& account, const std::string& id) {
        const Session session{SessionId(id), account.id, SecretHash(std::string(64, '0')),
                              now,           now,        now + std::chrono::hours(1)};
        ASSERT_TRUE(sessions.create(call, session, account.password_version));
        now += std::chrono::milliseconds(1);
    }
    Response change_password(const std::string& current, const std::string& next) {
        const ordered_json body = {{"current_password", current}, {"new_password", next}};
        return send("PUT", kPassword, body.dump());
    }
    bool signs_in(const std::string& password) {
        return accounts.sign_in(call, "ann", password).has_value();
    }
    std::vector<std::string> ids_at(const std::string& path) {
        std::vector<std::string> ids;
        const auto page = document(send("GET", path));
        for (const auto& item : page["items"]) ids.push_back(item["id"]);
        return ids;
    }

    const Account ann_ = create("Ann", Role::editor);
    const Account bob_ = create("bob");
};

TEST_F(MeRoutes, SayWhoOneIs) {
    const Response response = send("GET", "/v1/me");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"id":"id-1","name":"Ann","role":"editor",)"
                             R"("scopes":["catalogue:write","ratings:write"],)"
                             R"("created_at":"1970-01-12T13:46:40.000Z"})");
    EXPECT_EQ(header(response, "Cache-Control"), "private, no-cache");
    const std::string tag = header(response, "ETag");
    EXPECT_EQ(send("GET", "/v1/me", "", {{"If-None-Match", tag}}).status, 304);
    caller = Caller::of_account(ann_.id.text(), Role::viewer, {Scope::ratings_write, Scope::admin});
    EXPECT_EQ(document(send("GET", "/v1/me"))["scopes"], ordered_json({"ratings:write"}));
    EXPECT_EQ(send("GET", "/v1/me", "", {{"If-None-Match", tag}}).status, 200);
}

TEST_F(MeRoutes, SayWhoOneIsWithoutAnAccount) {
    caller = Caller::of_account("site", Role::service);
    const auto site = document(send("GET", "/v1/me"));
    EXPECT_EQ(site["id"], "site");
    EXPECT_EQ(site["name"], nullptr);
    EXPECT_EQ(site["role"], "service");
    caller = Caller::of_account("of-another-issuer", Role::viewer);
    EXPECT_EQ(document(send("GET", "/v1/me"))["name"], nullptr);
}

TEST_F(MeRoutes, AreNotForNobody) {
    caller = Caller();
    const std::string password =
        R"({"current_password":"correct horse","new_password":"battery staple"})";
    EXPECT_EQ(send("GET", "/v1/me").status, 401);
    EXPECT_EQ(send("DELETE", "/v1/me").status, 401);
    EXPECT_EQ(send("PUT", kPassword, password).status, 401);
    EXPECT_EQ(send("GET", kKeys).status, 401);
    EXPECT_EQ(send("POST", kKeys, R"({"name":"x","scopes":[]})").status, 401);
    EXPECT_EQ(send("DELETE", "/v1/me/keys/x").status, 401);
    EXPECT_EQ(send("GET", kSessions).status, 401);
    EXPECT_EQ(send("DELETE", "/v1/me/sessions/here").status, 401);
}

TEST_F(MeRoutes, AreMostlyForWhoSignedIn) {
    const std::string password =
        R"({"current_password":"correct horse","new_password":"battery staple"})";
    for (const Caller& other : {Caller::of_account(ann_.id.text(), Role::editor),
                                Caller::of_account("site", Role::service)}) {
        caller = other;
        EXPECT_EQ(send("GET", "/v1/me").status, 200);
        EXPECT_EQ(send("DELETE", "/v1/me").status, 403);
        EXPECT_EQ(send("PUT", kPassword, password).status, 403);
        EXPECT_EQ(send("GET", kKeys).status, 403);
        EXPECT_EQ(send("POST", kKeys, R"({"name":"x","scopes":[]})").status, 403);
        EXPECT_EQ(send("DELETE", "/v1/me/keys/x").status, 403);
        EXPECT_EQ(send("GET", kSessions).status, 403);
        EXPECT_EQ(send("DELETE", "/v1/me/sessions/here").status, 403);
    }
    EXPECT_TRUE(signs_in("correct horse"));
    EXPECT_THAT(state.sessions, testing::SizeIs(1));
}

TEST_F(MeRoutes, ChangeThePasswordAndEndTheOtherSessions) {
    begin_session(ann_, "there");
    begin_session(bob_, "of-bob");
    const Response response = change_password("correct horse", "battery staple");
    EXPECT_EQ(response.status, 204) << response.body;
    EXPECT_FALSE(signs_in("correct horse"));
    EXPECT_TRUE(signs_in("battery staple"));
    EXPECT_THAT(ids_at(kSessions), ElementsAre("here"));
    EXPECT_TRUE(sessions.find(call, SessionId("of-bob")));
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.change_password target=id-1"));
    EXPECT_THAT(audit_lines.str(), HasSubstr("by=id-1 result=done"));
}

TEST_F(MeRoutes, LetNobodyGuessThePasswordByAToken) {
    const Response wrong = change_password("wrong", "battery staple");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(http::blamed(wrong, "current_password"), "is wrong");
    EXPECT_THAT(audit_lines.str(), HasSubstr("result=invalid"));
    EXPECT_EQ(change_password(std::string(100'000, 'x'), "battery staple").status, 400);
    for (int i = 2; i <= http::FailureBackoff::kAccountRule.free; ++i) {
        EXPECT_EQ(change_password("wrong", "battery staple").status, 400);
    }
    const Response refused = change_password("correct horse", "battery staple");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "1");
    // Nor by turns with signing in.
    EXPECT_EQ(send_form("/oauth/token", "grant_type=password&username=ann&password=x").status, 429);
    EXPECT_TRUE(signs_in("correct horse"));
    steady_now += std::chrono::seconds(1);
    hasher.full = true;
    EXPECT_EQ(change_password("correct horse", "battery staple").status, 503);
    steady_now += std::chrono::seconds(1);
    hasher.full = false;
    EXPECT_EQ(change_password("correct horse", "battery staple").status, 204);
}

TEST_F(MeRoutes, EraseTheAccount) {
    const Response response = send("DELETE", "/v1/me");
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, R"({"id":"id-1","status":"erasing"})");
    EXPECT_FALSE(accounts.find(system, ann_.id));
    EXPECT_THAT(state.sessions, IsEmpty());
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.erase target=id-1"));
    EXPECT_EQ(send("DELETE", "/v1/me").status, 404);
}

TEST_F(MeRoutes, KeepTheLastAdmin) {
    caller = signed_in(create("root", Role::admin));
    EXPECT_EQ(send("DELETE", "/v1/me").status, 409);
    EXPECT_THAT(audit_lines.str(), HasSubstr("result=conflict"));
}

TEST_F(MeRoutes, MakeAKeyAndShowItOnce) {
    const Response made = send(
        "POST", kKeys,
        R"({"name":"laptop","scopes":["ratings:write"],"expires_at":"2030-01-01T02:00:00+02:00"})");
    EXPECT_EQ(made.status, 201) << made.body;
    const auto key = document(made);
    EXPECT_EQ(key["name"], "laptop");
    EXPECT_EQ(key["scopes"], ordered_json({"ratings:write"}));
    EXPECT_EQ(key["expires_at"], "2030-01-01T00:00:00.000Z");
    EXPECT_EQ(key["last_used_at"], nullptr);
    EXPECT_EQ(header(made, "Location"), "/v1/me/keys/" + std::string(key["id"]));
    EXPECT_EQ(header(made, "Cache-Control"), "no-store");
    const std::string text = key["key"];
    EXPECT_TRUE(facts_of(text));

    const Response listed = send("GET", kKeys);
    auto expected = key;
    expected.erase("key");
    EXPECT_EQ(document(listed)["items"], ordered_json::array({expected}));
    EXPECT_EQ(header(listed, "Cache-Control"), "no-store");
    EXPECT_THAT(listed.body + audit_lines.str(), Not(HasSubstr("secret")));

    EXPECT_EQ(send("DELETE", header(made, "Location")).status, 204);
    EXPECT_FALSE(facts_of(text));
    EXPECT_EQ(send("DELETE", header(made, "Location")).status, 404);
    EXPECT_THAT(ids_at(kKeys), IsEmpty());
    EXPECT_THAT(audit_lines.str(), HasSubstr("key.create target=" + std::string(key["id"])));
    EXPECT_THAT(audit_lines.str(), HasSubstr("scopes=ratings:write"));
    EXPECT_THAT(audit_lines.str(), HasSubstr("key.revoke target=" + std::string(key["id"])));
}

TEST_F(MeRoutes, MakeNoKeyThatWouldBeOfNoUseOrTooMuch) {
    EXPECT_EQ(send("POST", kKeys, R"({"name":"x","scopes":["admin"]})").status, 403);
    const Response expired =
        send("POST", kKeys, R"({"name":"x","scopes":[],"expires_at":"1970-01-01T00:00:00Z"})");
    EXPECT_NE(http::blamed(expired, "expires_at"), "");
    for (std::int64_t i = 0; i < kMostApiKeys; ++i) {
        EXPECT_EQ(send("POST", kKeys, R"({"name":"x","scopes":[]})").status, 201);
    }
    EXPECT_EQ(send("POST", kKeys, R"({"name":"x","scopes":[]})").status, 409);
}

TEST_F(MeRoutes, ShowAndEndOnesSessions) {
    begin_session(ann_, "there");
    begin_session(bob_, "of-bob");
    const auto items = document(send("GET", kSessions))["items"];
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].dump(), R"({"id":"there","created_at":"1970-01-12T13:46:40.001Z",)"
                               R"("last_used_at":"1970-01-12T13:46:40.001Z",)"
                               R"("expires_at":"1970-01-12T14:46:40.001Z","current":false})");
    EXPECT_EQ(items[1]["current"], true);
    EXPECT_EQ(send("DELETE", "/v1/me/sessions/there").status, 204);
    EXPECT_THAT(ids_at(kSessions), ElementsAre("here"));
    for (const char* other : {"there", "of-bob", "nobody"}) {
        EXPECT_EQ(send("DELETE", std::string("/v1/me/sessions/") + other).status, 404) << other;
    }
    EXPECT_TRUE(sessions.find(call, SessionId("of-bob")));
    EXPECT_THAT(audit_lines.str(), HasSubstr("session.end target=there"));
}

TEST_F(MeRoutes, RefuseIdsThatAreNone) {
    for (const char* path : {"/v1/me/keys/", "/v1/me/sessions/"}) {
        for (const std::string& id : {std::string("a%20b"), std::string("%C3%A9"),
                                      std::string(65, 'x'), std::string(10'000, 'x')}) {
            EXPECT_EQ(send("DELETE", path + id).status, 400) << id;
        }
        EXPECT_EQ(send("DELETE", std::string(path) + "%FF").status, 400);
    }
}

}  // namespace
}  // namespace marquee::identity
