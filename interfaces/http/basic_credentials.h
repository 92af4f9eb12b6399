#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace marquee::http {

/// What a client says of itself by the scheme Basic (RFC 7617). Either part may be any bytes.
struct BasicCredentials {
    std::string name;
    std::string password;

    bool operator==(const BasicCredentials&) const = default;
};

/// Whether an Authorization field has that scheme, "Basic" for one, in any case.
bool has_scheme(std::string_view field, std::string_view scheme);

/// What a field of the scheme Basic says; nothing when it is malformed.
std::optional<BasicCredentials> parse_basic(std::string_view field);

}  // namespace marquee::http
