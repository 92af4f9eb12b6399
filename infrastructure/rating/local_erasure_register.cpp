#include "infrastructure/rating/local_erasure_register.h"

namespace marquee::rating {

std::vector<UnfinishedErasure> LocalErasureRegister::unfinished(const Call& call,
                                                                const std::optional<UserId>& after,
                                                                std::size_t limit) {
    std::optional<identity::AccountId> account;
    if (after) account.emplace(after->text());
    std::vector<UnfinishedErasure> result;
    for (const auto& erasure : erasures_.unfinished(call, account, limit)) {
        result.push_back(
            {UserId(erasure.account.text()), erasure.started_at, erasure.ratings_removed});
    }
    return result;
}

void LocalErasureRegister::report(const Call& call, const UserId& user,
                                  const ErasureReport& report) {
    erasures_.report(call, identity::AccountId(user.text()),
                     {report.at, report.removed, report.done});
}

}  // namespace marquee::rating
