#include "infrastructure/tokens/claims_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

const std::vector<std::string> kRoles = {"viewer", "editor", "admin"};

std::string role(const std::string& rule, const std::string& claims) {
    return ClaimsRule(rule, kRoles).role_for(Json::parse(claims)).value_or("no access");
}

std::string problem(const std::string& rule) {
    const auto error = error_of([&] { ClaimsRule(rule, kRoles); });
    return error && error->code() == ErrorCode::invalid ? error->what() : "none";
}

TEST(ClaimsRule, GivesTheRoleOfTheFirstEntryThatHolds) {
    const std::string rule = "groups=film-admins:admin,groups=film-editors:editor,*:viewer";
    EXPECT_EQ(role(rule, R"({"groups":["film-editors","film-admins"]})"), "admin");
    EXPECT_EQ(role(rule, R"({"groups":["staff","film-editors"]})"), "editor");
    EXPECT_EQ(role(rule, R"({"groups":["staff"]})"), "viewer");
    EXPECT_EQ(role(rule, R"({"groups":[]})"), "viewer");
    EXPECT_EQ(role(rule, "{}"), "viewer");
    EXPECT_EQ(role("*:viewer", R"({"groups":["film-admins"]})"), "viewer");
}

TEST(ClaimsRule, GivesNothingWhenNoEntryHolds) {
    const std::string rule = "groups=film-admins:admin";
    EXPECT_EQ(role(rule, R"({"groups":["film-admins"]})"), "admin");
    EXPECT_EQ(role(rule, R"({"groups":["staff"]})"), "no access");
    EXPECT_EQ(role(rule, R"({"roles":["film-admins"]})"), "no access");
    EXPECT_EQ(role(rule, "{}"), "no access");
}

TEST(ClaimsRule, TakesATextAsWellAsAnArray) {
    EXPECT_EQ(role("department=films:editor", R"({"department":"films"})"), "editor");
    EXPECT_EQ(role("department=films:editor", R"({"department":"films and more"})"), "no access");
    EXPECT_EQ(role("department=films:editor", R"({"department":"Films"})"), "no access");
}

TEST(ClaimsRule, TakesNothingOfAnotherType) {
    for (const char* claims : {R"({"a":1})", R"({"a":true})", R"({"a":null})", R"({"a":{"1":"1"}})",
                               R"({"a":[1]})", R"({"a":[["1"]]})", R"({"a":[{"1":"1"}]})"}) {
        EXPECT_EQ(role("a=1:admin,a=true:admin,a=null:admin", claims), "no access") << claims;
    }
}

TEST(ClaimsRule, FollowsAPathWithDots) {
    const std::string rule = "realm_access.roles=editors:editor";
    EXPECT_EQ(role(rule, R"({"realm_access":{"roles":["editors"]}})"), "editor");
    EXPECT_EQ(role(rule, R"({"realm_access":{"roles":"editors"}})"), "editor");
    EXPECT_EQ(role(rule, R"({"realm_access":["roles"]})"), "no access");
    EXPECT_EQ(role(rule, R"({"realm_access":"roles"})"), "no access");
    EXPECT_EQ(role(rule, R"({"roles":["editors"]})"), "no access");
    EXPECT_EQ(role("a.b.c=x:editor", R"({"a":{"b":{"c":["x"]}}})"), "editor");
}

TEST(ClaimsRule, TakesAClaimThatIsNamedByAUrl) {
    EXPECT_EQ(role("https://films.example/roles=admin:admin",
                   R"({"https://films.example/roles":["admin"]})"),
              "admin");
}

TEST(ClaimsRule, TakesValuesWithColonsEqualsSignsAndCommas) {
    EXPECT_EQ(role("groups=urn:films:admins:admin", R"({"groups":["urn:films:admins"]})"), "admin");
    EXPECT_EQ(
        role("groups=cn=admins\\,dc=films:admin,*:viewer", R"({"groups":["cn=admins,dc=films"]})"),
        "admin");
}

TEST(ClaimsRule, ForgivesSpacesAroundEntries) {
    EXPECT_EQ(role(" groups = film admins : admin ,\n * : viewer ", R"({"groups":"film admins"})"),
              "admin");
    EXPECT_EQ(role(" groups = film admins : admin ,\n * : viewer ", "{}"), "viewer");
}

TEST(ClaimsRule, SaysWhatToWriteInstead) {
    EXPECT_THAT(problem(""), HasSubstr("write claim=value:role, or *:role"));
    EXPECT_THAT(problem("groups=admins"), HasSubstr("\"groups=admins\" names no role"));
    EXPECT_THAT(problem("*:viewer,"), HasSubstr("*, which always holds, last"));
    EXPECT_THAT(problem("groups=a:admin,,*:viewer"), HasSubstr("\"\" names no role"));
    EXPECT_THAT(problem("groups=a:owner"), HasSubstr("choose of viewer, editor, admin"));
    EXPECT_THAT(problem("groups=a:Admin"), HasSubstr("unknown role"));
    EXPECT_THAT(problem("groups=a:"), HasSubstr("unknown role"));
    EXPECT_THAT(problem("groups:admin"), HasSubstr("needs a claim and its value"));
    EXPECT_THAT(problem("=a:admin"), HasSubstr("needs a claim and its value"));
    EXPECT_THAT(problem("groups=:admin"), HasSubstr("needs a claim and its value"));
    EXPECT_THAT(problem("*:viewer,groups=a:admin"),
                HasSubstr("\"groups=a:admin\" is never reached"));
}

}  // namespace
}  // namespace marquee::tokens
