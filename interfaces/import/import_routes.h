#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class AuditLog;
}

namespace marquee::movielens {

class ImportDesk;

/// Imports of files that come over HTTP: for admins. The references outlive the routes.
std::vector<http::Route> import_routes(ImportDesk& desk, const http::AuditLog& audit);

}  // namespace marquee::movielens
