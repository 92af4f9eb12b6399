#include "infrastructure/discovery/target.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "domain/shared/error.h"

namespace marquee::discovery {
namespace {

constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kLongestHost = 253;
constexpr std::size_t kLongestContext = 32;
constexpr std::string_view kDns = "dns:";
constexpr std::string_view kEtcd = "etcd:";

struct Address {
    std::string_view host;
    std::uint16_t port;
};

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name_or_ipv4(std::string_view host) {
    return !host.empty() && is_alphanumeric(host.front()) &&
           std::all_of(host.begin(), host.end(), [](char c) {
               return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
           });
}

bool is_ipv6_in_brackets(std::string_view host) {
    if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
    const std::string_view inside = host.substr(1, host.size() - 2);
    return inside.find(':') != std::string_view::npos &&
           inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

std::optional<std::uint16_t> port_in(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (problem != std::errc() || end != text.data() + text.size() || port == 0) {
        return std::nullopt;
    }
    return port;
}

std::optional<Address> address_in(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(0, colon);
    const auto port = port_in(text.substr(colon + 1));
    if (!port || host.size() > kLongestHost) return std::nullopt;
    if (!is_name_or_ipv4(host) && !is_ipv6_in_brackets(host)) return std::nullopt;
    return Address{host, *port};
}

Error invalid(const std::string& message) {
    return Error(ErrorCode::invalid, message);
}

/// Throws Error `invalid`, with what is most likely meant.
Address require_address(std::string_view text, const std::string& form) {
    if (const auto address = address_in(text)) return *address;
    const std::string quoted = "\"" + std::string(text) + "\"";
    if (text.find("://") != std::string_view::npos) {
        throw invalid(quoted + " is a URL; write " + form + " without it");
    }
    if (text.empty()) throw invalid("an address is missing; write " + form);
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) {
        throw invalid(quoted + " has no port; write " + form);
    }
    if (!port_in(text.substr(colon + 1))) {
        throw invalid(quoted + " has no port from 1 to 65535; write " + form);
    }
    throw invalid(quoted + " has no host that can be read; write " + form +
                  ", with an IPv6 address in brackets");
}

Target static_target(std::string_view text) {
    StaticTarget target;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view address = text.substr(begin, end - begin);
        require_address(address, "host:port, or several with commas and no spaces between");
        target.addresses.emplace_back(address);
        begin = end + 1;
    }
    return target;
}

Target dns_target(std::string_view text) {
    const Address address = require_address(text, "dns:host:port");
    if (address.host.front() == '[') {
        throw invalid("\"" + std::string(text) + "\" is no name in the DNS; leave out dns:");
    }
    return DnsTarget{std::string(address.host), address.port};
}

Target etcd_target(std::string_view context) {
    if (!context.empty() && !is_context_name(context)) {
        throw invalid("\"" + std::string(context) +
                      "\" is no name of a context; write etcd: or etcd:context, and where etcd is "
                      "into discovery.etcd");
    }
    return EtcdTarget{std::string(context)};
}

}  // namespace

Target parse_target(const std::string& text) {
    if (text.size() > kLongestText) {
        throw invalid("the target has more than " + std::to_string(kLongestText) + " characters");
    }
    const std::string_view view = text;
    if (view.starts_with(kDns)) return dns_target(view.substr(kDns.size()));
    if (view.starts_with(kEtcd)) return etcd_target(view.substr(kEtcd.size()));
    return static_target(view);
}

bool is_address(std::string_view text) {
    return address_in(text).has_value();
}

bool is_context_name(std::string_view text) {
    return !text.empty() && text.size() <= kLongestContext &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace marquee::discovery
