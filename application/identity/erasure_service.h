#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/identity/erasure_repository.h"

namespace marquee::identity {

/// The use cases around accounts that were erased, for administrators and Marquee itself. Callable
/// from any thread. Every method throws what ErasureRepository does, and Error(unauthenticated) or
/// Error(forbidden) for others.
class ErasureService {
public:
    /// `repository` outlives the service.
    explicit ErasureService(ErasureRepository& repository) : repository_(repository) {}

    /// The erasure of that account, done or not, or nothing.
    std::optional<Erasure> find(const Call& call, const AccountId& account);

    /// See ErasureRepository. For those who work on erasures.
    std::vector<Erasure> unfinished(const Call& call, const std::optional<AccountId>& after,
                                    std::size_t limit);
    void report(const Call& call, const AccountId& account, const ErasureProgress& progress);

private:
    ErasureRepository& repository_;
};

}  // namespace marquee::identity
