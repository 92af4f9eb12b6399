#pragma once

#include "domain/identity/ids.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// Beside those of domain/shared/permission.h, and as they do, these throw Error(unauthenticated)
/// when nobody is known to make the call, and Error(forbidden) when who does may not.

/// The account is the caller's own, or the caller may administer.
void require_own_or_admin(const Call& call, const AccountId& account);

/// The caller signed in to that account: neither a program with an API key nor a service. Marquee
/// itself passes, too.
void require_signed_in_to(const Call& call, const AccountId& account);

/// Either that, or the account is somebody else's and the caller may administer.
void require_signed_in_or_admin(const Call& call, const AccountId& account);

}  // namespace marquee::identity
