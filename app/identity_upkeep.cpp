#include "app/identity_upkeep.h"

#include <functional>
#include <utility>

#include "app/own_call.h"
#include "app/uuid.h"

namespace marquee::app {
namespace {

using std::chrono::milliseconds;

/// How long a piece of the work may take.
constexpr std::chrono::seconds kWorkLimit{20};
constexpr std::chrono::minutes kRemovalPause{10};
/// How many are removed at a time, so that nobody waits for long.
constexpr std::size_t kPortion = 500;
/// Until then its owner sees that a key has expired.
constexpr std::chrono::days kExpiredKeysAreShownFor{30};

Call work_call() {
    return own_call("identity-upkeep", kWorkLimit);
}

}  // namespace

void IdentityUpkeep::start() {
    const auto work = [this](const char* name, milliseconds pause, std::function<void()> round) {
        workers_.push_back(std::make_unique<PeriodicWorker>(name, pause, std::move(round)));
    };
    work("the reading of signing keys", identity::SigningKeys::kReload,
         [this] { identity_.signing_keys.reload(work_call()); });
    work("the recording of API keys' use", std::chrono::seconds(1),
         [this] { identity_.api_key_uses.write(work_call()); });
    work("the removal of what has expired", kRemovalPause, [this] { remove_expired(); });
}

void IdentityUpkeep::stop() {
    workers_.clear();
}

void IdentityUpkeep::remove_expired() {
    const Timestamp now = system_now();
    while (identity_.sessions.remove_expired(work_call(), now, kPortion) == kPortion) {
    }
    const Timestamp then = now - kExpiredKeysAreShownFor;
    while (identity_.api_keys.remove_expired(work_call(), then, kPortion) == kPortion) {
    }
}

}  // namespace marquee::app
