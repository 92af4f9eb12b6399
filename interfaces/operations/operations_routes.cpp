#include "interfaces/operations/operations_routes.h"

#include <nlohmann/json.hpp>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "domain/shared/error.h"
#include "interfaces/operations/readiness.h"

namespace marquee::operations {
namespace {

using http::Body;
using http::Guard;
using http::LimitClass;
using http::Request;
using http::Response;
using nlohmann::ordered_json;

/// A readiness probe that hangs is as good as a failed one.
constexpr std::chrono::seconds kCheckLimit{2};

Response answer(int status, const ordered_json& body) {
    Response response;
    response.status = status;
    response.body = body.dump();
    return response.with("Cache-Control", "no-store");
}

Response health() {
    return answer(200, {{"status", "ok"}});
}

Response ready(const Readiness& readiness, const Request& request) {
    if (readiness.draining) {
        return answer(503, {{"status", "draining"}}).with("Retry-After", "1");
    }
    Call call = request.call;
    call.deadline = std::min(call.deadline, std::chrono::steady_clock::now() + kCheckLimit);
    ordered_json checks = ordered_json::object();
    bool all_well = true;
    for (const auto& check : readiness.checks) {
        try {
            check.run(call);
            checks[check.name] = "ok";
        } catch (const Error& error) {
            // The probe's answer is what fails, not the probe.
            checks[check.name] = error.what();
            all_well = false;
        }
    }
    auto response = answer(all_well ? 200 : 503,
                           {{"status", all_well ? "ready" : "not ready"}, {"checks", checks}});
    if (!all_well) response.with("Retry-After", "1");
    return response;
}

Response metrics_text(const prometheus::Registry& metrics) {
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = prometheus::TextSerializer().Serialize(metrics.Collect());
    return response.with("Cache-Control", "no-store");
}

}  // namespace

std::vector<http::Route> operations_routes(const Readiness& readiness,
                                           prometheus::Registry& metrics) {
    const auto alive = [](const Request&) { return health(); };
    const auto fit = [&](const Request& request) { return ready(readiness, request); };
    const auto numbers = [&](const Request&) { return metrics_text(metrics); };
    // clang-format off
    return {
        {"GET", "/healthz", Guard::open, Body::none, {}, alive,   {}, LimitClass::none},
        {"GET", "/readyz",  Guard::open, Body::none, {}, fit,     {}, LimitClass::none},
        {"GET", "/metrics", Guard::open, Body::none, {}, numbers, {}, LimitClass::none},
    };
    // clang-format on
}

}  // namespace marquee::operations
