#pragma once

#include "app/contexts.h"
#include "app/settings/settings.h"
#include "application/identity/account_service.h"
#include "infrastructure/events/commit_signal.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/identity/argon_password_hasher.h"
#include "infrastructure/identity/bounded_workers.h"
#include "infrastructure/identity/sodium_secret_mint.h"
#include "infrastructure/identity/sql_account_repository.h"

namespace marquee::app {

/// The accounts of the context identity, put together. The members stand in the order in which they
/// need each other.
struct Accounts {
    /// `contexts` outlive it.
    Accounts(const Settings& settings, Contexts& contexts);
    Accounts(const Accounts&) = delete;
    Accounts& operator=(const Accounts&) = delete;

    events::CommitSignal commits;
    events::EventLog log;
    identity::SqlAccountRepository repository{log};
    identity::BoundedWorkers workers;
    identity::ArgonPasswordHasher hasher;
    identity::SodiumSecretMint mint;
    identity::AccountService service;
};

}  // namespace marquee::app
