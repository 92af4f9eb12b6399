#pragma once

#include <atomic>
#include <optional>

#include "app/contexts.h"
#include "app/identity.h"
#include "app/periodic_worker.h"
#include "app/settings/settings.h"
#include "application/rating/user_erasure.h"
#include "infrastructure/rating/local_erasure_register.h"
#include "infrastructure/rating/rpc_erasure_register.h"

namespace marquee::app {

/// The removal of the ratings of users whose accounts were erased, in a process that hosts context
/// rating: what it takes, and the thread that works on it. For one thread. The members stand in the
/// order in which they need each other.
class Erasures {
public:
    /// `contexts`, whose database is prepared, and `identity` outlive it.
    Erasures(const Settings& settings, Contexts& contexts, Identity& identity);
    ~Erasures();
    Erasures(const Erasures&) = delete;
    Erasures& operator=(const Erasures&) = delete;

    void start();
    /// Leaves the rest to other instances, or to the next start.
    void stop();

private:
    rating::LocalErasureRegister own_register_;
    PortChoice<rating::ErasureRegister, rating::RpcErasureRegister> register_;
    rating::UserErasure erasure_;
    std::optional<PeriodicWorker> worker_;
};

}  // namespace marquee::app
