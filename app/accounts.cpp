#include "app/accounts.h"

#include "app/uuid.h"

namespace marquee::app {
namespace {

identity::BoundedWorkers::Limits limits_of(const Settings& settings) {
    return {static_cast<std::size_t>(settings.identity_password_threads),
            static_cast<std::size_t>(settings.identity_password_queue)};
}

identity::ArgonEffort effort_of(const Settings& settings) {
    return {static_cast<std::size_t>(settings.identity_password_memory),
            static_cast<unsigned>(settings.identity_password_operations)};
}

}  // namespace

Accounts::Accounts(const Settings& settings, Contexts& contexts)
    : log(contexts.database, "identity", {system_now, [] { return new_uuid(system_now()); }},
          commits, contexts.metrics),
      workers(limits_of(settings)),
      hasher(effort_of(settings), workers),
      mint(identity::system_random()),
      service(repository, hasher, mint, system_now) {}

}  // namespace marquee::app
