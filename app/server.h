#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/compat_serving.h"
#include "app/contexts.h"
#include "app/erasures.h"
#include "app/hot_reads.h"
#include "app/identity.h"
#include "app/identity_upkeep.h"
#include "app/movie_listing.h"
#include "app/periodic_worker.h"
#include "app/rpc_serving.h"
#include "app/settings/live_settings.h"
#include "app/settings/settings.h"
#include "domain/shared/error.h"
#include "infrastructure/idempotency/sql_answer_store.h"
#include "interfaces/events/event_routes.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/http/failure_backoff.h"
#include "interfaces/http/http_server.h"
#include "interfaces/http/idempotency.h"
#include "interfaces/http/request_limits.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/router.h"
#include "interfaces/http/tls_certificate.h"
#include "interfaces/import/import_desk.h"
#include "interfaces/operations/readiness.h"

namespace marquee::app {

/// An address to listen on can't be had.
class CannotListen : public Error {
public:
    explicit CannotListen(const Error& cause) : Error(cause) {}
};

/// The whole server, of all contexts or of some: everything is put together here, and nowhere else.
/// The members stand in the
/// order in which they need each other, so that they end in the reverse one. For one thread.
class Server {
public:
    /// Prepares the database and binds the ports. Throws CannotListen, Error(invalid) when a
    /// certificate or its key can't be used or a context is neither here nor anywhere,
    /// Error(unavailable) when the database can't be had, and MigrationError.
    explicit Server(const Settings& settings, const Provenance& provenance = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Makes the account admin when there is no account at all; see AccountService::ensure_admin.
    std::optional<identity::FirstAdmin> ensure_admin() {
        return identity_->ensure_admin(settings_);
    }

    /// Answers requests from now on.
    void start();

    /// The port it listens on.
    int port() const { return http_->port(); }
    /// The port at which other processes reach it; 0 when none do.
    int rpc_port() const { return rpc_ ? rpc_->port() : 0; }
    /// The port of `compat.http_address`; 0 without one.
    int compat_port() const { return compat_ ? compat_->port() : 0; }

    /// Lets readyz fail, serves on for `shutdown.delay`, then finishes what is in flight within
    /// `shutdown.grace`. Answers how many requests were cut off.
    std::size_t drain();

    /// Reads the certificate and its key again, if there are any. Files that can't be used leave
    /// the old ones in force. Callable from any thread.
    void reload_certificate();

    Contexts& contexts() { return contexts_; }
    Identity& identity() { return *identity_; }
    const std::vector<http::Route>& routes() const { return router_->routes(); }

private:
    bool hosts(ContextName context) const { return contexts_.hosted.contains(context); }
    void fill_demo_catalogue();
    void add_readiness_checks();
    void ask_database(const Call& call);
    void open_import_desk();
    std::vector<http::Route> routes_of(ContextName context);
    std::vector<http::Route> hosted_routes();
    std::vector<http::Route> make_routes();
    std::function<void(const http::Request&)> forgetting(ContextName context);
    std::function<std::optional<http::Response>(const http::Request&)> elsewhere() const;
    void apply(const Settings& changed);
    void listen();
    void close_feeds();
    void follow_certificate();
    void finish_removals();
    void prune_events();
    void prune_answers();

    /// Those that it began with.
    Settings settings_;
    LiveSettings live_settings_;
    /// None for plain HTTP.
    std::unique_ptr<http::TlsCertificate> certificate_;
    Contexts contexts_;
    std::optional<Identity> identity_;
    std::optional<IdentityUpkeep> identity_upkeep_;
    events::WaitingReaders waiting_readers_;
    operations::Readiness readiness_;
    std::optional<MovieListing> listing_;
    /// None when `cache.bytes` is 0.
    std::optional<HotReads> hot_reads_;
    std::optional<Erasures> erasures_;
    http::RequestLimits limits_;
    http::FailureBackoff backoff_;
    http::AuditLog audit_log_;
    http::RequestLog request_log_;
    idempotency::SqlAnswerStore answers_{contexts_.database};
    http::Idempotency idempotency_;
    /// Only where both metadata and rating are.
    std::optional<movielens::ImportDesk> imports_;
    std::optional<http::Router> router_;
    std::optional<RpcServing> rpc_;
    std::optional<http::HttpServer> http_;
    std::optional<CompatServing> compat_;
    std::optional<PeriodicWorker> removal_worker_;
    std::optional<PeriodicWorker> pruning_worker_;
    std::optional<PeriodicWorker> certificate_worker_;
};

}  // namespace marquee::app
