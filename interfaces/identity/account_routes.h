#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class AuditLog;
}

namespace marquee::identity {

class AccountService;

/// Everybody's accounts, for those who may administer: /v1/accounts and below; and /v1/sign-up, by
/// which `anybody_signs_up`, or nobody. The references outlive the routes.
std::vector<http::Route> account_routes(AccountService& accounts, const http::AuditLog& audit,
                                        bool anybody_signs_up);

}  // namespace marquee::identity
