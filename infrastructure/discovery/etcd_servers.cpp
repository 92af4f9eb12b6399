#include "infrastructure/discovery/etcd_servers.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <algorithm>

#include "domain/shared/error.h"

namespace marquee::discovery {
namespace {

/// As "http://host:2379" wants it, and not 80.
constexpr std::uint16_t kPort = 2379;

Error invalid(std::size_t number, const std::string& problem) {
    return Error(ErrorCode::invalid, "the URL of etcd's server " + std::to_string(number) + " " +
                                         problem +
                                         "; write http://host:port, or several with "
                                         "commas and no spaces between");
}

std::string decoded(const std::string& text) {
    std::string result;
    Poco::URI::decode(text, result);
    return result;
}

EtcdServer parse_server(const std::string& text, std::size_t number) {
    Poco::URI uri;
    try {
        uri = text;
        EtcdServer server{uri.getScheme() == "https", uri.getHost(), uri.getPort()};
        if (!server.is_encrypted && uri.getScheme() != "http") {
            throw invalid(number, "doesn't begin with http:// or https://");
        }
        if (server.host.empty()) throw invalid(number, "names no host");
        if (!uri.getPathEtc().empty() && uri.getPathEtc() != "/") {
            throw invalid(number, "has more than a host and a port");
        }
        if (uri.getSpecifiedPort() == 0) server.port = kPort;
        const std::string user_info = uri.getUserInfo();
        const std::size_t colon = user_info.find(':');
        if (!user_info.empty() && (colon == std::string::npos || colon == 0)) {
            throw invalid(number, "has no user:password before its @");
        }
        if (!user_info.empty()) {
            server.user = decoded(user_info.substr(0, colon));
            server.password = decoded(user_info.substr(colon + 1));
        }
        return server;
    } catch (const Poco::Exception&) {
        throw invalid(number, "can't be read");
    }
}

}  // namespace

std::string EtcdServer::name() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (is_encrypted ? "https://" : "http://") + (is_ipv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(port);
}

std::vector<EtcdServer> parse_etcd_servers(const std::string& text) {
    std::vector<EtcdServer> servers;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        servers.push_back(parse_server(text.substr(begin, end - begin), servers.size() + 1));
        begin = end + 1;
    }
    return servers;
}

}  // namespace marquee::discovery
