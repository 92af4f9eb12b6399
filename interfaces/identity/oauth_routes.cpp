#include "interfaces/identity/oauth_routes.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "application/identity/token_service.h"
#include "interfaces/http/authenticator.h"
#include "interfaces/http/bearer.h"
#include "interfaces/http/form_fields.h"
#include "interfaces/identity/oauth_answer.h"
#include "interfaces/identity/oauth_client.h"
#include "interfaces/identity/password_attempt.h"
#include "interfaces/text/nfc.h"

namespace marquee::identity {
namespace {

using http::Body;
using http::FormFields;
using http::Guard;
using http::LimitClass;
using http::Request;
using http::Response;

/// A request to one of the endpoints, as far as they all read it.
struct OAuthRequest {
    const Request& http;
    /// Those that are not empty.
    FormFields form;
    /// The service that proved to be the client, if one did.
    std::optional<ServiceCredential> client;

    /// The field's value, or nothing.
    std::optional<std::string> field(std::string_view name) const {
        const auto found = form.find(name);
        return found == form.end() ? std::nullopt : std::optional(found->second);
    }
};

Response give_tokens(TokenService& tokens, http::FailureBackoff& backoff,
                     const OAuthRequest& request);
Response revoke(TokenService& tokens, const OAuthRequest& request);
Response introspect(TokenService& tokens, http::Authenticator& authenticator,
                    const OAuthRequest& request);

/// Reads the form, finds out which client it is, and answers what `handle` does, or why not.
template <class Handle>
Response answered(TokenService& tokens, const Request& http, const Handle& handle) {
    auto parsed = http::parse_form(http.body);
    if (const auto* malformed = std::get_if<http::MalformedForm>(&parsed)) {
        return oauth_refusal(OAuthFault::invalid_request, malformed->why);
    }
    OAuthRequest request{http, std::get<FormFields>(std::move(parsed)), std::nullopt};
    std::erase_if(request.form, [](const auto& field) { return field.second.empty(); });
    const auto presented = presented_client(http, request.form);
    if (const auto* bad = std::get_if<BadClient>(&presented)) {
        return oauth_refusal(bad->fault, bad->description);
    }
    if (const auto& client = std::get<std::optional<PresentedClient>>(presented)) {
        request.client = tokens.find_service(http.call, client->id, client->secret.view());
        if (!request.client) {
            return oauth_refusal(OAuthFault::invalid_client, "the client or its secret is wrong");
        }
    }
    return handle(request);
}

}  // namespace

std::vector<http::Route> oauth_routes(TokenService& tokens, http::FailureBackoff& backoff,
                                      http::Authenticator& authenticator) {
    const auto on = [&tokens](auto handler) {
        return [&tokens, handler](const Request& http) {
            return answered(tokens, http,
                            [&](const OAuthRequest& request) { return handler(tokens, request); });
        };
    };
    const auto give = [&backoff](TokenService& service, const OAuthRequest& request) {
        return give_tokens(service, backoff, request);
    };
    const auto look_into = [&authenticator](TokenService& service, const OAuthRequest& request) {
        return introspect(service, authenticator, request);
    };
    return {
        {"POST", "/oauth/token", Guard::open, Body::form, {}, on(give), {}, LimitClass::login},
        {"POST", "/oauth/revoke", Guard::open, Body::form, {}, on(revoke)},
        {"POST",
         "/oauth/introspect",
         Guard::open,
         Body::form,
         {},
         on(look_into),
         {},
         LimitClass::read},
    };
}

namespace {

Response missing(const std::string& names) {
    return oauth_refusal(OAuthFault::invalid_request, "this needs " + names);
}

/// `wrong` says what is when the credentials are.
Response answer_of(const Grant& grant, const std::string& wrong) {
    if (const auto* tokens = std::get_if<IssuedTokens>(&grant)) return token_answer(*tokens);
    switch (std::get<Denial>(grant)) {
        case Denial::wrong_credentials:
            return oauth_refusal(OAuthFault::invalid_grant, wrong);
        case Denial::wrong_scopes:
            break;
    }
    return oauth_refusal(OAuthFault::invalid_scope,
                         "the scope is not that of the role; leave it out to have all of it");
}

Response by_password(TokenService& tokens, http::FailureBackoff& backoff,
                     const OAuthRequest& request, const std::optional<ScopeSet>& scopes) {
    const auto username = request.field("username");
    const auto password = request.field("password");
    if (!username || !password) return missing("username and password");
    const std::string name = to_nfc(*username);
    PasswordAttempt attempt(backoff, request.http, name);
    if (auto refusal = attempt.refusal()) return *std::move(refusal);
    const Grant grant = tokens.sign_in(request.http.call, name, to_nfc(*password), scopes);
    const auto* denial = std::get_if<Denial>(&grant);
    denial&&* denial == Denial::wrong_credentials ? attempt.failed() : attempt.succeeded();
    // Whether there is such an account, and whether it is disabled, is nobody's business.
    return answer_of(grant, "the username or the password is wrong");
}

Response by_refresh_token(TokenService& tokens, const OAuthRequest& request,
                          const std::optional<ScopeSet>& scopes) {
    const auto token = request.field("refresh_token");
    if (!token) return missing("refresh_token");
    return answer_of(tokens.refresh(request.http.call, *token, scopes),
                     "the refresh token is wrong, was used already, has expired or was revoked");
}

Response by_client(TokenService& tokens, const OAuthRequest& request,
                   const std::optional<ScopeSet>& scopes) {
    if (!request.client) {
        return oauth_refusal(OAuthFault::invalid_client,
                             "this needs the client id and the secret of a service");
    }
    return answer_of(tokens.issue_to(*request.client, scopes), "");
}

Response give_tokens(TokenService& tokens, http::FailureBackoff& backoff,
                     const OAuthRequest& request) {
    const auto grant_type = request.field("grant_type");
    if (!grant_type) return missing("grant_type");
    std::optional<ScopeSet> scopes;
    if (const auto scope = request.field("scope")) {
        scopes = parse_scopes(*scope);
        if (!scopes) return oauth_refusal(OAuthFault::invalid_scope, "the scope is not known");
    }
    if (*grant_type == "password") return by_password(tokens, backoff, request, scopes);
    if (*grant_type == "refresh_token") return by_refresh_token(tokens, request, scopes);
    if (*grant_type == "client_credentials") return by_client(tokens, request, scopes);
    return oauth_refusal(OAuthFault::unsupported_grant_type,
                         "the grant types here are password, refresh_token and client_credentials");
}

Response revoke(TokenService& tokens, const OAuthRequest& request) {
    const auto token = request.field("token");
    if (!token) return missing("token");
    switch (tokens.revoke(request.http.call, *token)) {
        case Revocation::done:
            break;
        case Revocation::unsupported:
            return oauth_refusal(OAuthFault::unsupported_token_type,
                                 "the access token of a service is not revoked by itself; it ends "
                                 "with its credential, or when it expires");
    }
    return not_to_be_stored(Response());
}

Response introspect(TokenService& tokens, http::Authenticator& authenticator,
                    const OAuthRequest& request) {
    Call call = request.http.call;
    if (request.client) {
        call.caller = Caller::of_account(request.client->id.text(), Role::service);
    } else if (const auto bearer = http::bearer_token(request.http.headers)) {
        call.caller = authenticator.caller_of(call, *bearer);
    }
    if (call.caller.kind == Caller::Kind::anonymous) {
        return oauth_refusal(OAuthFault::invalid_client,
                             "this needs the credential of a service, or the token of a service or "
                             "an admin")
            .with("WWW-Authenticate", "Bearer");
    }
    const auto token = request.field("token");
    if (!token) return missing("token");
    return introspection_answer(tokens.introspect(call, *token));
}

}  // namespace
}  // namespace marquee::identity
