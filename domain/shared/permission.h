#pragma once

#include <string>
#include <string_view>

#include "domain/shared/call.h"
#include "domain/shared/caller.h"

namespace marquee {

/// These throw Error(unauthenticated) when nobody is known to make the call, and Error(forbidden)
/// when who does may not.

/// For who may not: throws one of these, the second with `why`.
[[noreturn]] void refuse(const Call& call, const std::string& why);

/// Somebody is known to make the call.
void require_known(const Call& call);

/// The caller may do such things.
void require(const Call& call, Scope scope);

/// The caller is a person, or acts with a person's token. Answers the id of their account.
const std::string& require_person(const Call& call);

/// The caller may give and withdraw that user's ratings.
void require_rating_for(const Call& call, std::string_view user_id);

/// The caller may see that user's single ratings: their own, or anybody's for one who may rate for
/// anybody or administers.
void require_ratings_of(const Call& call, std::string_view user_id);

}  // namespace marquee
