#include "interfaces/operations/operations_routes.h"

#include <nlohmann/json.hpp>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "interfaces/operations/readiness.h"

namespace marquee::operations {
namespace {

using http::Body;
using http::Guard;
using http::LimitClass;
using http::Request;
using http::Response;
using nlohmann::ordered_json;

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
    const auto problems = problems_of(readiness, request.call);
    bool fit = true;
    ordered_json checks = ordered_json::object();
    for (const auto& check : readiness.checks) checks[check.name] = "ok";
    for (const auto& [name, problem] : problems) {
        checks[name] = problem.text;
        fit = fit && problem.need == ReadinessCheck::Need::degraded;
    }
    const char* status = problems.empty() ? "ready" : fit ? "degraded" : "not ready";
    auto response = answer(fit ? 200 : 503, {{"status", status}, {"checks", checks}});
    if (!fit) response.with("Retry-After", "1");
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
        {"GET", "/healthz", Guard::open, Body::none, {}, alive,   {}, LimitClass::none, false, alive},
        {"GET", "/readyz",  Guard::open, Body::none, {}, fit,     {}, LimitClass::none},
        {"GET", "/metrics", Guard::open, Body::none, {}, numbers, {}, LimitClass::none},
    };
    // clang-format on
}

}  // namespace marquee::operations
