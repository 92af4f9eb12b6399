#include "app/server.h"

#include <algorithm>
#include <prometheus/gauge.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "app/demo/demo_catalogue.h"
#include "app/file_limit.h"
#include "app/logging.h"
#include "app/own_call.h"
#include "app/prepare_database.h"
#include "app/uuid.h"
#include "app/version.h"
#include "app/writers_of_import.h"
#include "infrastructure/events/event_pruning.h"
#include "infrastructure/rpc/peer_channel.h"

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
    options.connections = static_cast<std::size_t>(settings.http_connections);
    options.request_timeout = settings.http_request_timeout;
    options.compression = settings.http_compression;
    options.cors_origins = settings.http_cors_origins;
    options.tls = certificate;
    options.hsts = settings.http_hsts;
    options.proxies = {settings.http_trusted_proxies, settings.http_proxy_field};
    return options;
}

/// The reference system knows neither TLS nor pages of other sites.
http::HttpServerOptions compat_options(const Settings& settings) {
    auto options = http_options(settings, nullptr);
    options.address = settings.compat_http_address->host;
    options.port = settings.compat_http_address->port;
    options.cors_origins.clear();
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

/// What a process that hosts these asks: whoever comes by HTTP has to be known, and visitors see
/// what the catalogue and the audience have to say.
ContextSet asked_by(const ContextSet& hosted) {
    ContextSet asked{ContextName::identity};
    if (hosted.contains(ContextName::movie)) {
        asked.insert(ContextName::metadata);
        asked.insert(ContextName::rating);
    }
    return asked;
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

Server::Server(const Settings& settings, const Provenance& provenance)
    : settings_(settings),
      live_settings_(settings, provenance, [this](const Settings& changed) { apply(changed); }),
      certificate_(read_certificate(settings)),
      contexts_(settings, asked_by(settings.contexts)),
      limits_(limit_options(settings), http::KeyedHash::random_key()),
      backoff_(http::KeyedHash::random_key()),
      audit_log_(audit_logger(), line_format(settings.log_format), system_now),
      request_log_(access_logger(), line_format(settings.log_format), system_now),
      idempotency_(
          answers_, [] { return new_uuid(system_now()); }, 2 * settings.http_request_timeout,
          request_log_) {
    prepare_database(contexts_.database, contexts_.hosted, settings.database_startup_wait,
                     [](const std::string& text) { spdlog::info("{}", text); });
    identity_.emplace(settings, contexts_);
    if (hosts(ContextName::identity)) identity_upkeep_.emplace(*identity_);
    fill_demo_catalogue();
    // The others are for those who don't wait.
    waiting_readers_.limit = std::max(1, settings.http_threads / 2);
    if (hosts(ContextName::movie)) listing_.emplace(settings, contexts_);
    if (listing_ && settings.cache_bytes > 0) {
        hot_reads_.emplace(settings, contexts_, listing_->service());
    }
    if (hosts(ContextName::rating)) erasures_.emplace(settings, contexts_, *identity_);
    add_readiness_checks();
    open_import_desk();
    router_.emplace(
        make_routes(), request_log_, identity_->authenticator,
        http::RouterOptions{settings.access_anonymous_reads, &limits_, &idempotency_, elsewhere()});
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
    identity_->close_feed();
}

void Server::fill_demo_catalogue() {
    if (!settings_.demo_catalogue) return;
    if (!hosts(ContextName::metadata) || !hosts(ContextName::rating)) {
        throw Error(ErrorCode::invalid,
                    "demo.catalogue: needs metadata and rating in the same process (contexts)");
    }
    fill_with_demo_catalogue(contexts_.metadata, contexts_.ratings);
}

void Server::add_readiness_checks() {
    readiness_.checks.push_back({"database", [this](const Call& call) { ask_database(call); }});
    for (const auto context : kAllContexts) {
        if (contexts_.peers.find(context) == nullptr) continue;
        readiness_.checks.push_back(
            {std::string(name_of(context)),
             [this, context](const Call&) { contexts_.peers.require_reachable(context); },
             operations::ReadinessCheck::Need::degraded});
    }
}

/// Something of a context whose tables are in this process's database.
void Server::ask_database(const Call& call) {
    if (hosts(ContextName::metadata)) {
        contexts_.metadata.empty(call);
    } else if (hosts(ContextName::rating)) {
        contexts_.own_rating_feed.last_position(call);
    } else if (hosts(ContextName::movie)) {
        contexts_.listing.live(call);
    } else {
        identity_->own_feed.last_position(call);
    }
}

void Server::open_import_desk() {
    if (!hosts(ContextName::metadata) || !hosts(ContextName::rating)) return;
    imports_.emplace(
        [this](std::stop_token stop, const std::filesystem::path& folder,
               movielens::ImportOptions options, const auto& on_problem, const auto& on_progress) {
            movielens::MovieLensImporter importer(contexts_.metadata, contexts_.ratings, system_now,
                                                  on_problem, on_progress);
            auto call = Call().by_system();
            call.cancelled = std::move(stop);
            options.writers = writers_of_import(contexts_.database);
            return importer.run(call, folder, options);
        },
        system_now, [] { return new_uuid(system_now()); },
        [](const std::string& id, const std::string& why) {
            spdlog::error("import {} failed: {}", id, why);
        });
}

/// Called by threads that answer requests: only while all of it is there.
void Server::apply(const Settings& changed) {
    change_log_level(changed.log_level);
    contexts_.peers.change(changed);
    if (rpc_) rpc_->change(changed);
}

void Server::listen() {
    raise_file_limit();
    try {
        if (settings_.rpc_address) {
            rpc_.emplace(settings_, contexts_, *identity_, hosted_routes(), readiness_);
        }
        http_.emplace(http_options(settings_, certificate_.get()), *router_, request_log_,
                      contexts_.metrics, [] { return new_uuid(system_now()); });
        if (settings_.compat_http_address) {
            compat_.emplace(compat_options(settings_), contexts_, request_log_,
                            identity_->authenticator, limits_);
        }
    } catch (const Error& error) {
        throw CannotListen(error);
    }
}

void Server::start() {
    if (listing_) {
        removal_worker_.emplace("the end of a removal", kRemovalPause,
                                [this] { finish_removals(); });
        listing_->start();
    }
    if (hot_reads_) hot_reads_->start();
    if (identity_upkeep_) identity_upkeep_->start();
    if (erasures_) erasures_->start();
    pruning_worker_.emplace("the pruning of imports, events and answers", kPruningPause, [this] {
        if (imports_) imports_->end_abandoned();
        prune_events();
        if (hosts(ContextName::movie)) prune_answers();
    });
    if (certificate_) {
        certificate_worker_.emplace("the look for a new certificate", kCertificatePause,
                                    [this] { follow_certificate(); });
    }
    http_->start();
    if (compat_) compat_->start();
    if (rpc_) rpc_->start();
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
    for (const auto context : {ContextName::metadata, ContextName::rating, ContextName::identity}) {
        if (!hosts(context)) continue;
        while (!readiness_.draining &&
               events::prune_events(contexts_.database, std::string(name_of(context)),
                                    own_call("pruning-worker", kWorkLimit), retention,
                                    system_now())) {
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
    if (rpc_) rpc_->withdraw();
    std::this_thread::sleep_for(settings_.shutdown_delay);
    close_feeds();
    std::size_t cut_off = http_->drain(settings_.shutdown_grace);
    if (compat_) cut_off += compat_->drain(settings_.shutdown_grace);
    if (rpc_) cut_off += rpc_->drain(settings_.shutdown_grace);
    if (imports_) imports_->close();
    certificate_worker_.reset();
    removal_worker_.reset();
    pruning_worker_.reset();
    if (identity_upkeep_) identity_upkeep_->stop();
    if (hot_reads_) hot_reads_->stop();
    if (listing_) listing_->stop();
    if (erasures_) erasures_->stop();
    return cut_off;
}

}  // namespace marquee::app
