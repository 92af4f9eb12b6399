#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class AuditLog;
}

namespace marquee::identity {

class ServiceRegistry;

/// The credentials of services, for those who may administer: /v1/services and below. The
/// references outlive the routes.
std::vector<http::Route> service_routes(ServiceRegistry& services, const http::AuditLog& audit);

}  // namespace marquee::identity
