#include "interfaces/http/router.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <stdexcept>

#include "domain/shared/error.h"
#include "interfaces/http/field_value.h"
#include "interfaces/http/forwarded.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/path.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/query.h"
#include "interfaces/http/representation.h"
#include "interfaces/http/request_body.h"
#include "interfaces/http/request_limits.h"
#include "interfaces/http/request_log.h"

namespace marquee::http {
namespace {

std::string allowed_methods(const std::vector<const Route*>& routes) {
    std::set<std::string> methods = {"OPTIONS"};
    for (const Route* route : routes) {
        methods.insert(route->method);
        if (route->method == "GET") methods.insert("HEAD");
    }
    std::string list;
    for (const std::string& method : methods) list += (list.empty() ? "" : ", ") + method;
    return list;
}

Response method_not_allowed(const std::string& allowed, const Request& request) {
    return problem_response({Refusal::method_not_allowed, "the methods here are: " + allowed},
                            request.call.request_id)
        .with("Allow", allowed);
}

Response options_response(const std::string& allowed) {
    Response response;
    response.status = 204;
    return response.with("Allow", allowed);
}

/// "localhost:8080", "127.0.0.1", "[::1]:8080".
bool names_loopback(std::string_view host) {
    const std::size_t bracket = host.find(']');
    if (host.starts_with('[')) return host.substr(0, bracket) == "[::1";
    host = host.substr(0, host.find(':'));
    return same_ignoring_case(host, "localhost") ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

/// "localhost:5173", of "http://localhost:5173".
std::string_view host_in(std::string_view origin) {
    const std::size_t scheme = origin.find("://");
    return scheme == std::string_view::npos ? "" : origin.substr(scheme + 3);
}

/// Whether the client itself is on this machine. A proxy that connects from here says nothing of
/// the client behind it; and a web page can reach loopback by a name of its own (DNS rebinding), or
/// be let in by CORS.
bool is_local(const Request& request) {
    if (!request.from_loopback || came_through_proxy(request.headers)) return false;
    const auto origin = request.headers.joined("Origin");
    if (origin && !names_loopback(host_in(*origin))) return false;
    const std::string_view host = request.headers.find("Host").value_or("");
    return host.empty() || names_loopback(host);
}

/// Before the handler runs: what it would do must not be done for an answer that nobody takes.
std::optional<Response> acceptability_refusal(const Route& route, const Request& request) {
    if (!is_negotiated(route.pattern) || wanted(request.headers).form) return std::nullopt;
    return problem_response(
        {Refusal::not_acceptable, "this is to be had as one of " + std::string(kOfferedTypes)},
        request.call.request_id);
}

std::size_t limit_of(const Route& route) {
    return route.body == Body::bulk_json ? Router::kBulkBodyLimit : Router::kBodyLimit;
}

}  // namespace

Router::Router(std::vector<Route> routes, const RequestLog& log, RouterOptions options)
    : routes_(std::move(routes)), log_(log), options_(options) {
    for (const Route& route : routes_) {
        auto segments = pattern_segments(route.pattern);
        auto resource = std::find_if(
            resources_.begin(), resources_.end(),
            [&](const Resource& known) { return same_shape(known.segments, segments); });
        if (resource == resources_.end()) {
            resource = resources_.insert(resources_.end(), {std::move(segments), {}});
        }
        for (const Route* other : resource->routes) {
            if (other->method == route.method) {
                throw std::logic_error(route.method + " " + route.pattern + " is routed twice");
            }
        }
        resource->routes.push_back(&route);
    }
    std::sort(resources_.begin(), resources_.end(), [](const Resource& a, const Resource& b) {
        return more_literal(a.segments, b.segments);
    });
}

Response Router::answer(Request& request, std::string& route_label) const {
    const Target target = target_of(request);
    route_label = target.label();
    // Whoever asks with a credential has to be known by now.
    const auto limited = count(target.route, request);
    Response response = limited && !limited->verdict.allowed
                            ? too_many_requests(*limited, request.call.request_id)
                            : answer_or_problem(target, request);
    if (limited) add_rate_limit_fields(*limited, response);
    return response;
}

Response Router::answer_or_problem(const Target& target, Request& request) const {
    try {
        return dispatch(target, request);
    } catch (const Error& error) {
        return problem_response(error, request.call.request_id);
    } catch (const std::exception& error) {
        log_.failure(request, error.what());
    } catch (...) {
        log_.failure(request, "an exception that is no std::exception");
    }
    return internal_problem(request.call.request_id);
}

std::size_t Router::body_limit(const Request& request) const {
    const Route* route = target_of(request).route;
    return route && passes(route->guard, request) ? limit_of(*route) : kBodyLimit;
}

std::string_view Router::Target::label() const {
    if (route) return route->pattern;
    return resource ? std::string_view(resource->routes.front()->pattern) : kUnmatched;
}

Router::Target Router::target_of(const Request& request) const {
    Target target{decoded_path(request.raw_path)};
    if (target.path) target.resource = resource_at(*target.path);
    if (target.resource) target.route = route_for(*target.resource, request.method);
    return target;
}

const Router::Resource* Router::resource_at(const std::vector<std::string>& path) const {
    const auto found = std::find_if(
        resources_.begin(), resources_.end(),
        [&](const Resource& resource) { return path_matches(resource.segments, path); });
    return found == resources_.end() ? nullptr : &*found;
}

const Route* Router::route_for(const Resource& resource, std::string_view method) {
    const auto with = [&](std::string_view name) -> const Route* {
        for (const Route* route : resource.routes) {
            if (route->method == name) return route;
        }
        return nullptr;
    };
    const Route* route = with(method);
    return !route && method == "HEAD" ? with("GET") : route;
}

/// `route` may be none: then it is a read of what isn't there.
std::optional<LimitedRequest> Router::count(const Route* route, const Request& request) const {
    if (!options_.limits) return std::nullopt;
    auto limit_class = !route || route->method == "GET" ? LimitClass::read : LimitClass::write;
    if (route && route->limit_class) limit_class = *route->limit_class;
    return options_.limits->count(limit_class, request.client, request.call.caller,
                                  std::chrono::steady_clock::now());
}

Response Router::dispatch(const Target& target, Request& request) const {
    if (request.method == "OPTIONS" && request.raw_path == "*") {
        std::vector<const Route*> all;
        for (const Route& route : routes_) all.push_back(&route);
        return options_response(allowed_methods(all));
    }
    if (!target.path) {
        throw Error(ErrorCode::invalid,
                    "the path is not one of percent-encoded UTF-8 segments; empty ones, \".\", "
                    "\"..\", and an encoded \"/\" or NUL are not taken");
    }
    if (!target.resource) throw Error(ErrorCode::not_found, "there is nothing at this path");
    if (!target.route) {
        const std::string allowed = allowed_methods(target.resource->routes);
        return request.method == "OPTIONS" ? options_response(allowed)
                                           : method_not_allowed(allowed, request);
    }
    const Route& route = *target.route;
    require_passage(route.guard, request);
    if (auto refusal = acceptability_refusal(route, request)) return *std::move(refusal);
    if (auto refusal = take_body(route, limit_of(route), request)) return *std::move(refusal);
    request.query = parse_query(request.raw_query, route.query, route.repeatable);
    request.path = path_parameters(pattern_segments(route.pattern), *target.path);
    return route.handler(request);
}

bool Router::passes(Guard guard, const Request& request) const {
    switch (guard) {
        case Guard::open:
            return true;
        case Guard::trusted:
            return options_.trust_remote || is_local(request);
    }
    throw std::logic_error("a guard that nobody stands behind");
}

void Router::require_passage(Guard guard, const Request& request) const {
    if (passes(guard, request)) return;
    throw Error(ErrorCode::forbidden,
                "this is only for clients on the server's own machine, without a proxy and "
                "under localhost or a loopback address; ask so, or let the operator set "
                "http.trust_remote, where only trusted clients reach it");
}

}  // namespace marquee::http
