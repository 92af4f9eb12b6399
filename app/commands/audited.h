#pragma once

#include <functional>

#include "app/settings/settings.h"
#include "domain/shared/call.h"
#include "interfaces/http/audit_log.h"

namespace marquee::app {

/// Does what a command is told to by `run`, which may add to the act, and writes the audit line of
/// it, as the server's routes do.
void audited(const Settings& settings, const Call& call, http::AuditAct act,
             const std::function<void(http::AuditAct& act)>& run);

}  // namespace marquee::app
