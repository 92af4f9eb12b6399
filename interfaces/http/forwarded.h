#pragma once

#include "interfaces/http/client.h"

namespace marquee::http {

class Headers;

/// The field in which proxies tell for whom they ask. The other one is left alone: a proxy that
/// doesn't know it passes on whatever its client has put there.
enum class ProxyField { x_forwarded_for, forwarded };

/// Which proxies are believed, and what they write.
struct TrustedProxies {
    AddressRanges addresses;
    ProxyField field = ProxyField::x_forwarded_for;
};

/// Whether a request bears a field of those that only proxies add.
bool came_through_proxy(const Headers& headers);

/// The client of a request that came from `peer`. When that is a trusted proxy, its field (RFC 7239
/// for `Forwarded`) is read from the right, where the nearest proxy has written, past trusted
/// addresses to the first other one. What stands further left is anybody's invention and never
/// looked at. What cannot be read makes it the peer, uncertainly.
Client client_of(const IpAddress& peer, const Headers& headers, const TrustedProxies& proxies);

}  // namespace marquee::http
