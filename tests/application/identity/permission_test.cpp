#include "application/identity/permission.h"

#include <gtest/gtest.h>

#include "domain/shared/permission.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

Call call_of(Caller caller, const std::string& session = "") {
    Call call;
    caller.session_id = session;
    call.caller = std::move(caller);
    return call;
}

const Call kAnonymous;
const Call kSystem = call_of(Caller::of_system());
const Call kAnn = call_of(Caller::of_account("ann", Role::viewer), "s");
const Call kKeyOfAnn = call_of(Caller::of_account("ann", Role::viewer));
const Call kAdmin = call_of(Caller::of_account("root", Role::admin), "r");
const Call kLimitedAdmin =
    call_of(Caller::of_account("root", Role::admin, {Scope::catalogue_write}));
/// By chance its client id is somebody's account id.
const Call kService = call_of(Caller::of_account("ann", Role::service));

std::optional<ErrorCode> admin(const Call& call) {
    return code_of([&] { require(call, Scope::admin); });
}
std::optional<ErrorCode> own_or_admin(const Call& call) {
    return code_of([&] { require_own_or_admin(call, AccountId("ann")); });
}
std::optional<ErrorCode> signed_in(const Call& call) {
    return code_of([&] { require_signed_in_to(call, AccountId("ann")); });
}
std::optional<ErrorCode> signed_in_or_admin(const Call& call) {
    return code_of([&] { require_signed_in_or_admin(call, AccountId("ann")); });
}

TEST(Permission, LetsOnlyAdminsAdminister) {
    EXPECT_EQ(admin(kAnonymous), ErrorCode::unauthenticated);
    EXPECT_EQ(admin(kAnn), ErrorCode::forbidden);
    EXPECT_EQ(admin(kLimitedAdmin), ErrorCode::forbidden);
    EXPECT_EQ(admin(kService), ErrorCode::forbidden);
    EXPECT_EQ(admin(kAdmin), std::nullopt);
    EXPECT_EQ(admin(kSystem), std::nullopt);
}

TEST(Permission, LetsAnAccountBeItsOwnersOrAnAdmins) {
    EXPECT_EQ(own_or_admin(kAnonymous), ErrorCode::unauthenticated);
    EXPECT_EQ(own_or_admin(kAnn), std::nullopt);
    EXPECT_EQ(own_or_admin(kKeyOfAnn), std::nullopt);
    EXPECT_EQ(own_or_admin(call_of(Caller::of_account("bob", Role::editor), "b")),
              ErrorCode::forbidden);
    EXPECT_EQ(own_or_admin(kService), ErrorCode::forbidden);
    EXPECT_EQ(own_or_admin(kLimitedAdmin), ErrorCode::forbidden);
    EXPECT_EQ(own_or_admin(kAdmin), std::nullopt);
    EXPECT_EQ(own_or_admin(kSystem), std::nullopt);
}

TEST(Permission, TakesASignInForWhatAKeyMayNotDo) {
    EXPECT_EQ(signed_in(kAnonymous), ErrorCode::unauthenticated);
    EXPECT_EQ(signed_in(kAnn), std::nullopt);
    EXPECT_EQ(signed_in(kKeyOfAnn), ErrorCode::forbidden);
    EXPECT_EQ(signed_in(kAdmin), ErrorCode::forbidden);
    EXPECT_EQ(signed_in(kService), ErrorCode::forbidden);
    EXPECT_EQ(signed_in(kSystem), std::nullopt);
}

TEST(Permission, TakesASignInOfAdminsTooForWhatIsTheirOwn) {
    EXPECT_EQ(signed_in_or_admin(kAnonymous), ErrorCode::unauthenticated);
    EXPECT_EQ(signed_in_or_admin(kAnn), std::nullopt);
    EXPECT_EQ(signed_in_or_admin(kKeyOfAnn), ErrorCode::forbidden);
    EXPECT_EQ(signed_in_or_admin(call_of(Caller::of_account("ann", Role::admin))),
              ErrorCode::forbidden);
    EXPECT_EQ(signed_in_or_admin(call_of(Caller::of_account("root", Role::admin))), std::nullopt);
    EXPECT_EQ(signed_in_or_admin(kLimitedAdmin), ErrorCode::forbidden);
    EXPECT_EQ(signed_in_or_admin(kService), ErrorCode::forbidden);
    EXPECT_EQ(signed_in_or_admin(kSystem), std::nullopt);
}

}  // namespace
}  // namespace marquee::identity
