#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <prometheus/registry.h>
#include <thread>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/logging.h"
#include "app/own_call.h"
#include "app/peers.h"
#include "app/settings/setting_value.h"
#include "domain/shared/error.h"
#include "domain/shared/rfc3339.h"
#include "infrastructure/discovery/sources.h"
#include "infrastructure/discovery/static_source.h"
#include "infrastructure/rpc/peer_channel.h"
#include "infrastructure/rpc/process_description.h"

namespace marquee::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long one instance may take to answer.
constexpr std::chrono::seconds kLimit{2};
/// How long to wait for a name to be looked up.
constexpr std::chrono::seconds kLookUp{3};

/// Addresses, and the target by which each was found first.
using Places = std::map<std::string, std::string>;

/// Where the processes are that the settings lead to: in etcd, and at the peers' addresses.
Places places(const Settings& settings) {
    Places found;
    const auto etcd = etcd_servers(settings);
    if (!etcd.empty()) {
        for (const auto& instance : discovery::list_instances(etcd))
            found.emplace(instance.address, instance.address);
    }
    prometheus::Registry metrics;
    for (const auto& target :
         {settings.peer_metadata, settings.peer_rating, settings.peer_identity}) {
        if (target == kNoPeer || target.starts_with("etcd:")) continue;
        const auto source =
            discovery::make_source(discovery::parse_target(target), "peer", {metrics});
        const auto until = steady_clock::now() + kLookUp;
        while (source->endpoints().empty() && steady_clock::now() < until) {
            std::this_thread::sleep_for(milliseconds(10));
        }
        for (const auto& endpoint : source->endpoints()) found.emplace(endpoint.address, target);
    }
    if (settings.rpc_address) {
        const auto own = app::text_of(*settings.rpc_address);
        found.emplace(own, own);
    }
    return found;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

/// Writes a line of what is at the address, which was found by that target. Whether it is well.
bool show(const Settings& settings, const std::string& address, const std::string& target) {
    prometheus::Registry metrics;
    const discovery::StaticSource source({{address}}, "instance", metrics);
    rpc::PeerChannel channel("instance", source, peer_connection(settings, target), {}, metrics);
    try {
        const auto found = rpc::describe_process(channel, own_call("services-command", kLimit));
        std::string state = found.draining ? "draining" : found.problems.empty() ? "well" : "";
        for (const auto& [name, problem] : found.problems) {
            state += (state.empty() ? "" : "; ") + name + ": " + problem;
        }
        std::cout << address << "  " << joined(found.contexts) << "  " << found.version << "  "
                  << format_time(found.started_at) << "  " << state << std::endl;
        return !found.draining && found.problems.empty();
    } catch (const Error& error) {
        // It is what this command is there to find out.
        std::cout << address << "  -  -  -  " << error.what() << std::endl;
        return false;
    }
}

}  // namespace

int list_processes(const Settings& settings) {
    // That a connection is made is no news here.
    configure_logging(std::max(settings.log_level, LogLevel::warning), settings.log_format);
    const auto known = places(settings);
    if (known.empty()) {
        throw Error(ErrorCode::invalid,
                    "there is nothing to look for: name etcd (discovery.etcd), peers (peer.*) or "
                    "this process's own address (rpc.address)");
    }
    bool well = true;
    for (const auto& [address, target] : known) {
        well = show(settings, address, target) && well;
    }
    return well ? kSuccess : kFindings;
}

}  // namespace marquee::app
