#include "interfaces/http/passage.h"

#include <stdexcept>

#include "domain/shared/permission.h"

namespace marquee::http {

void require_passage(Guard guard, const Call& call, bool anonymous_reads) {
    switch (guard) {
        case Guard::open:
            return;
        case Guard::reader:
            if (!anonymous_reads) require_known(call);
            return;
        case Guard::account:
            return require_known(call);
        case Guard::rater:
            if (!call.caller.may(Scope::ratings_write_any)) require(call, Scope::ratings_write);
            return;
        case Guard::editor:
            return require(call, Scope::catalogue_write);
        case Guard::service:
            if (!call.caller.may(Scope::ratings_write_any)) require(call, Scope::admin);
            return;
        case Guard::admin:
            return require(call, Scope::admin);
    }
    throw std::logic_error("a guard that nobody stands behind");
}

}  // namespace marquee::http
