#include "app/rpc_serving.h"

#include <spdlog/spdlog.h>
#include <utility>

#include "app/compat_serving.h"
#include "app/settings/setting_value.h"
#include "app/uuid.h"
#include "app/version.h"
#include "infrastructure/discovery/etcd_registration.h"
#include "interfaces/compat/rpc_methods.h"
#include "interfaces/http/rpc_gateway.h"
#include "interfaces/operations/rpc_methods.h"
#include "interfaces/rpc/rpc_server.h"

namespace marquee::app {
namespace {

rpc::RpcServerOptions options_of(const Settings& settings) {
    rpc::RpcServerOptions options;
    options.address = settings.rpc_address->host;
    options.port = settings.rpc_address->port;
    options.workers = static_cast<std::size_t>(settings.rpc_threads);
    options.shedding = settings.rpc_shedding;
    options.shed_target = settings.rpc_shed_target;
    // Operators want to know most of a process that has too much to do.
    options.reserved = [](const rpc::Method& method) {
        return method.path().starts_with("/marquee.v1.Process/");
    };
    options.request_timeout = settings.http_request_timeout;
    if (settings.rpc_tls_certificate != kNoFile) {
        options.tls = {settings.rpc_tls_certificate, settings.rpc_tls_key,
                       settings.rpc_tls_authority};
    }
    return options;
}

std::vector<std::string> names_of(const ContextSet& contexts) {
    std::vector<std::string> names;
    for (const auto context : kAllContexts) {
        if (contexts.contains(context)) names.emplace_back(name_of(context));
    }
    return names;
}

/// What the contexts that are here answer.
rpc::Handlers handlers_of(const Settings& settings, Contexts& contexts, Identity& identity,
                          std::vector<http::Route> routes, const operations::Readiness& readiness) {
    rpc::Handlers all = http::gateway_methods(std::move(routes));
    rpc::add(all, contexts.methods());
    rpc::add(all, identity.methods());
    auto feeds = contexts.feeds();
    feeds.merge(identity.feeds());
    rpc::add(all, events::event_methods(feeds));
    rpc::add(all, operations::process_methods(
                      {std::string(kVersion), names_of(contexts.hosted), system_now()}, readiness));
    if (settings.compat_enabled) {
        rpc::add(all, compat::reference_methods(compat_services(contexts)));
    }
    return all;
}

}  // namespace

RpcServing::RpcServing(const Settings& settings, Contexts& contexts, Identity& identity,
                       std::vector<http::Route> routes, const operations::Readiness& readiness)
    : settings_(settings),
      metrics_(contexts.metrics),
      server_(std::make_unique<rpc::RpcServer>(
          options_of(settings),
          handlers_of(settings, contexts, identity, std::move(routes), readiness),
          contexts.metrics)) {}

RpcServing::~RpcServing() = default;

void RpcServing::start() {
    auto servers = etcd_servers(settings_);
    if (servers.empty()) return;
    HostPort address = settings_.rpc_advertise.value_or(*settings_.rpc_address);
    if (address.port == 0) address.port = port();
    std::vector<discovery::Instance> instances;
    const std::string id = new_uuid(system_now());
    for (auto& context : names_of(settings_.contexts)) {
        instances.push_back(
            {std::move(context), id, text_of(address), std::string(kVersion), system_now()});
    }
    registration_ =
        std::make_unique<discovery::EtcdRegistration>(std::move(servers), instances, metrics_);
}

int RpcServing::port() const {
    return server_->port();
}

void RpcServing::change(const Settings& settings) {
    server_->set_shedding(settings.rpc_shedding, settings.rpc_shed_target);
}

void RpcServing::withdraw() {
    if (registration_) registration_->stop();
    server_->withdraw();
}

std::size_t RpcServing::drain(std::chrono::milliseconds grace) {
    return server_->drain(grace);
}

}  // namespace marquee::app
