#pragma once

#include <string>

#include "application/identity/token_service.h"
#include "interfaces/http/response.h"

namespace marquee::identity {

/// Why an OAuth endpoint refuses a request (RFC 6749, 5.2, and RFC 7009, 2.2.1). A closed set.
enum class OAuthFault {
    invalid_request,
    invalid_client,
    invalid_grant,
    unsupported_grant_type,
    invalid_scope,
    unsupported_token_type,
};

/// The answer to it: 401 with the schemes to use for `invalid_client`, 400 for the others.
/// `description` is for developers, in ASCII without quotes and backslashes, and never has anything
/// in it that the client sent.
http::Response oauth_refusal(OAuthFault fault, const std::string& description);

/// The answer that gives the tokens (RFC 6749, 5.1).
http::Response token_answer(const IssuedTokens& tokens);

/// The answer to an introspection (RFC 7662, 2.2); of a token that is not good when there is
/// nothing.
http::Response introspection_answer(const std::optional<TokenFacts>& facts);

/// Says that nobody may keep the answer.
http::Response not_to_be_stored(http::Response response);

}  // namespace marquee::identity
