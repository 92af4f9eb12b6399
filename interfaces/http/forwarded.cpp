#include "interfaces/http/forwarded.h"

#include <algorithm>
#include <ranges>

#include "interfaces/http/field_value.h"
#include "interfaces/http/request.h"

namespace marquee::http {
namespace {

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:80".
std::optional<IpAddress> parse_node(std::string_view node) {
    if (node.starts_with('[')) {
        const std::size_t end = std::min(node.find(']'), node.size());
        const std::string_view inner = node.substr(1, end - 1);
        const std::string_view rest = node.substr(std::min(end + 1, node.size()));
        const bool ends_well = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
        const bool is_v6 = inner.find(':') != std::string_view::npos;
        return end < node.size() && ends_well && is_v6 ? IpAddress::parse(inner) : std::nullopt;
    }
    const std::size_t colon = node.find(':');
    const bool has_port = colon != std::string_view::npos && colon == node.rfind(':');
    if (has_port && !is_port(node.substr(colon + 1))) return std::nullopt;
    return IpAddress::parse(has_port ? node.substr(0, colon) : node);
}

/// Cuts the last element off `list`. A comma in quotes is none, counted from the right: a quote
/// that a client has left open does not reach what the proxies have added after it.
std::string_view take_last(std::string_view& list) {
    bool quoted = false;
    std::size_t at = list.size();
    for (; at > 0; --at) {
        const char c = list[at - 1];
        if (c == '"') quoted = !quoted;
        if (c == ',' && !quoted) break;
    }
    const std::string_view last = trimmed(list.substr(at));
    list = list.substr(0, at > 0 ? at - 1 : 0);
    return last;
}

/// Cuts the value off the start of `rest`: a token, or a quoted string in which nothing is escaped,
/// since no address needs that.
std::optional<std::string_view> take_value(std::string_view& rest) {
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find(quoted ? '"' : ';'), rest.size());
    const std::string_view value = rest.substr(0, end);
    if (quoted ? end == rest.size() || value.find('\\') != std::string_view::npos
               : !is_token(trimmed(value))) {
        return std::nullopt;
    }
    rest.remove_prefix(quoted ? end + 1 : end);
    return quoted ? value : trimmed(value);
}

/// The address in an element of `Forwarded`: `for="[2001:db8::1]:80";proto=https`.
std::optional<IpAddress> parse_forwarded(std::string_view element) {
    std::optional<IpAddress> address;
    while (!element.empty()) {
        const std::size_t equals = element.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const std::string_view name = trimmed(element.substr(0, equals));
        element = trimmed(element.substr(equals + 1));
        const auto value = take_value(element);
        element = trimmed(element);
        if (!is_token(name) || !value || !(element.empty() || element.front() == ';')) {
            return std::nullopt;
        }
        if (same_ignoring_case(name, "for")) {
            if (address) return std::nullopt;
            address = parse_node(*value);
            if (!address) return std::nullopt;
        }
        if (!element.empty()) element = trimmed(element.substr(1));
    }
    return address;
}

/// From the right to the first address that is no trusted proxy's; nothing where one can't be read.
std::optional<IpAddress> walk(const Headers& headers, const TrustedProxies& proxies) {
    const bool standard = proxies.field == ProxyField::forwarded;
    std::optional<IpAddress> address;
    for (const auto& [name, value] : std::views::reverse(headers.all())) {
        if (!same_ignoring_case(name, standard ? "Forwarded" : "X-Forwarded-For")) continue;
        std::string_view list = value;
        do {
            const std::string_view element = take_last(list);
            address = standard ? parse_forwarded(element) : parse_node(element);
            if (!address || !proxies.addresses.contains(*address)) return address;
        } while (!list.empty());
    }
    return address;
}

}  // namespace

bool came_through_proxy(const Headers& headers) {
    constexpr std::string_view kFields[] = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"};
    return std::ranges::any_of(
        kFields, [&](std::string_view name) { return headers.find(name).has_value(); });
}

Client client_of(const IpAddress& peer, const Headers& headers, const TrustedProxies& proxies) {
    if (proxies.addresses.contains(peer)) {
        if (const auto address = walk(headers, proxies)) return {*address};
    }
    return {peer, !came_through_proxy(headers)};
}

}  // namespace marquee::http
