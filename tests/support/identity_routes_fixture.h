#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "application/identity/api_key_service.h"
#include "application/identity/service_registry.h"
#include "application/identity/session_service.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/http/failure_backoff.h"
#include "interfaces/identity/account_routes.h"
#include "interfaces/identity/me_routes.h"
#include "interfaces/identity/oauth_routes.h"
#include "interfaces/identity/service_routes.h"
#include "tests/support/identity_fixture.h"
#include "tests/support/route_client.h"

namespace marquee::identity {

/// The routes of the context identity over its services over fakes. Who asks is `caller`, and every
/// guard is open, so that what is left is what routes and services refuse by themselves.
class IdentityRoutesFixture : public IdentityFixture {
protected:
    using Fields = http::RouteClient::Fields;

    static Caller signed_in(const Account& account, const std::string& session = "here") {
        Caller result = Caller::of_account(account.id.text(), account.role);
        result.session_id = session;
        return result;
    }

    http::Response send(const std::string& method, const std::string& target,
                        const std::string& body = "", const Fields& fields = {}) const {
        return client.send_as("", method, target, body, fields);
    }
    http::Response send_form(const std::string& target, const std::string& body,
                             Fields fields = {}) const {
        fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return client.send_as("", "POST", target, body, fields);
    }

    Caller caller;
    http::FakeAuthenticator authenticator;
    /// By which those who guess passwords have to wait.
    http::FailureBackoff::Time steady_now{};
    http::FailureBackoff backoff{http::KeyedHash::Key{}, [this] { return steady_now; }};
    std::ostringstream audit_lines;
    const http::AuditLog audit{
        std::make_shared<spdlog::logger>(
            "audit", std::make_shared<spdlog::sinks::ostream_sink_mt>(audit_lines)),
        http::LogFormat::text, [this] { return now; }};
    ApiKeyService key_service{api_keys, mint, [this] { return now; }};
    ServiceRegistry registry{services, mint, [this] { return now; }};
    SessionService session_service{sessions, [this] { return now; }};
    const http::RouteClient client{routes()};

private:
    std::vector<http::Route> routes() {
        std::vector<http::Route> all;
        const auto add = [&](std::vector<http::Route> some) {
            for (auto& route : some) all.push_back(std::move(route));
        };
        add(oauth_routes(service, backoff, authenticator));
        add(me_routes({accounts, key_service, session_service, backoff, audit}));
        add(account_routes(accounts, audit, true));
        add(service_routes(registry, audit));
        for (auto& route : all) {
            route.guard = http::Guard::open;
            route.handler = [this, handler = route.handler](const http::Request& sent) {
                http::Request request = sent;
                request.call.caller = caller;
                return handler(request);
            };
        }
        return all;
    }
};

}  // namespace marquee::identity
