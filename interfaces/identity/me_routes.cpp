#include "interfaces/identity/me_routes.h"

#include <optional>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"

#include "application/identity/account_service.h"
#include "application/identity/api_key_service.h"
#include "application/identity/permission.h"
#include "application/identity/session_service.h"
#include "domain/shared/error.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/identity/account_answer.h"
#include "interfaces/identity/identity_json.h"
#include "interfaces/identity/password_attempt.h"
#include "interfaces/json/json_response.h"

namespace marquee::identity {
namespace {

using http::AuditAct;
using http::Body;
using http::Guard;
using http::Request;
using http::Response;

Response read_me(const MeParts& parts, const Request& request);
Response erase_me(const MeParts& parts, const Request& request);
Response change_password(const MeParts& parts, const Request& request);
Response list_keys(const MeParts& parts, const Request& request);
Response create_key(const MeParts& parts, const Request& request);
Response revoke_key(const MeParts& parts, const Request& request);
Response list_sessions(const MeParts& parts, const Request& request);
Response end_session(const MeParts& parts, const Request& request);

}  // namespace

std::vector<http::Route> me_routes(const MeParts& parts) {
    const auto on = [&parts](auto handler) {
        return [parts, handler](const Request& request) { return handler(parts, request); };
    };
    // clang-format off
    return {
        {"GET",    "/v1/me",               Guard::account, Body::none, {}, on(read_me)},
        {"DELETE", "/v1/me",               Guard::account, Body::none, {}, on(erase_me)},
        {"PUT",    "/v1/me/password",      Guard::account, Body::json, {}, on(change_password), {}, http::LimitClass::login},
        {"GET",    "/v1/me/keys",          Guard::account, Body::none, {}, on(list_keys)},
        {"POST",   "/v1/me/keys",          Guard::account, Body::json, {}, on(create_key)},
        {"DELETE", "/v1/me/keys/{id}",     Guard::account, Body::none, {}, on(revoke_key)},
        {"GET",    "/v1/me/sessions",      Guard::account, Body::none, {}, on(list_sessions)},
        {"DELETE", "/v1/me/sessions/{id}", Guard::account, Body::none, {}, on(end_session)},
    };
    // clang-format on
}

namespace {

/// The caller's. Throws Error(unauthenticated) for who has none.
AccountId own_account(const Request& request) {
    if (request.call.caller.kind != Caller::Kind::account) {
        throw Error(ErrorCode::unauthenticated, "this needs an access token or an API key");
    }
    return AccountId(request.call.caller.account_id);
}

Response read_me(const MeParts& parts, const Request& request) {
    const AccountId id = own_account(request);
    const Caller& caller = request.call.caller;
    std::optional<Account> account;
    // A service has no account, and who is known by another issuer's word need not have one.
    if (caller.role != Role::service) account = parts.accounts.find(request.call, id);
    return private_answer(request, caller_json(caller, account));
}

Response erase_me(const MeParts& parts, const Request& request) {
    const AccountId id = own_account(request);
    return parts.audit.record(request, {"account.erase", id.text(), ""}, [&](AuditAct&) {
        parts.accounts.erase(request.call, id);
        return erasing_answer(id);
    });
}

Response change_password(const MeParts& parts, const Request& request) {
    const AccountId id = own_account(request);
    // Before an attempt is counted, for which the owner would have to wait.
    require_signed_in_to(request.call, id);
    const auto passwords = read_password_pair(request.body);
    const auto account = parts.accounts.find(request.call, id);
    if (!account) throw Error(ErrorCode::not_found, "there is no such account");
    // Who has got hold of a token may not guess the password by it either.
    PasswordAttempt attempt(parts.backoff, request, account->name.text());
    if (auto refusal = attempt.refusal()) return *std::move(refusal);
    const std::string& session = request.call.caller.session_id;
    const auto kept = session.empty() ? std::nullopt : std::optional(SessionId(session));
    return parts.audit.record(request, {"account.change_password", id.text(), ""}, [&](AuditAct&) {
        const bool changed = parts.accounts.change_password(request.call, id, passwords.current,
                                                            passwords.next, kept);
        changed ? attempt.succeeded() : attempt.failed();
        if (!changed) throw invalid_field("current_password", "is wrong");
        return json::no_content();
    });
}

Response list_keys(const MeParts& parts, const Request& request) {
    auto items = nlohmann::ordered_json::array();
    for (const auto& key : parts.keys.list(request.call, own_account(request))) {
        items.push_back(key_json(key));
    }
    return unstored_answer({{"items", std::move(items)}});
}

Response create_key(const MeParts& parts, const Request& request) {
    const AccountId account = own_account(request);
    const auto wanted = read_new_key(request.body);
    return parts.audit.record(
        request, {"key.create", "", "scopes=" + text_of(wanted.scopes)}, [&](AuditAct& act) {
            const auto made = parts.keys.create(request.call, account, wanted);
            act.target = made.key.id.text();
            auto document = key_json(made.key);
            document["key"] = made.text.view();
            return unstored_answer(document, 201).with("Location", "/v1/me/keys/" + act.target);
        });
}

Response revoke_key(const MeParts& parts, const Request& request) {
    const AccountId account = own_account(request);
    const ApiKeyId id(request.path_parameter("id"));
    return parts.audit.record(request, {"key.revoke", id.text(), ""}, [&](AuditAct&) {
        parts.keys.revoke(request.call, account, id);
        return json::no_content();
    });
}

Response list_sessions(const MeParts& parts, const Request& request) {
    auto items = nlohmann::ordered_json::array();
    for (const auto& session : parts.sessions.list(request.call, own_account(request))) {
        items.push_back(session_json(session, session.id.text() == request.call.caller.session_id));
    }
    return unstored_answer({{"items", std::move(items)}});
}

Response end_session(const MeParts& parts, const Request& request) {
    const AccountId account = own_account(request);
    const SessionId id(request.path_parameter("id"));
    return parts.audit.record(request, {"session.end", id.text(), ""}, [&](AuditAct&) {
        parts.sessions.end(request.call, account, id);
        return json::no_content();
    });
}

}  // namespace
}  // namespace marquee::identity
