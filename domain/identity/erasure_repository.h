#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/identity/erasure.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// Where erasures are kept, finished ones too. AccountRepository::erase adds them. Callable from
/// any thread. Errors as in AccountRepository; to repeat a write is safe.
class ErasureRepository {
public:
    virtual ~ErasureRepository() = default;

    /// The erasure of that account, or nothing.
    virtual std::optional<Erasure> find(const Call& call, const AccountId& account) = 0;

    /// Up to `limit` (≥ 1) erasures that are not done, of the accounts whose ids follow `after`,
    /// from the first one without it, in the byte order of their ids.
    virtual std::vector<Erasure> unfinished(const Call& call, const std::optional<AccountId>& after,
                                            std::size_t limit) = 0;

    /// Stores the progress, or nothing when fewer ratings were removed than is stored already,
    /// which is told by one of several that work on it and is behind. What is done is never
    /// changed.
    virtual void report(const Call& call, const AccountId& account,
                        const ErasureProgress& progress) = 0;
};

}  // namespace marquee::identity
