#include "interfaces/identity/account_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/identity_routes_fixture.h"

namespace marquee::identity {
namespace {

using http::blamed;
using http::document;
using http::header;
using http::Response;
using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kAccounts = "/v1/accounts";
constexpr const char* kServices = "/v1/services";

class AccountRoutes : public IdentityRoutesFixture {
protected:
    AccountRoutes() { caller = signed_in(root_); }

    static std::string body_of(const std::string& name, const std::string& role = "viewer") {
        return ordered_json{{"name", name}, {"password", "battery staple"}, {"role", role}}.dump();
    }
    std::string path_of(const Account& account) { return "/v1/accounts/" + account.id.text(); }

    const Account root_ = create("root", Role::admin);
    const Account ann_ = create("Ann", Role::editor);
};

TEST_F(AccountRoutes, MakeAnAccount) {
    const Response made = send("POST", kAccounts, body_of("bob", "editor"));
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.body, R"({"id":"id-3","name":"bob","role":"editor","disabled":false,)"
                         R"("created_at":"1970-01-12T13:46:40.000Z"})");
    EXPECT_EQ(header(made, "Location"), "/v1/accounts/id-3");
    EXPECT_EQ(send("GET", header(made, "Location")).body, made.body);
    EXPECT_TRUE(accounts.sign_in(call, "bob", "battery staple"));
    EXPECT_EQ(
        document(send("POST", kAccounts, R"({"name":"cid","password":"battery staple"})"))["role"],
        "viewer");
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.create target=id-3 role=editor by=id-1 "
                                             "result=done request=test"));
    EXPECT_THAT(audit_lines.str(), Not(HasSubstr("staple")));
}

TEST_F(AccountRoutes, LetAnybodyMakeAViewersAccount) {
    caller = Caller();
    const Response made =
        send("POST", "/v1/sign-up", R"({"name":"bob","password":"battery staple"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(document(made)["role"], "viewer");
    EXPECT_EQ(header(made, "Cache-Control"), "no-store");
    EXPECT_TRUE(accounts.sign_in(call, "bob", "battery staple"));
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.sign_up target=id-3"));
    EXPECT_THAT(audit_lines.str(), Not(HasSubstr("staple")));
    const Response taken =
        send("POST", "/v1/sign-up", R"({"name":"Ann","password":"battery staple"})");
    EXPECT_EQ(taken.status, 409);
    EXPECT_NE(blamed(taken, "name"), "");
    EXPECT_NE(blamed(send("POST", "/v1/sign-up", body_of("cid", "admin")), "role"), "");
}

TEST_F(AccountRoutes, LetNobodySignUpWhereThatIsOff) {
    const http::RouteClient closed{account_routes(accounts, audit, false)};
    const Response refused = closed.send("POST", "/v1/sign-up", body_of("bob"));
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(state.accounts, testing::SizeIs(2));
}

TEST_F(AccountRoutes, MakeNoTwoAccountsThatLookAlike) {
    state.keys_of = [](const AccountName& name) {
        auto keys = ascii_keys(name);
        // As a real store finds out: the Cyrillic letter looks like the Latin one.
        const auto at = keys.second.find("\u0430");
        if (at != std::string::npos) keys.second.replace(at, 2, "a");
        return keys;
    };
    for (const char* name : {"Ann", "ANN", "ann", "\u0430nn"}) {
        const Response response = send("POST", kAccounts, body_of(name));
        EXPECT_EQ(response.status, 409) << name;
        EXPECT_NE(blamed(response, "name"), "");
    }
    EXPECT_THAT(audit_lines.str(), HasSubstr("result=conflict"));
}

TEST_F(AccountRoutes, RefuseNamesThatAreNone) {
    for (const std::string& name :
         {std::string(), std::string("a b"), std::string("a/b"), std::string("a:b"),
          std::string("a\nb"), std::string(65, 'x'), std::string(1, '\0')}) {
        EXPECT_NE(blamed(send("POST", kAccounts, body_of(name)), "name"), "") << name;
    }
    EXPECT_THAT(state.accounts, testing::SizeIs(2));
}

TEST_F(AccountRoutes, ListAccountsPageByPage) {
    for (const char* name : {"bob", "\u017Dofie", "cid"}) create(name);
    std::vector<std::string> names;
    std::string path = std::string(kAccounts) + "?page_size=2";
    for (int pages = 0; pages < 9; ++pages) {
        const Response response = send("GET", path);
        EXPECT_EQ(header(response, "Cache-Control"), "no-store");
        const auto page = document(response);
        for (const auto& item : page["items"]) names.push_back(item["name"]);
        if (!page.contains("next_page_token")) break;
        EXPECT_EQ(page["items"].size(), 2u);
        path = std::string(kAccounts) +
               "?page_size=2&page_token=" + std::string(page["next_page_token"]);
    }
    EXPECT_THAT(names, ElementsAre("Ann", "bob", "cid", "root", "\u017Dofie"));
    for (const char* query : {"?page_token=x", "?page_token=YSBiCg", "?page_token=", "?page_size=0",
                              "?page_size=x", "?q=ann"}) {
        EXPECT_EQ(send("GET", std::string(kAccounts) + query).status, 400) << query;
    }
}

TEST_F(AccountRoutes, ShowAnAccount) {
    const Response response = send("GET", path_of(ann_));
    EXPECT_EQ(document(response)["name"], "Ann");
    EXPECT_EQ(header(response, "Cache-Control"), "private, no-cache");
    const std::string tag = header(response, "ETag");
    EXPECT_EQ(send("GET", path_of(ann_), "", {{"If-None-Match", tag}}).status, 304);
    accounts.set_role(system, ann_.id, Role::viewer);
    EXPECT_EQ(send("GET", path_of(ann_), "", {{"If-None-Match", tag}}).status, 200);
    EXPECT_EQ(send("GET", "/v1/accounts/nobody").status, 404);
    EXPECT_EQ(send("GET", "/v1/accounts/a%20b").status, 400);
}

TEST_F(AccountRoutes, ChangeRolesAndStates) {
    const Response changed = send("PATCH", path_of(ann_), R"({"role":"viewer","disabled":true})",
                                  {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(document(changed)["role"], "viewer");
    EXPECT_EQ(document(changed)["disabled"], true);
    EXPECT_EQ(document(send("PATCH", path_of(ann_), R"({"disabled":false})"))["disabled"], false);
    EXPECT_EQ(document(send("PATCH", path_of(ann_), "{}"))["role"], "viewer");
    EXPECT_EQ(send("PATCH", "/v1/accounts/nobody", "{}").status, 404);
    EXPECT_THAT(audit_lines.str(),
                HasSubstr("account.change target=id-2 role=viewer disabled=true by=id-1"));
}

TEST_F(AccountRoutes, KeepTheLastAdmin) {
    for (const char* patch :
         {R"({"role":"editor"})", R"({"disabled":true})", R"({"role":"editor","disabled":true})"}) {
        EXPECT_EQ(send("PATCH", path_of(root_), patch).status, 409);
    }
    EXPECT_EQ(send("DELETE", path_of(root_)).status, 409);
    EXPECT_EQ(accounts.find(system, root_.id), root_);
}

TEST_F(AccountRoutes, EraseAnAccount) {
    const Response response = send("DELETE", path_of(ann_));
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, R"({"id":"id-2","status":"erasing"})");
    EXPECT_FALSE(accounts.find(system, ann_.id));
    EXPECT_EQ(send("DELETE", path_of(ann_)).status, 404);
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.erase target=id-2"));
    EXPECT_THAT(audit_lines.str(), HasSubstr("result=not_found"));
}

TEST_F(AccountRoutes, ResetAPassword) {
    const std::string body = R"({"password":"battery staple"})";
    EXPECT_EQ(send("PUT", path_of(ann_) + "/password", body).status, 204);
    EXPECT_TRUE(accounts.sign_in(call, "ann", "battery staple"));
    EXPECT_EQ(send("PUT", "/v1/accounts/nobody/password", body).status, 404);
    EXPECT_THAT(audit_lines.str(), HasSubstr("account.reset_password target=id-2"));
    EXPECT_THAT(audit_lines.str(), Not(HasSubstr("staple")));
}

TEST_F(AccountRoutes, RegisterServices) {
    const Response made = send("POST", kServices, R"({"name":"the site"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.body, R"({"client_id":"id-3","name":"the site",)"
                         R"("created_at":"1970-01-12T13:46:40.000Z",)"
                         R"("client_secret":"mqs_secret-1"})");
    EXPECT_EQ(header(made, "Location"), "/v1/services/id-3");
    EXPECT_EQ(header(made, "Cache-Control"), "no-store");
    EXPECT_TRUE(service.find_service(call, "id-3", "mqs_secret-1"));
    const Response listed = send("GET", kServices);
    EXPECT_EQ(listed.body, R"({"items":[{"client_id":"id-3","name":"the site",)"
                           R"("created_at":"1970-01-12T13:46:40.000Z"}]})");
    EXPECT_EQ(send("DELETE", "/v1/services/id-3").status, 204);
    EXPECT_FALSE(service.find_service(call, "id-3", "mqs_secret-1"));
    EXPECT_EQ(send("DELETE", "/v1/services/id-3").status, 404);
    EXPECT_EQ(send("DELETE", "/v1/services/a%20b").status, 400);
    EXPECT_THAT(audit_lines.str(), HasSubstr("service.create target=id-3"));
    EXPECT_THAT(audit_lines.str(), HasSubstr("service.revoke target=id-3"));
    EXPECT_THAT(audit_lines.str(), Not(HasSubstr("secret")));
}

TEST_F(AccountRoutes, AreOnlyForAdmins) {
    const std::vector<std::tuple<std::string, std::string, std::string>> requests = {
        {"GET", kAccounts, ""},
        {"POST", kAccounts, body_of("eve", "admin")},
        {"GET", path_of(root_), ""},
        {"PATCH", path_of(root_), R"({"disabled":true})"},
        {"PATCH", path_of(ann_), R"({"role":"admin"})"},
        {"DELETE", path_of(root_), ""},
        {"PUT", path_of(root_) + "/password", R"({"password":"battery staple"})"},
        {"GET", kServices, ""},
        {"POST", kServices, R"({"name":"x"})"},
        {"DELETE", "/v1/services/x", ""},
    };
    const auto expect_status = [&](const Caller& who, int status) {
        caller = who;
        for (const auto& [method, path, body] : requests) {
            EXPECT_EQ(send(method, path, body).status, status) << method << path;
        }
    };
    expect_status(Caller(), 401);
    expect_status(signed_in(ann_), 403);
    expect_status(Caller::of_account("site", Role::service), 403);
    expect_status(Caller::of_account("eve", Role::editor, {Scope::admin}), 403);
    expect_status(Caller::of_account("eve", Role::admin, {Scope::ratings_write_any}), 403);
    EXPECT_THAT(state.accounts, testing::SizeIs(2));
    EXPECT_THAT(state.services, IsEmpty());
}

}  // namespace
}  // namespace marquee::identity
