#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"
#include "interfaces/http/route.h"

namespace marquee::http {

class Authenticator;
class Idempotency;
class RequestLimits;
class RequestLog;
struct LimitedRequest;

struct RouterOptions {
    /// Guard::reader lets those pass who don't say who they are.
    bool anonymous_reads = true;
    /// Outlives the router. Without any nobody is limited.
    RequestLimits* limits = nullptr;
    /// Stands before the handlers of idempotent routes, and outlives the router. Without it keys
    /// are ignored.
    const Idempotency* idempotency = nullptr;
    /// Answers paths that have no route, or nothing where there is nothing either. Not asked for
    /// what the API refuses by itself, such as a malformed path.
    std::function<std::optional<Response>(const Request&)> elsewhere = {};
};

/// Finds the route of a request, refuses what the route does not take, and turns whatever the
/// handler throws into an answer. Does not change once built; callable from any thread.
class Router {
public:
    /// The largest body taken where no route says otherwise, that of Body::bulk_json, and that of
    /// Body::csv, in bytes.
    static constexpr std::size_t kBodyLimit = 1 << 20;
    static constexpr std::size_t kBulkBodyLimit = 64 << 20;
    static constexpr std::size_t kPieceLimit = 8 << 20;
    /// The label of requests that have no route.
    static constexpr std::string_view kUnmatched = "unmatched";

    /// `routes` are the tables of all contexts. Throws std::logic_error when two of them take the
    /// same requests or call the same segment by two names, or a pattern is malformed. `log` and
    /// `authenticator` outlive the router.
    Router(std::vector<Route> routes, const RequestLog& log, Authenticator& authenticator,
           RouterOptions options = {});
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// The answer to `request`, whose caller, `path` and `query` it fills in. Never throws for what
    /// a handler throws. `route_label` becomes the route's pattern, or kUnmatched.
    Response answer(Request& request, std::string& route_label) const;

    /// The same if it can be had without waiting for anything but the processor; otherwise nothing,
    /// and nothing is done or counted.
    std::optional<Response> answer_quickly(Request& request, std::string& route_label) const;

    /// Whether body_limit() could be more than kBodyLimit. Never waits.
    bool may_take_more(const Request& request) const;
    /// How large, in bytes, the body of `request` may be, of which all else is there. What the
    /// guard will refuse gets no room for more than kBodyLimit. May have to look for the caller.
    std::size_t body_limit(const Request& request) const;

    const std::vector<Route>& routes() const { return routes_; }

private:
    /// All routes of the same path: they differ in their method.
    struct Resource {
        std::vector<std::string> segments;
        std::vector<const Route*> routes;
    };

    /// What a request is for, as far as its path and method tell.
    struct Target {
        /// Nothing when it is malformed.
        std::optional<std::vector<std::string>> path;
        const Resource* resource = nullptr;
        const Route* route = nullptr;

        std::string_view label() const;
    };

    Target target_of(const Request& request) const;
    const Resource* resource_at(const std::vector<std::string>& path) const;
    static const Route* route_for(const Resource& resource, std::string_view method);
    std::optional<LimitedRequest> count(const Route* route, const Request& request) const;
    /// What `make` makes, or the problem that it threw.
    template <class Make>
    std::optional<Response> problem_or(Make make, const Request& request) const;
    Caller caller_of(const Request& request) const;
    /// Finds out who asks, if the route wants to know. Answers why that failed.
    std::optional<Response> identify(const Route* route, Request& request) const;
    /// The same without waiting; false when that doesn't do.
    bool identify_quickly(const Route& route, Request& request) const;
    /// Answers what no handler has to see; of the rest it makes what handlers see.
    std::optional<Response> prepare(const Target& target, Request& request) const;
    Response dispatch(const Target& target, Request& request) const;
    Response answer_elsewhere(const Request& request) const;
    bool gets_more_room(const Route& route, const Request& request) const;

    std::vector<Route> routes_;
    /// By their number of segments, and the order in which they are asked.
    std::vector<Resource> resources_;
    const RequestLog& log_;
    Authenticator& authenticator_;
    RouterOptions options_;
};

}  // namespace marquee::http
