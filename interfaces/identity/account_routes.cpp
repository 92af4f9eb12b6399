#include "interfaces/identity/account_routes.h"

#include <optional>
#include <string>

#include "nlohmann/json.hpp"

#include "application/identity/account_service.h"
#include "domain/shared/error.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/identity/account_answer.h"
#include "interfaces/identity/identity_json.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/page_token.h"

namespace marquee::identity {
namespace {

using http::AuditAct;
using http::AuditLog;
using http::Body;
using http::Guard;
using http::Request;
using http::Response;

constexpr const char* kSignUp = "/v1/sign-up";
constexpr const char* kAll = "/v1/accounts";
constexpr const char* kOne = "/v1/accounts/{id}";
constexpr const char* kPassword = "/v1/accounts/{id}/password";

Response list_accounts(AccountService& accounts, const Request& request);
Response read_account(AccountService& accounts, const Request& request);
Response sign_up(AccountService& accounts, const AuditLog& audit, const Request& request);
Response refuse_sign_up(AccountService& accounts, const AuditLog& audit, const Request& request);
Response create_account(AccountService& accounts, const AuditLog& audit, const Request& request);
Response change_account(AccountService& accounts, const AuditLog& audit, const Request& request);
Response erase_account(AccountService& accounts, const AuditLog& audit, const Request& request);
Response reset_password(AccountService& accounts, const AuditLog& audit, const Request& request);

}  // namespace

std::vector<http::Route> account_routes(AccountService& accounts, const AuditLog& audit,
                                        bool anybody_signs_up) {
    const auto on = [&accounts](auto handler) {
        return [&accounts, handler](const Request& request) { return handler(accounts, request); };
    };
    const auto audited = [&accounts, &audit](auto handler) {
        return [&accounts, &audit, handler](const Request& request) {
            return handler(accounts, audit, request);
        };
    };
    // clang-format off
    return {
        {"POST",   kSignUp,   Guard::open,  Body::json,        {}, audited(anybody_signs_up ? sign_up : refuse_sign_up), {}, http::LimitClass::login},
        {"GET",    kAll,      Guard::admin, Body::none,        {"page_size", "page_token"}, on(list_accounts)},
        {"POST",   kAll,      Guard::admin, Body::json,        {}, audited(create_account)},
        {"GET",    kOne,      Guard::admin, Body::none,        {}, on(read_account)},
        {"PATCH",  kOne,      Guard::admin, Body::merge_patch, {}, audited(change_account)},
        {"DELETE", kOne,      Guard::admin, Body::none,        {}, audited(erase_account)},
        {"PUT",    kPassword, Guard::admin, Body::json,        {}, audited(reset_password)},
    };
    // clang-format on
}

namespace {

AccountId id_in(const Request& request) {
    return AccountId(request.path_parameter("id"));
}

AccountName position_of(const std::string& token) {
    const auto parts = json::decode_page_token(token, 1);
    if (AccountName::problem(parts.front())) json::refuse_page_token();
    return AccountName(parts.front());
}

Response list_accounts(AccountService& accounts, const Request& request) {
    const std::size_t size = json::page_size(request.query_parameter("page_size"));
    std::optional<AccountName> after;
    if (const auto token = request.query_parameter("page_token")) after = position_of(*token);
    // One more than the page has room for tells whether there is another page.
    auto page = accounts.list(request.call, after, size + 1);
    const bool more = page.size() > size;
    if (more) page.pop_back();
    auto items = nlohmann::ordered_json::array();
    for (const auto& account : page) items.push_back(account_json(account));
    nlohmann::ordered_json document = {{"items", std::move(items)}};
    if (more) document["next_page_token"] = json::encode_page_token({page.back().name.text()});
    return unstored_answer(document);
}

Response read_account(AccountService& accounts, const Request& request) {
    const AccountId id = id_in(request);
    const auto found = accounts.find(request.call, id);
    if (!found) throw Error(ErrorCode::not_found, "there is no such account");
    return private_answer(request, account_json(*found));
}

Response sign_up(AccountService& accounts, const AuditLog& audit, const Request& request) {
    const auto wanted = read_sign_up(request.body);
    return audit.record(request, {"account.sign_up", "", ""}, [&](AuditAct& act) {
        const auto account = accounts.sign_up(request.call, wanted.name, wanted.password);
        act.target = account.id.text();
        return unstored_answer(account_json(account), 201);
    });
}

Response refuse_sign_up(AccountService&, const AuditLog&, const Request&) {
    throw Error(ErrorCode::forbidden, "accounts are made by administrators here");
}

Response create_account(AccountService& accounts, const AuditLog& audit, const Request& request) {
    const auto wanted = read_new_account(request.body);
    const std::string role(marquee::name_of(wanted.role));
    return audit.record(request, {"account.create", "", "role=" + role}, [&](AuditAct& act) {
        const auto account =
            accounts.create(request.call, wanted.name, wanted.role, wanted.password);
        act.target = account.id.text();
        return unstored_answer(account_json(account), 201)
            .with("Location", "/v1/accounts/" + act.target);
    });
}

std::string details_of(const AccountChange& change) {
    std::string details;
    if (change.role) details += "role=" + std::string(marquee::name_of(*change.role));
    if (change.role && change.disabled) details += " ";
    if (change.disabled) details += *change.disabled ? "disabled=true" : "disabled=false";
    return details;
}

Response change_account(AccountService& accounts, const AuditLog& audit, const Request& request) {
    const AccountId id = id_in(request);
    const auto change = read_account_change(request.body);
    return audit.record(request, {"account.change", id.text(), details_of(change)}, [&](AuditAct&) {
        return unstored_answer(account_json(accounts.change(request.call, id, change)));
    });
}

Response erase_account(AccountService& accounts, const AuditLog& audit, const Request& request) {
    const AccountId id = id_in(request);
    return audit.record(request, {"account.erase", id.text(), ""}, [&](AuditAct&) {
        accounts.erase(request.call, id);
        return erasing_answer(id);
    });
}

Response reset_password(AccountService& accounts, const AuditLog& audit, const Request& request) {
    const AccountId id = id_in(request);
    const auto password = read_password(request.body);
    return audit.record(request, {"account.reset_password", id.text(), ""}, [&](AuditAct&) {
        accounts.reset_password(request.call, id, password);
        return json::no_content();
    });
}

}  // namespace
}  // namespace marquee::identity
