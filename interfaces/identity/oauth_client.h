#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/identity/password.h"
#include "interfaces/http/form_fields.h"
#include "interfaces/http/request.h"
#include "interfaces/identity/oauth_answer.h"

namespace marquee::identity {

/// A client id with the secret that is to prove it.
struct PresentedClient {
    std::string id;
    SecretText secret;
};

/// Why what a client says of itself is not even looked at.
struct BadClient {
    OAuthFault fault;
    std::string description;
};

/// What the client presents (RFC 6749, 2.3.1): by the scheme Basic, or as client_id and
/// client_secret in the form, and not by both. Nothing when it presents no secret, whether or not
/// it says which client it is.
std::variant<std::optional<PresentedClient>, BadClient> presented_client(
    const http::Request& request, const http::FormFields& form);

}  // namespace marquee::identity
