#include "application/identity/erasure_service.h"

#include "application/identity/permission.h"
#include "domain/shared/permission.h"

namespace marquee::identity {

std::optional<Erasure> ErasureService::find(const Call& call, const AccountId& account) {
    require(call, Scope::admin);
    return repository_.find(call, account);
}

std::vector<Erasure> ErasureService::unfinished(const Call& call,
                                                const std::optional<AccountId>& after,
                                                std::size_t limit) {
    require(call, Scope::admin);
    return repository_.unfinished(call, after, limit);
}

void ErasureService::report(const Call& call, const AccountId& account,
                            const ErasureProgress& progress) {
    require(call, Scope::admin);
    repository_.report(call, account, progress);
}

}  // namespace marquee::identity
