#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class AuditLog;
}

namespace marquee::operations {

class SettingsDesk;

/// The settings of this process, to look at and, some of them, to change: for admins. The
/// references outlive the routes.
std::vector<http::Route> settings_routes(SettingsDesk& settings, const http::AuditLog& audit);

}  // namespace marquee::operations
