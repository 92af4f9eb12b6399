#include "app/server.h"

#include <prometheus/gauge.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "app/demo/demo_catalogue.h"
#include "app/logging.h"
#include "app/prepare_database.h"
#include "app/uuid.h"
#include "app/version.h"
#include "interfaces/metadata/metadata_routes.h"
#include "interfaces/movie/movie_routes.h"
#include "interfaces/operations/operations_routes.h"
#include "interfaces/rating/rating_routes.h"

namespace marquee::app {
namespace {

http::HttpServerOptions http_options(const Settings& settings) {
    http::HttpServerOptions options;
    options.address = settings.http_address.host;
    options.port = settings.http_address.port;
    options.threads = static_cast<std::size_t>(settings.http_threads);
    options.request_timeout = settings.http_request_timeout;
    return options;
}

http::LogFormat access_format(LogFormat format) {
    return format == LogFormat::json ? http::LogFormat::json : http::LogFormat::text;
}

std::vector<http::Route> all_routes(Contexts& contexts, const operations::Readiness& readiness) {
    std::vector<http::Route> routes;
    for (auto& table :
         {movie::movie_routes(contexts.movies), metadata::metadata_routes(contexts.metadata),
          rating::rating_routes(contexts.ratings),
          operations::operations_routes(readiness, contexts.metrics)}) {
        routes.insert(routes.end(), table.begin(), table.end());
    }
    return routes;
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
      contexts_(settings),
      request_log_(access_logger(), access_format(settings.log_format), system_now) {
    readiness_.checks.push_back(
        {"database", [this](const Call& call) { contexts_.metadata.empty(call); }});
    prepare_database(contexts_.database, settings.database_startup_wait,
                     [](const std::string& text) { spdlog::info("{}", text); });
    if (settings.demo_catalogue) fill_with_demo_catalogue(contexts_.metadata, contexts_.ratings);
    router_.emplace(all_routes(contexts_, readiness_), request_log_,
                    http::RouterOptions{settings.http_trust_remote});
    listen();
    publish_build_info(contexts_.metrics);
}

void Server::listen() {
    try {
        http_.emplace(http_options(settings_), *router_, request_log_, contexts_.metrics,
                      [] { return new_uuid(system_now()); });
    } catch (const Error& error) {
        throw CannotListen(error);
    }
}

void Server::start() {
    removal_worker_.emplace(contexts_.removal);
    http_->start();
}

std::size_t Server::drain() {
    readiness_.draining = true;
    std::this_thread::sleep_for(settings_.shutdown_delay);
    const std::size_t cut_off = http_->drain(settings_.shutdown_grace);
    removal_worker_.reset();
    return cut_off;
}

}  // namespace marquee::app
