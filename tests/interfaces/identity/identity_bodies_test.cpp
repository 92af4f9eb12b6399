#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/identity_routes_fixture.h"

namespace marquee::identity {
namespace {

using http::blamed;
using http::document;
using http::Response;
using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

/// A request that is right, but for whatever the test makes of a field.
struct BodyCase {
    std::string method;
    std::string path;
    ordered_json body;
    /// Those that may be absent, or null.
    std::vector<std::string> optional;
    /// Those that may be neither absent nor null, nor be left out of a patch as null.
    bool patch = false;
};

std::vector<BodyCase> body_cases() {
    return {
        {"PUT",
         "/v1/me/password",
         {{"current_password", "correct horse"}, {"new_password", "battery staple"}},
         {}},
        {"POST",
         "/v1/me/keys",
         {{"name", "laptop"},
          {"scopes", ordered_json::array({"ratings:write"})},
          {"expires_at", "2030-01-01T00:00:00Z"}},
         {"expires_at"}},
        {"POST",
         "/v1/accounts",
         {{"name", "bob"}, {"password", "battery staple"}, {"role", "viewer"}},
         {"role"}},
        {"PATCH",
         "/v1/accounts/id-1",
         {{"role", "admin"}, {"disabled", false}},
         {"role", "disabled"},
         true},
        {"PUT", "/v1/accounts/id-1/password", {{"password", "battery staple"}}, {}},
        {"POST", "/v1/services", {{"name", "site"}}, {}},
    };
}

/// Values that no field takes.
std::vector<ordered_json> wrong_values(const ordered_json& right) {
    const std::vector<ordered_json> all = {1,
                                           -1.5,
                                           true,
                                           "",
                                           std::string(100'000, 'x'),
                                           ordered_json::array({1}),
                                           ordered_json::object()};
    std::vector<ordered_json> wrong;
    std::ranges::copy_if(all, std::back_inserter(wrong), [&](const ordered_json& value) {
        return value.type() != right.type() || value.is_string();
    });
    return wrong;
}

class IdentityBodies : public IdentityRoutesFixture {
protected:
    IdentityBodies() { caller = signed_in(create("root", Role::admin)); }

    /// The answer is 400, blames the field, and has nothing of a password in it.
    void expect_blame(const BodyCase& one, const std::string& body, const std::string& field) {
        const Response response = send(one.method, one.path, body);
        const std::string what = one.method + " " + one.path + " " + body.substr(0, 200);
        EXPECT_EQ(response.status, 400) << what;
        const auto errors = document(response).value("errors", ordered_json::array());
        EXPECT_TRUE(std::ranges::any_of(errors,
                                        [&](const ordered_json& error) {
                                            return std::string(error["field"]).starts_with(field);
                                        }))
            << what << response.body;
        EXPECT_THAT(response.body, Not(HasSubstr("horse")));
        EXPECT_THAT(response.body, Not(HasSubstr("staple")));
        EXPECT_LT(response.body.size(), 2'000u);
    }
};

TEST_F(IdentityBodies, AreTakenWhenTheyAreRight) {
    for (const auto& one : body_cases()) {
        const Response response = send(one.method, one.path, one.body.dump());
        EXPECT_EQ(response.status / 100, 2) << one.path << response.body;
    }
}

TEST_F(IdentityBodies, AreRefusedForEveryFieldOfAWrongTypeOrSize) {
    for (const auto& one : body_cases()) {
        for (const auto& [field, right] : one.body.items()) {
            for (const auto& wrong : wrong_values(right)) {
                // Any text may be tried as the old password.
                if (field == "current_password" && wrong.is_string()) continue;
                ordered_json body = one.body;
                body[field] = wrong;
                expect_blame(one, body.dump(), field);
            }
        }
    }
    EXPECT_EQ(audit_lines.str(), "");
}

TEST_F(IdentityBodies, AreRefusedWithoutAFieldThatIsNeeded) {
    for (const auto& one : body_cases()) {
        for (const auto& [field, right] : one.body.items()) {
            const bool optional = std::ranges::count(one.optional, field) > 0;
            ordered_json body = one.body;
            body[field] = nullptr;
            if (!optional || one.patch) expect_blame(one, body.dump(), field);
            body.erase(field);
            if (!optional) expect_blame(one, body.dump(), field);
        }
    }
}

TEST_F(IdentityBodies, AreRefusedWithFieldsThatNobodyKnows) {
    for (const auto& one : body_cases()) {
        for (const char* field : {"id", "pasword", "created_at", ""}) {
            ordered_json body = one.body;
            body[field] = "battery staple";
            expect_blame(one, body.dump(), field);
        }
    }
}

TEST_F(IdentityBodies, AreRefusedWhenTheyAreNoJsonInUtf8) {
    for (const auto& one : body_cases()) {
        for (const auto& [field, right] : one.body.items()) {
            const std::string start = R"({")" + field + R"(":)";
            for (const std::string& body :
                 {start + "\"correct horse\xFF\"}", start + "\"correct horse", start + "horse}",
                  start + "1}" + start + "1}", std::string("[]"), std::string("\"horse\""),
                  start + R"("horse",")" + field + R"(":"staple"})"}) {
                const Response response = send(one.method, one.path, body);
                EXPECT_EQ(response.status, 400) << body;
                EXPECT_EQ(response.content_type, "application/problem+json");
                EXPECT_THAT(response.body, Not(HasSubstr("horse"))) << body;
                EXPECT_THAT(response.body, Not(HasSubstr("staple"))) << body;
            }
        }
        EXPECT_EQ(send(one.method, one.path).status, 400);
        EXPECT_EQ(send(one.method, one.path, "a=b",
                       {{"Content-Type", "application/x-www-form-urlencoded"}})
                      .status,
                  415);
        EXPECT_EQ(send(one.method, one.path + "?password=staple", one.body.dump()).status, 400);
    }
}

TEST_F(IdentityBodies, TellWhatAPasswordLacks) {
    const auto message = [&](const std::string& password) {
        return blamed(
            send("PUT", "/v1/accounts/id-1/password", ordered_json{{"password", password}}.dump()),
            "password");
    };
    EXPECT_THAT(message("hunter2"), HasSubstr("at least 8 bytes"));
    EXPECT_THAT(message(std::string(1025, 'x')), HasSubstr("at most 1024 bytes"));
    EXPECT_THAT(message(std::string(100'000, 'x')), HasSubstr("at most 1024 bytes"));
}

TEST_F(IdentityBodies, NameOnlyScopesAndRolesThatExist) {
    const auto key = [&](const ordered_json& scopes) {
        return send("POST", "/v1/me/keys", ordered_json{{"name", "x"}, {"scopes", scopes}}.dump());
    };
    EXPECT_NE(blamed(key({"admin", "root", "admin"}), "scopes[1]"), "");
    EXPECT_NE(blamed(key({"admin", 1}), "scopes[1]"), "");
    EXPECT_NE(blamed(key({"Admin", ""}), "scopes[0]"), "");
    EXPECT_EQ(key(ordered_json::array()).status, 201);
    for (const char* role : {"service", "root", "Admin", ""}) {
        const ordered_json body = {{"role", role}};
        EXPECT_NE(blamed(send("PATCH", "/v1/accounts/id-1", body.dump()), "role"), "") << role;
    }
}

}  // namespace
}  // namespace marquee::identity
