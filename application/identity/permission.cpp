#include "application/identity/permission.h"

#include "domain/shared/permission.h"

namespace marquee::identity {
namespace {

bool owns(const Call& call, const AccountId& account) {
    return call.caller.kind == Caller::Kind::account && call.caller.role != Role::service &&
           call.caller.account_id == account.text();
}

}  // namespace

void require_own_or_admin(const Call& call, const AccountId& account) {
    if (!owns(call, account) && !call.caller.may_administer()) {
        refuse(call, "this is about somebody else's account");
    }
}

void require_signed_in_to(const Call& call, const AccountId& account) {
    if (call.caller.kind == Caller::Kind::system) return;
    if (!owns(call, account)) refuse(call, "this is about somebody else's account");
    if (call.caller.session_id.empty()) {
        refuse(call, "this takes somebody who signed in with a password, not an API key");
    }
}

void require_signed_in_or_admin(const Call& call, const AccountId& account) {
    if (owns(call, account) || !call.caller.may_administer()) require_signed_in_to(call, account);
}

}  // namespace marquee::identity
