#include "domain/shared/permission.h"

#include <gtest/gtest.h>

#include "domain/shared/error.h"
#include "tests/support/thrown.h"

namespace marquee {
namespace {

Call by(Caller caller) {
    Call call;
    call.caller = std::move(caller);
    return call;
}

const Call kNobody;
const Call kViewer = by(Caller::of_account("v", Role::viewer));
const Call kEditor = by(Caller::of_account("e", Role::editor));
const Call kAdmin = by(Caller::of_account("a", Role::admin));
const Call kService = by(Caller::of_account("s", Role::service));
const Call kSystem = kViewer.by_system();

TEST(Permission, TellsStrangersFromThoseWhoMayNot) {
    EXPECT_EQ(code_of([] { require(kNobody, Scope::catalogue_write); }),
              ErrorCode::unauthenticated);
    EXPECT_EQ(code_of([] { require(kViewer, Scope::catalogue_write); }), ErrorCode::forbidden);
    EXPECT_EQ(code_of([] { require(kService, Scope::catalogue_write); }), ErrorCode::forbidden);
    EXPECT_NO_THROW(require(kEditor, Scope::catalogue_write));
    EXPECT_NO_THROW(require(kSystem, Scope::admin));
    EXPECT_EQ(code_of([] { require_known(kNobody); }), ErrorCode::unauthenticated);
    EXPECT_NO_THROW(require_known(kService));
}

TEST(Permission, KnowsWhoIsAPerson) {
    EXPECT_EQ(require_person(kViewer), "v");
    EXPECT_EQ(code_of([] { require_person(kNobody); }), ErrorCode::unauthenticated);
    EXPECT_EQ(code_of([] { require_person(kService); }), ErrorCode::forbidden);
    EXPECT_EQ(code_of([] { require_person(kSystem); }), ErrorCode::forbidden);
}

TEST(Permission, LetsRateAsOneselfOrAsAnybody) {
    EXPECT_NO_THROW(require_rating_for(kViewer, "v"));
    EXPECT_EQ(code_of([] { require_rating_for(kViewer, "w"); }), ErrorCode::forbidden);
    EXPECT_EQ(code_of([] { require_rating_for(kEditor, "v"); }), ErrorCode::forbidden);
    EXPECT_EQ(code_of([] { require_rating_for(kNobody, ""); }), ErrorCode::unauthenticated);
    for (const Call* call : {&kAdmin, &kService, &kSystem}) {
        EXPECT_NO_THROW(require_rating_for(*call, "v"));
    }
    const Call limited = by(Caller::of_account("v", Role::viewer, {}));
    EXPECT_EQ(code_of([&] { require_rating_for(limited, "v"); }), ErrorCode::forbidden);
}

TEST(Permission, KeepsSinglePeoplesRatingsToThem) {
    EXPECT_NO_THROW(require_ratings_of(kViewer, "v"));
    EXPECT_NO_THROW(require_ratings_of(by(Caller::of_account("v", Role::viewer, {})), "v"));
    EXPECT_EQ(code_of([] { require_ratings_of(kEditor, "v"); }), ErrorCode::forbidden);
    EXPECT_EQ(code_of([] { require_ratings_of(kNobody, ""); }), ErrorCode::unauthenticated);
    for (const Call* call : {&kAdmin, &kService, &kSystem}) {
        EXPECT_NO_THROW(require_ratings_of(*call, "v"));
    }
}

}  // namespace
}  // namespace marquee
