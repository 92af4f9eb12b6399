#pragma once

#include <memory>
#include <vector>

#include "app/identity.h"
#include "app/periodic_worker.h"

namespace marquee::app {

/// The threads that keep the context identity in order: they read the signing keys, write down when
/// API keys were used, and remove what has expired. For one thread.
class IdentityUpkeep {
public:
    /// `identity` outlives it.
    explicit IdentityUpkeep(Identity& identity) : identity_(identity) {}

    void start();
    /// Waits for the work under way.
    void stop();

    /// Removes the sessions that have expired and the API keys that did so a month ago; also what
    /// start() begins.
    void remove_expired();

private:
    Identity& identity_;
    std::vector<std::unique_ptr<PeriodicWorker>> workers_;
};

}  // namespace marquee::app
