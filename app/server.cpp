#include "app/server.h"

#include <algorithm>
#include <prometheus/gauge.h>
#include <random>
#include <spdlog/spdlog.h>
#include <thread>

#include "app/demo/demo_catalogue.h"
#include "app/logging.h"
#include "app/own_call.h"
#include "app/prepare_database.h"
#include "app/uuid.h"
#include "app/version.h"
#include "infrastructure/events/event_pruning.h"
#include "interfaces/docs/docs_routes.h"
#include "interfaces/identity/account_routes.h"
#include "interfaces/identity/discovery_routes.h"
#include "interfaces/identity/erasure_routes.h"
#include "interfaces/identity/me_routes.h"
#include "interfaces/identity/oauth_routes.h"
#include "interfaces/identity/service_routes.h"
#include "interfaces/metadata/metadata_routes.h"
#include "interfaces/movie/movie_list_routes.h"
#include "interfaces/movie/movie_routes.h"
#include "interfaces/openapi/openapi_routes.h"
#include "interfaces/operations/operations_routes.h"
#include "interfaces/rating/rating_routes.h"

namespace marquee::app {
namespace {

constexpr std::chrono::seconds kRemovalPause{5};
constexpr std::chrono::minutes kPruningPause{1};
constexpr std::chrono::seconds kCertificatePause{2};
/// In one transaction.
constexpr std::size_t kAnswersPruned = 200;
/// How long a piece of background work may take.
constexpr std::chrono::seconds kWorkLimit{20};

http::HttpServerOptions http_options(const Settings& settings,
                                     const http::TlsCertificate* certificate) {
    http::HttpServerOptions options;
    options.address = settings.http_address.host;
    options.port = settings.http_address.port;
    options.threads = static_cast<std::size_t>(settings.http_threads);
    options.request_timeout = settings.http_request_timeout;
    options.compression = settings.http_compression;
    options.cors_origins = settings.http_cors_origins;
    options.tls = certificate;
    options.hsts = settings.http_hsts;
    options.proxies = {settings.http_trusted_proxies, settings.http_proxy_field};
    return options;
}

std::unique_ptr<http::TlsCertificate> read_certificate(const Settings& settings) {
    if (settings.http_tls_certificate == "none") return nullptr;
    return std::make_unique<http::TlsCertificate>(settings.http_tls_certificate,
                                                  settings.http_tls_key);
}

http::RequestLimitOptions limit_options(const Settings& settings) {
    return {.login = settings.limits_login,
            .address = {settings.limits_write, settings.limits_read, settings.limits_search},
            .caller = {settings.limits_caller_write, settings.limits_caller_read,
                       settings.limits_caller_search},
            .exempt = settings.limits_exempt};
}

http::KeyedHash::Key random_key() {
    std::random_device device;
    const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
    return {word(), word()};
}

/// Where clients are told to find the endpoints of tokens.
std::string base_url(const Settings& settings) {
    std::string url = settings.identity_issuer;
    while (url.ends_with('/')) url.pop_back();
    return url;
}

void publish_build_info(prometheus::Registry& metrics) {
    prometheus::BuildGauge()
        .Name("marquee_build_info")
        .Help("The version that runs, always 1.")
        .Register(metrics)
        .Add({{"version", std::string(kVersion)}})
        .Set(1);
}

}  // namespace

Server::Server(const Settings& settings)
    : settings_(settings),
      certificate_(read_certificate(settings)),
      contexts_(settings),
      limits_(limit_options(settings), random_key()),
      backoff_(random_key()),
      audit_log_(audit_logger(), line_format(settings.log_format), system_now),
      request_log_(access_logger(), line_format(settings.log_format), system_now),
      idempotency_(
          answers_, [] { return new_uuid(system_now()); }, 2 * settings.http_request_timeout,
          request_log_) {
    readiness_.checks.push_back(
        {"database", [this](const Call& call) { contexts_.metadata.empty(call); }});
    prepare_database(contexts_.database, settings.database_startup_wait,
                     [](const std::string& text) { spdlog::info("{}", text); });
    identity_.emplace(settings, contexts_);
    identity_upkeep_.emplace(*identity_);
    if (settings.demo_catalogue) fill_with_demo_catalogue(contexts_.metadata, contexts_.ratings);
    // The others are for those who don't wait.
    waiting_readers_.limit = std::max(1, settings.http_threads / 2);
    listing_.emplace(settings, contexts_);
    erasures_.emplace(settings, contexts_, identity_->accounts.commits);
    router_.emplace(make_routes(), request_log_, identity_->authenticator,
                    http::RouterOptions{settings.access_anonymous_reads, &limits_, &idempotency_});
    listen();
    publish_build_info(contexts_.metrics);
}

Server::~Server() {
    readiness_.draining = true;
    // Or those who wait for events would hold up the end of everything.
    close_feeds();
}

void Server::close_feeds() {
    contexts_.close_feeds();
    identity_->accounts.commits.close();
}

std::vector<http::Route> Server::make_routes() {
    Identity& identity = *identity_;
    std::vector<http::Route> routes;
    for (auto& table :
         {movie::movie_routes(contexts_.movies),
          movie::movie_list_routes(listing_->service(), listing_->page_signer()),
          metadata::metadata_routes(contexts_.metadata), rating::rating_routes(contexts_.ratings),
          events::event_routes("/v1/metadata/events", http::Guard::reader, contexts_.metadata_feed,
                               waiting_readers_),
          events::event_routes("/v1/ratings/events", http::Guard::service, contexts_.rating_feed,
                               waiting_readers_),
          identity::oauth_routes(identity.token_service, backoff_, identity.authenticator),
          identity::discovery_routes({settings_.identity_issuer, base_url(settings_),
                                      [&](const Call&) { return identity.key_ring.jwks(); }}),
          identity::me_routes({identity.accounts.service, identity.key_service,
                               identity.session_service, backoff_, audit_log_}),
          identity::account_routes(identity.accounts.service, audit_log_),
          identity::service_routes(identity.service_registry, audit_log_),
          identity::erasure_routes(erasures_->service()),
          operations::operations_routes(readiness_, contexts_.metrics), docs::docs_routes()}) {
        routes.insert(routes.end(), table.begin(), table.end());
    }
    openapi::add_openapi_route(kVersion, routes);
    return routes;
}

void Server::listen() {
    try {
        http_.emplace(http_options(settings_, certificate_.get()), *router_, request_log_,
                      contexts_.metrics, [] { return new_uuid(system_now()); });
    } catch (const Error& error) {
        throw CannotListen(error);
    }
}

void Server::start() {
    removal_worker_.emplace("the end of a removal", kRemovalPause, [this] { finish_removals(); });
    identity_upkeep_->start();
    listing_->start();
    erasures_->start();
    pruning_worker_.emplace("the pruning of events and answers", kPruningPause, [this] {
        prune_events();
        prune_answers();
    });
    if (certificate_) {
        certificate_worker_.emplace("the look for a new certificate", kCertificatePause,
                                    [this] { follow_certificate(); });
    }
    http_->start();
}

void Server::reload_certificate() {
    if (!certificate_) return;
    try {
        certificate_->reload();
        spdlog::info("the certificate was read again");
    } catch (const Error& error) {
        spdlog::error("the old certificate stays: {}", error.what());
    }
}

void Server::follow_certificate() {
    try {
        if (certificate_->reload_if_changed()) spdlog::info("the new certificate is in force");
    } catch (const Error& error) {
        spdlog::error("the old certificate stays: {}", error.what());
    }
}

void Server::finish_removals() {
    while (contexts_.removal.finish_next(own_call("removal-worker", kWorkLimit))) {
    }
}

void Server::prune_events() {
    const events::EventRetention retention{settings_.events_max_age, settings_.events_max_count};
    for (const char* context : {"metadata", "rating", "identity"}) {
        while (!readiness_.draining && events::prune_events(contexts_.database, context,
                                                            own_call("pruning-worker", kWorkLimit),
                                                            retention, system_now())) {
        }
    }
}

void Server::prune_answers() {
    while (!readiness_.draining && answers_.remove_expired(own_call("pruning-worker", kWorkLimit),
                                                           kAnswersPruned) == kAnswersPruned) {
    }
}

std::size_t Server::drain() {
    readiness_.draining = true;
    std::this_thread::sleep_for(settings_.shutdown_delay);
    close_feeds();
    const std::size_t cut_off = http_->drain(settings_.shutdown_grace);
    certificate_worker_.reset();
    removal_worker_.reset();
    pruning_worker_.reset();
    identity_upkeep_->stop();
    listing_->stop();
    erasures_->stop();
    return cut_off;
}

}  // namespace marquee::app
