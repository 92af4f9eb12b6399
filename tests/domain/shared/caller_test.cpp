#include "domain/shared/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace marquee {
namespace {

using testing::ElementsAre;

constexpr Scope kAllScopes[] = {Scope::catalogue_write, Scope::ratings_write,
                                Scope::ratings_write_any, Scope::admin};

TEST(Role, IsFoundByItsName) {
    for (const Role role : {Role::viewer, Role::editor, Role::admin, Role::service}) {
        EXPECT_EQ(role_named(name_of(role)), role);
    }
    EXPECT_EQ(name_of(Role::editor), "editor");
    for (const char* name : {"", "Admin", "admin ", "root"}) EXPECT_FALSE(role_named(name)) << name;
}

TEST(Scope, IsFoundByItsName) {
    for (const Scope scope : kAllScopes) EXPECT_EQ(scope_named(name_of(scope)), scope);
    EXPECT_EQ(name_of(Scope::ratings_write_any), "ratings:write:any");
    for (const char* name : {"", "ratings", "ratings:write:", "ADMIN"}) {
        EXPECT_FALSE(scope_named(name)) << name;
    }
}

TEST(ScopeSet, IsASet) {
    ScopeSet scopes{Scope::admin, Scope::ratings_write, Scope::admin};
    EXPECT_THAT(scopes.list(), ElementsAre(Scope::ratings_write, Scope::admin));
    EXPECT_TRUE(scopes.contains(Scope::admin));
    EXPECT_FALSE(scopes.contains(Scope::catalogue_write));
    EXPECT_TRUE(scopes.contains_all({Scope::admin}));
    EXPECT_TRUE(scopes.contains_all({}));
    EXPECT_FALSE(scopes.contains_all({Scope::admin, Scope::catalogue_write}));
    EXPECT_TRUE(ScopeSet().empty());
    EXPECT_FALSE(scopes.empty());
}

TEST(ScopeSet, IsWrittenAndReadAsNames) {
    const ScopeSet scopes{Scope::ratings_write_any, Scope::catalogue_write};
    EXPECT_EQ(text_of(scopes), "catalogue:write ratings:write:any");
    EXPECT_EQ(parse_scopes("ratings:write:any catalogue:write"), scopes);
    EXPECT_EQ(text_of({}), "");
    EXPECT_EQ(parse_scopes(""), ScopeSet());
    for (const char* text :
         {" ", "admin ", " admin", "admin  admin", "admin,admin", "everything"}) {
        EXPECT_FALSE(parse_scopes(text)) << text;
    }
}

TEST(ScopeSet, GrowsWithThePeoplesRoles) {
    const auto viewer = ScopeSet::of(Role::viewer);
    const auto editor = ScopeSet::of(Role::editor);
    const auto admin = ScopeSet::of(Role::admin);
    EXPECT_EQ(viewer, ScopeSet{Scope::ratings_write});
    EXPECT_TRUE(editor.contains_all(viewer));
    EXPECT_TRUE(editor.contains(Scope::catalogue_write));
    EXPECT_FALSE(editor.contains(Scope::ratings_write_any));
    EXPECT_FALSE(editor.contains(Scope::admin));
    for (const Scope scope : kAllScopes) EXPECT_TRUE(admin.contains(scope));
    const auto service = ScopeSet::of(Role::service);
    EXPECT_TRUE(service.contains(Scope::ratings_write_any));
    EXPECT_FALSE(service.contains(Scope::catalogue_write));
    EXPECT_FALSE(service.contains(Scope::admin));
}

TEST(Caller, IsNobodyAtFirstAndMayDoNothing) {
    const Caller nobody;
    EXPECT_EQ(nobody.kind, Caller::Kind::anonymous);
    for (const Scope scope : kAllScopes) EXPECT_FALSE(nobody.may(scope));
    // Not even under the empty name that it has.
    EXPECT_FALSE(nobody.may_rate_for(""));
}

TEST(Caller, MayDoWhatItsRoleMay) {
    const auto viewer = Caller::of_account("ann", Role::viewer);
    EXPECT_FALSE(viewer.may(Scope::catalogue_write));
    EXPECT_FALSE(viewer.may_administer());
    EXPECT_TRUE(Caller::of_account("ann", Role::editor).may(Scope::catalogue_write));
    EXPECT_TRUE(Caller::of_account("ann", Role::admin).may_administer());
    for (const Scope scope : kAllScopes) EXPECT_TRUE(Caller::of_system().may(scope));
}

TEST(Caller, RatesForOneselfUnlessItMayForAny) {
    for (const Role role : {Role::viewer, Role::editor}) {
        EXPECT_TRUE(Caller::of_account("ann", role).may_rate_for("ann"));
        EXPECT_FALSE(Caller::of_account("ann", role).may_rate_for("bob"));
    }
    for (const Role role : {Role::admin, Role::service}) {
        EXPECT_TRUE(Caller::of_account("ann", role).may_rate_for("bob"));
    }
    EXPECT_TRUE(Caller::of_system().may_rate_for("bob"));
}

TEST(Caller, IsHeldToTheLimitOfItsToken) {
    const auto rater = Caller::of_account("ann", Role::admin, {Scope::ratings_write});
    EXPECT_TRUE(rater.may_rate_for("ann"));
    EXPECT_FALSE(rater.may_rate_for("bob"));
    EXPECT_FALSE(rater.may_administer());
    // A limit from before a demotion.
    const auto demoted = Caller::of_account("ann", Role::viewer, {Scope::admin});
    EXPECT_FALSE(demoted.may_administer());
    EXPECT_FALSE(demoted.may_rate_for("ann"));
}

}  // namespace
}  // namespace marquee
