#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class AuditLog;
class FailureBackoff;
}  // namespace marquee::http

namespace marquee::identity {

class AccountService;
class ApiKeyService;
class SessionService;

/// What the resources of one's own account are made of; all of it outlives the routes.
struct MeParts {
    AccountService& accounts;
    ApiKeyService& keys;
    SessionService& sessions;
    http::FailureBackoff& backoff;
    const http::AuditLog& audit;
};

/// The caller's own account, keys and sessions: /v1/me and below.
std::vector<http::Route> me_routes(const MeParts& parts);

}  // namespace marquee::identity
