#include "domain/shared/precondition.h"

#include <algorithm>

#include "domain/shared/error.h"

namespace marquee {

void Precondition::require(const std::optional<Revision>& current) const {
    if (existence == Existence::must_not_exist && current) {
        throw Error(ErrorCode::precondition_failed, "it exists already");
    }
    if (existence == Existence::must_exist && !current) {
        throw Error(ErrorCode::precondition_failed, "it does not exist");
    }
    if (!revisions) return;
    if (!current || std::find(revisions->begin(), revisions->end(), *current) == revisions->end()) {
        throw Error(ErrorCode::precondition_failed,
                    "it was changed since you read it; read it again and repeat your change");
    }
}

}  // namespace marquee
