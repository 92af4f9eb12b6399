#include "interfaces/http/router.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <stdexcept>

#include "domain/shared/error.h"
#include "interfaces/http/authenticator.h"
#include "interfaces/http/bearer.h"
#include "interfaces/http/idempotency.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/passage.h"
#include "interfaces/http/path.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/query.h"
#include "interfaces/http/representation.h"
#include "interfaces/http/request_body.h"
#include "interfaces/http/request_limits.h"
#include "interfaces/http/request_log.h"

namespace marquee::http {
namespace {

/// How long it may take to find out who sends a large body, before it is read.
constexpr std::chrono::seconds kHeadPatience{5};

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

/// Before the handler runs: what it would do must not be done for an answer that nobody takes.
std::optional<Response> acceptability_refusal(const Route& route, const Request& request) {
    if (!is_negotiated(route.pattern) || wanted(request.headers).form) return std::nullopt;
    return problem_response(
        {Refusal::not_acceptable, "this is to be had as one of " + std::string(kOfferedTypes)},
        request.call.request_id);
}

std::size_t limit_of(const Route& route) {
    switch (route.body) {
        case Body::bulk_json:
            return Router::kBulkBodyLimit;
        case Body::csv:
            return Router::kPieceLimit;
        case Body::none:
        case Body::json:
        case Body::merge_patch:
        case Body::form:
            return Router::kBodyLimit;
    }
    throw std::logic_error("a body without a limit");
}

}  // namespace

Router::Router(std::vector<Route> routes, const RequestLog& log, Authenticator& authenticator,
               RouterOptions options)
    : routes_(std::move(routes)),
      log_(log),
      authenticator_(authenticator),
      options_(std::move(options)) {
    for (const Route& route : routes_) {
        auto segments = pattern_segments(route.pattern);
        auto resource = std::find_if(
            resources_.begin(), resources_.end(),
            [&](const Resource& known) { return same_shape(known.segments, segments); });
        if (resource == resources_.end()) {
            resource = resources_.insert(resources_.end(), {std::move(segments), {}});
        } else if (resource->segments != segments) {
            throw std::logic_error(route.pattern + " has other names elsewhere");
        }
        for (const Route* other : resource->routes) {
            if (other->method == route.method) {
                throw std::logic_error(route.method + " " + route.pattern + " is routed twice");
            }
        }
        resource->routes.push_back(&route);
    }
    std::sort(resources_.begin(), resources_.end(), [](const Resource& a, const Resource& b) {
        return a.segments.size() != b.segments.size() ? a.segments.size() < b.segments.size()
                                                      : more_literal(a.segments, b.segments);
    });
}

template <class Make>
std::optional<Response> Router::problem_or(Make make, const Request& request) const {
    try {
        return make();
    } catch (const Error& error) {
        return with_challenge(problem_response(error, request.call.request_id), request);
    } catch (const std::exception& error) {
        log_.failure(request, error.what());
    } catch (...) {
        log_.failure(request, "an exception that is no std::exception");
    }
    return internal_problem(request.call.request_id);
}

Response Router::answer(Request& request, std::string& route_label) const {
    const Target target = target_of(request);
    route_label = target.label();
    // Who is known is counted as themselves, and who isn't by their address: with a bad token, too.
    auto refusal = identify(target.route, request);
    const auto limited = count(target.route, request);
    Response response;
    if (limited && !limited->verdict.allowed) {
        response = too_many_requests(*limited, request.call.request_id);
    } else if (refusal) {
        response = *std::move(refusal);
    } else {
        response = *problem_or([&] { return dispatch(target, request); }, request);
    }
    if (limited) add_rate_limit_fields(*limited, response);
    return response;
}

std::optional<Response> Router::answer_quickly(Request& request, std::string& route_label) const {
    const Target target = target_of(request);
    const Route* route = target.route;
    route_label = target.label();
    if (route && (!route->quick || !identify_quickly(*route, request))) return std::nullopt;
    auto response = problem_or(
        [&] {
            auto answer = prepare(target, request);
            if (!answer && route) answer = route->quick(request);
            return answer;
        },
        request);
    if (!response) return response;
    // Counted when it is known that it is answered here, and nowhere else once more.
    if (const auto limited = count(route, request)) {
        if (!limited->verdict.allowed) {
            response = too_many_requests(*limited, request.call.request_id);
        }
        add_rate_limit_fields(*limited, *response);
    }
    return response;
}

bool Router::may_take_more(const Request& request) const {
    const Route* route = target_of(request).route;
    return route && limit_of(*route) > kBodyLimit;
}

std::size_t Router::body_limit(const Request& request) const {
    const Route* route = target_of(request).route;
    if (!route || limit_of(*route) <= kBodyLimit) return kBodyLimit;
    return gets_more_room(*route, request) ? limit_of(*route) : kBodyLimit;
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
    const auto as_long =
        std::ranges::equal_range(resources_, path.size(), {},
                                 [](const Resource& resource) { return resource.segments.size(); });
    const auto found = std::ranges::find_if(
        as_long, [&](const Resource& resource) { return path_matches(resource.segments, path); });
    return found == as_long.end() ? nullptr : &*found;
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

std::optional<Response> Router::prepare(const Target& target, Request& request) const {
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
    if (!target.resource) return answer_elsewhere(request);
    if (!target.route) {
        const std::string allowed = allowed_methods(target.resource->routes);
        return request.method == "OPTIONS" ? options_response(allowed)
                                           : method_not_allowed(allowed, request);
    }
    const Route& route = *target.route;
    require_passage(route.guard, request.call, options_.anonymous_reads);
    if (auto refusal = acceptability_refusal(route, request)) return refusal;
    if (auto refusal = take_body(route, limit_of(route), request)) return refusal;
    request.query = parse_query(request.raw_query, route.query, route.repeatable);
    request.path = path_parameters(target.resource->segments, *target.path);
    return std::nullopt;
}

Response Router::dispatch(const Target& target, Request& request) const {
    if (auto answer = prepare(target, request)) return *std::move(answer);
    const Route& route = *target.route;
    if (route.idempotent && options_.idempotency) {
        return options_.idempotency->answer(route, request);
    }
    return route.handler(request);
}

Response Router::answer_elsewhere(const Request& request) const {
    std::optional<Response> found;
    if (options_.elsewhere) found = options_.elsewhere(request);
    if (!found) throw Error(ErrorCode::not_found, "there is nothing at this path");
    return *std::move(found);
}

Caller Router::caller_of(const Request& request) const {
    const auto token = bearer_token(request.headers);
    return token ? authenticator_.caller_of(request.call, *token) : Caller();
}

bool Router::identify_quickly(const Route& route, Request& request) const {
    if (route.guard == Guard::open || !request.headers.find("Authorization")) return true;
    std::optional<Caller> caller;
    try {
        if (const auto token = bearer_token(request.headers)) {
            caller = authenticator_.known_caller(*token);
        }
    } catch (const Error&) {
        // answer() says what is wrong with it.
        return false;
    }
    if (!caller) return false;
    request.call.caller = *std::move(caller);
    return true;
}

std::optional<Response> Router::identify(const Route* route, Request& request) const {
    if (!route || route->guard == Guard::open) return std::nullopt;
    request.call.caller = {};
    const auto look = [&]() -> std::optional<Response> {
        request.call.caller = caller_of(request);
        return std::nullopt;
    };
    return problem_or(look, request);
}

bool Router::gets_more_room(const Route& route, const Request& request) const {
    Call call = request.call;
    call.deadline = std::chrono::steady_clock::now() + kHeadPatience;
    try {
        if (route.guard != Guard::open) call.caller = caller_of(request);
        require_passage(route.guard, call, options_.anonymous_reads);
    } catch (const std::exception&) {
        // The answer to the request says what is wrong, when there is one.
        return false;
    }
    return true;
}

}  // namespace marquee::http
