#include "domain/shared/permission.h"

#include <string>

#include "domain/shared/error.h"

namespace marquee {

void refuse(const Call& call, const std::string& why) {
    if (call.caller.kind == Caller::Kind::anonymous) {
        throw Error(ErrorCode::unauthenticated, "this needs an access token or an API key");
    }
    throw Error(ErrorCode::forbidden, why);
}

void require_known(const Call& call) {
    if (call.caller.kind == Caller::Kind::anonymous) refuse(call, "");
}

void require(const Call& call, Scope scope) {
    if (!call.caller.may(scope)) {
        refuse(call, "this takes the scope " + std::string(name_of(scope)));
    }
}

const std::string& require_person(const Call& call) {
    require_known(call);
    const Caller& caller = call.caller;
    if (caller.kind != Caller::Kind::account || caller.role == Role::service) {
        refuse(call, "this is about somebody with an account, and a service has none");
    }
    return caller.account_id;
}

void require_rating_for(const Call& call, std::string_view user_id) {
    if (call.caller.may_rate_for(user_id)) return;
    require(call, Scope::ratings_write);
    refuse(call, "to rate for somebody else takes the scope " +
                     std::string(name_of(Scope::ratings_write_any)));
}

void require_ratings_of(const Call& call, std::string_view user_id) {
    const Caller& caller = call.caller;
    if (caller.may(Scope::ratings_write_any) || caller.may(Scope::admin)) return;
    if (caller.kind == Caller::Kind::account && caller.account_id == user_id) return;
    refuse(call, "what somebody else has rated is theirs to see; for others it takes the scope " +
                     std::string(name_of(Scope::ratings_write_any)));
}

}  // namespace marquee
