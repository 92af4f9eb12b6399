#pragma once

#include <atomic>
#include <optional>

#include "app/contexts.h"
#include "app/periodic_worker.h"
#include "app/settings/settings.h"
#include "application/identity/erasure_service.h"
#include "application/rating/user_erasure.h"
#include "infrastructure/events/commit_signal.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/identity/sql_erasure_repository.h"
#include "infrastructure/rating/local_erasure_register.h"

namespace marquee::app {

/// The erasures of a serving process: what is told of them, and the thread that works on them. For
/// one thread, but for the service. The members stand in the order in which they need each other.
class Erasures {
public:
    /// `contexts`, whose database is prepared, outlives it, and so does `account_commits`, which
    /// tells of accounts that are erased in this process.
    Erasures(const Settings& settings, Contexts& contexts, events::CommitSignal& account_commits);
    ~Erasures();
    Erasures(const Erasures&) = delete;
    Erasures& operator=(const Erasures&) = delete;

    void start();
    /// Leaves the rest to other instances, or to the next start.
    void stop();

    identity::ErasureService& service() { return service_; }

private:
    identity::SqlErasureRepository repository_;
    identity::ErasureService service_{repository_};
    rating::LocalErasureRegister register_{service_};
    events::SqlEventFeed accounts_;
    rating::UserErasure erasure_;
    std::optional<PeriodicWorker> worker_;
};

}  // namespace marquee::app
