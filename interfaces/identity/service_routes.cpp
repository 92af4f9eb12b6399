#include "interfaces/identity/service_routes.h"

#include <string>

#include "nlohmann/json.hpp"

#include "application/identity/service_registry.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/identity/account_answer.h"
#include "interfaces/identity/identity_json.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {
namespace {

using http::AuditAct;
using http::AuditLog;
using http::Body;
using http::Guard;
using http::Request;
using http::Response;

Response list_services(ServiceRegistry& services, const Request& request) {
    auto items = nlohmann::ordered_json::array();
    for (const auto& service : services.list(request.call)) items.push_back(service_json(service));
    return unstored_answer({{"items", std::move(items)}});
}

Response create_service(ServiceRegistry& services, const AuditLog& audit, const Request& request) {
    const Label name = read_service_name(request.body);
    return audit.record(request, {"service.create", "", ""}, [&](AuditAct& act) {
        const auto made = services.create(request.call, name);
        act.target = made.service.id.text();
        auto document = service_json(made.service);
        document["client_secret"] = made.secret.view();
        return unstored_answer(document, 201).with("Location", "/v1/services/" + act.target);
    });
}

Response revoke_service(ServiceRegistry& services, const AuditLog& audit, const Request& request) {
    const ServiceId id(request.path_parameter("id"));
    return audit.record(request, {"service.revoke", id.text(), ""}, [&](AuditAct&) {
        services.revoke(request.call, id);
        return json::no_content();
    });
}

}  // namespace

std::vector<http::Route> service_routes(ServiceRegistry& services, const AuditLog& audit) {
    const auto audited = [&services, &audit](auto handler) {
        return [&services, &audit, handler](const Request& request) {
            return handler(services, audit, request);
        };
    };
    const auto list = [&services](const Request& request) {
        return list_services(services, request);
    };
    return {
        {"GET", "/v1/services", Guard::admin, Body::none, {}, list},
        {"POST", "/v1/services", Guard::admin, Body::json, {}, audited(create_service)},
        {"DELETE", "/v1/services/{id}", Guard::admin, Body::none, {}, audited(revoke_service)},
    };
}

}  // namespace marquee::identity
