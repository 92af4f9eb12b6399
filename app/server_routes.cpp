#include <iterator>
#include <utility>

#include "app/server.h"
#include "app/version.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/docs/docs_routes.h"
#include "interfaces/http/rpc_gateway.h"
#include "interfaces/identity/account_routes.h"
#include "interfaces/identity/discovery_routes.h"
#include "interfaces/identity/erasure_routes.h"
#include "interfaces/identity/me_routes.h"
#include "interfaces/identity/oauth_routes.h"
#include "interfaces/identity/service_routes.h"
#include "interfaces/import/import_routes.h"
#include "interfaces/metadata/metadata_routes.h"
#include "interfaces/movie/movie_list_routes.h"
#include "interfaces/movie/movie_routes.h"
#include "interfaces/openapi/openapi_routes.h"
#include "interfaces/operations/operations_routes.h"
#include "interfaces/operations/settings_routes.h"
#include "interfaces/rating/rating_routes.h"
#include "interfaces/web/web_pages.h"

namespace marquee::app {
namespace {

using Routes = std::vector<http::Route>;

void add(Routes& all, Routes more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

Routes joined(std::initializer_list<Routes> tables) {
    Routes all;
    for (const auto& table : tables) add(all, table);
    return all;
}

/// Where clients are told to find the endpoints of tokens.
std::string base_url(const Settings& settings) {
    std::string url = settings.identity_issuer;
    while (url.ends_with('/')) url.pop_back();
    return url;
}

}  // namespace

Routes Server::routes_of(ContextName context) {
    Identity& identity = *identity_;
    movie::AnswerCache* cache = hot_reads_ ? &hot_reads_->cache() : nullptr;
    switch (context) {
        case ContextName::movie:
            return joined(
                {movie::movie_routes(contexts_.movies, cache),
                 movie::movie_list_routes(listing_->service(), listing_->page_signer(), cache)});
        case ContextName::metadata:
            return metadata::metadata_routes(contexts_.metadata);
        case ContextName::rating:
            return rating::rating_routes(contexts_.ratings);
        case ContextName::identity:
            return joined(
                {identity::oauth_routes(identity.token_service, backoff_, identity.authenticator),
                 identity::discovery_routes(
                     {settings_.identity_issuer, base_url(settings_),
                      [&](const Call&) { return identity.key_ring.jwks(); }}),
                 identity::me_routes({identity.accounts.service, identity.key_service,
                                      identity.session_service, backoff_, audit_log_}),
                 identity::account_routes(identity.accounts.service, audit_log_,
                                          settings_.access_sign_up),
                 identity::service_routes(identity.service_registry, audit_log_),
                 identity::erasure_routes(identity.erasure_service)});
    }
    throw std::logic_error("a context without routes");
}

/// What is called after each write that is sent to a context in another process: it forgets the
/// kept answers that the write may have made untrue. None if nothing is kept of what that context
/// has.
std::function<void(const http::Request&)> Server::forgetting(ContextName context) {
    const bool shown = context == ContextName::metadata || context == ContextName::rating;
    if (!hot_reads_ || !shown) return {};
    const std::string name = context == ContextName::metadata ? "id" : "record_id";
    return [&cache = hot_reads_->cache(), name](const http::Request& request) {
        const auto id = request.path.find(name);
        id == request.path.end() ? cache.lost_track() : cache.changed(id->second);
    };
}

/// Those of the contexts that are here; with movie, which visitors come to, of all.
Routes Server::make_routes() {
    Routes routes;
    const bool gateway = hosts(ContextName::movie);
    for (const auto context : kAllContexts) {
        if (!hosts(context) && !gateway) continue;
        auto table = routes_of(context);
        add(routes, hosts(context)
                        ? std::move(table)
                        : http::forwarded(std::move(table), *contexts_.peers.find(context),
                                          forgetting(context)));
    }
    if (hosts(ContextName::metadata) || gateway) {
        add(routes, events::event_routes("/v1/metadata/events", http::Guard::reader,
                                         contexts_.metadata_feed.get(), waiting_readers_));
    }
    if (hosts(ContextName::rating) || gateway) {
        add(routes, events::event_routes("/v1/ratings/events", http::Guard::service,
                                         contexts_.rating_feed.get(), waiting_readers_));
    }
    add(routes, operations::operations_routes(readiness_, contexts_.metrics));
    add(routes, operations::settings_routes(live_settings_, audit_log_));
    if (imports_) add(routes, movielens::import_routes(*imports_, audit_log_));
    add(routes, docs::docs_routes());
    openapi::add_openapi_route(kVersion, routes);
    return routes;
}

/// The web page is where visitors come to.
std::function<std::optional<http::Response>(const http::Request&)> Server::elsewhere() const {
    if (!hosts(ContextName::movie)) return {};
    return web::web_page;
}

Routes Server::hosted_routes() {
    Routes routes;
    for (const auto context : kAllContexts) {
        if (hosts(context)) add(routes, routes_of(context));
    }
    return routes;
}

}  // namespace marquee::app
