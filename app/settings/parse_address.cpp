#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <utility>

#include "app/settings/parsed_number.h"
#include "app/settings/setting_value.h"

namespace marquee::app {
namespace {

bool is_ip(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes;
    return text.find('\0') == std::string::npos &&
           inet_pton(family, text.c_str(), bytes.data()) == 1;
}

bool is_host_name(std::string_view host) {
    const auto is_one_of = [](std::string_view set) {
        return [set](char c) { return set.find(c) != std::string_view::npos; };
    };
    return !host.empty() && host.size() <= 253 &&
           std::ranges::all_of(host,
                               is_one_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789.-_")) &&
           !std::ranges::all_of(host, is_one_of("0123456789."));
}

}  // namespace

std::optional<HostPort> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(colon + 1);
    const auto port = parsed_number<int>(digits);
    if (!port || digits.front() == '-' || *port > 65535) return std::nullopt;

    std::string host(text.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
        if (!is_ip(AF_INET6, host)) return std::nullopt;
    } else if (!is_ip(AF_INET, host) && !is_host_name(host)) {
        return std::nullopt;
    }
    return HostPort{std::move(host), *port};
}

std::string text_of(const HostPort& address) {
    const bool ipv6 = address.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(const HostPort& address) {
    in6_addr ipv6{};
    if (inet_pton(AF_INET6, address.host.c_str(), &ipv6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&ipv6) ||
               (IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr[12] == 127);
    }
    in_addr ipv4{};
    if (inet_pton(AF_INET, address.host.c_str(), &ipv4) == 1) {
        return ntohl(ipv4.s_addr) >> 24 == 127;
    }
    return address.host == "localhost";
}

}  // namespace marquee::app
