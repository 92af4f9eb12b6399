#pragma once

#include "application/identity/erasure_service.h"
#include "application/rating/erasure_register.h"

namespace marquee::rating {

/// The register of erasures that context `identity` keeps, asked in this process. A user's id is
/// that of the account.
class LocalErasureRegister : public ErasureRegister {
public:
    /// `erasures` outlives the adapter.
    explicit LocalErasureRegister(identity::ErasureService& erasures) : erasures_(erasures) {}

    std::vector<UnfinishedErasure> unfinished(const Call& call, const std::optional<UserId>& after,
                                              std::size_t limit) override;
    void report(const Call& call, const UserId& user, const ErasureReport& report) override;

private:
    identity::ErasureService& erasures_;
};

}  // namespace marquee::rating
