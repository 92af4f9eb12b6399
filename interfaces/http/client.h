#pragma once

#include "interfaces/http/ip_address.h"

namespace marquee::http {

/// Who asks, as far as the connection tells.
struct Client {
    IpAddress address;
    /// False when `address` may be a proxy's that is not trusted to tell for whom it asks.
    bool certain = true;
};

}  // namespace marquee::http
