#include <algorithm>
#include <iostream>
#include <prometheus/registry.h>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/logging.h"
#include "app/own_call.h"
#include "app/peers.h"
#include "app/settings/nearest_name.h"
#include "app/settings/setting_value.h"
#include "domain/shared/error.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/rpc/wire/json_call.h"

namespace marquee::app {
namespace {

constexpr std::chrono::seconds kLimit{30};
constexpr const char* kPackage = "marquee.v1.";

/// The context that is called.
ContextName context_named(const std::string& name) {
    for (const auto context : {ContextName::metadata, ContextName::rating, ContextName::identity}) {
        if (name_of(context) == name) return context;
    }
    throw Error(ErrorCode::invalid,
                "CONTEXT must be metadata, rating or identity, not " + shown_value(name));
}

/// Its own service's, or that of one that all have, as in "Events.Read".
rpc::Method method_named(ContextName context, const std::string& name) {
    std::string service(name_of(context));
    service.front() = static_cast<char>(service.front() - 'a' + 'A');
    std::string method = name;
    if (const auto dot = name.find('.'); dot != std::string::npos) {
        service = name.substr(0, dot);
        method = name.substr(dot + 1);
    }
    const auto known = rpc::methods_of(kPackage + service);
    if (known.empty()) {
        throw Error(ErrorCode::not_found, "there is no service " + shown_value(service));
    }
    if (std::ranges::find(known, method) == known.end()) {
        std::string names;
        for (const auto& one : known) names += (names.empty() ? "" : ", ") + one;
        throw Error(ErrorCode::not_found, service + " has no method " + shown_value(method) +
                                              did_you_mean(method, known) + "; it has " + names);
    }
    return rpc::Method(kPackage + service + "." + method);
}

}  // namespace

int call_method(const Settings& settings, const CallOptions& options) {
    // That a connection is made is no news here.
    configure_logging(std::max(settings.log_level, LogLevel::warning), settings.log_format);
    const auto context = context_named(options.context);
    const auto method = method_named(context, options.method);
    Settings elsewhere = settings;
    elsewhere.contexts = {ContextName::movie};
    prometheus::Registry metrics;
    const Peers peers(elsewhere, {context}, metrics);
    std::cout << rpc::call_by_json(*peers.find(context), own_call("call-command", kLimit), method,
                                   options.request);
    return kSuccess;
}

}  // namespace marquee::app
