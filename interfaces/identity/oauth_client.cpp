#include "interfaces/identity/oauth_client.h"

#include <utility>

#include "interfaces/http/basic_credentials.h"
#include "interfaces/http/percent_encoding.h"

namespace marquee::identity {
namespace {

using Presented = std::variant<std::optional<PresentedClient>, BadClient>;

BadClient malformed(const std::string& why) {
    return {OAuthFault::invalid_client, "the Authorization field " + why};
}

/// Both parts are encoded as in a form, before they are put together.
Presented by_basic(std::string_view field) {
    const auto credentials = http::parse_basic(field);
    if (!credentials) return malformed("is not valid for the scheme Basic");
    auto id = http::percent_decoded(credentials->name, http::Plus::space);
    auto secret = http::percent_decoded(credentials->password, http::Plus::space);
    if (!id || !secret) return malformed("has parts that are not percent-encoded UTF-8");
    return PresentedClient{*std::move(id), SecretText(*std::move(secret))};
}

}  // namespace

Presented presented_client(const http::Request& request, const http::FormFields& form) {
    const auto field = request.headers.find("Authorization");
    const auto secret = form.find("client_secret");
    if (request.headers.count("Authorization") > 1) return malformed("is there more than once");
    if (field && !http::has_scheme(*field, "Bearer")) {
        if (!http::has_scheme(*field, "Basic")) return malformed("has an unknown scheme");
        if (secret == form.end()) return by_basic(*field);
        return BadClient{OAuthFault::invalid_request,
                         "a client proves itself in one way, not by Basic and by client_secret"};
    }
    if (secret == form.end()) return std::nullopt;
    const auto id = form.find("client_id");
    if (id == form.end()) {
        return BadClient{OAuthFault::invalid_request, "client_secret is there without client_id"};
    }
    return PresentedClient{id->second, SecretText(std::string_view(secret->second))};
}

}  // namespace marquee::identity
