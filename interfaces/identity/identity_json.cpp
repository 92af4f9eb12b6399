#include "interfaces/identity/identity_json.h"

#include <utility>

#include "nlohmann/json.hpp"

#include "domain/shared/rfc3339.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/object_reader.h"

namespace marquee::identity {
namespace {

using nlohmann::ordered_json;

ordered_json time_json(const std::optional<Timestamp>& time) {
    return time ? ordered_json(format_time(*time)) : ordered_json();
}

ordered_json scopes_json(const ScopeSet& scopes) {
    auto names = ordered_json::array();
    for (const auto scope : scopes.list()) names.push_back(marquee::name_of(scope));
    return names;
}

/// The required text `name` as a value object; nothing when it is none, which the reader notes.
template <class Value>
std::optional<Value> read_value(json::ObjectReader& reader, const std::string& name) {
    std::optional<Value> result;
    if (const auto text = reader.required_text(name)) {
        reader.make(name, [&] { result.emplace(*text); });
    }
    return result;
}

/// A role that an account may have.
std::optional<Role> read_role(json::ObjectReader& reader) {
    const auto text = reader.text("role");
    if (!text) return std::nullopt;
    const auto role = role_named(*text);
    if (role && *role != Role::service) return role;
    reader.blame("role", "must be viewer, editor or admin");
    return std::nullopt;
}

ScopeSet read_scopes(json::ObjectReader& reader) {
    ScopeSet scopes;
    const auto names = reader.required_texts("scopes");
    // What is no text was noted already.
    if (reader.failed()) return scopes;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto scope = scope_named(names[i]);
        if (scope) {
            scopes.insert(*scope);
        } else {
            reader.blame("scopes[" + std::to_string(i) + "]",
                         "must be one of " + text_of(ScopeSet::of(Role::admin)));
        }
    }
    return scopes;
}

}  // namespace

ordered_json account_json(const Account& account) {
    return {{"id", account.id.text()},
            {"name", account.name.text()},
            {"role", marquee::name_of(account.role)},
            {"disabled", account.disabled},
            {"created_at", format_time(account.created_at)}};
}

ordered_json caller_json(const Caller& caller, const std::optional<Account>& account) {
    return {{"id", caller.account_id},
            {"name", account ? ordered_json(account->name.text()) : ordered_json()},
            {"role", marquee::name_of(caller.role)},
            {"scopes", scopes_json(scopes_of(caller))},
            {"created_at", account ? time_json(account->created_at) : ordered_json()}};
}

ScopeSet scopes_of(const Caller& caller) {
    ScopeSet scopes;
    for (const auto scope : ScopeSet::of(caller.role).list()) {
        if (caller.may(scope)) scopes.insert(scope);
    }
    return scopes;
}

ordered_json key_json(const ApiKey& key) {
    return {{"id", key.id.text()},
            {"name", key.name.text()},
            {"scopes", scopes_json(key.scopes)},
            {"created_at", format_time(key.created_at)},
            {"expires_at", time_json(key.expires_at)},
            {"last_used_at", time_json(key.used_at)}};
}

ordered_json session_json(const Session& session, bool current) {
    return {{"id", session.id.text()},
            {"created_at", format_time(session.created_at)},
            {"last_used_at", format_time(session.used_at)},
            {"expires_at", format_time(session.expires_at)},
            {"current", current}};
}

ordered_json service_json(const ServiceCredential& service) {
    return {{"client_id", service.id.text()},
            {"name", service.name.text()},
            {"created_at", format_time(service.created_at)}};
}

NewAccount read_new_account(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    const auto name = read_value<AccountName>(reader, "name");
    auto password = read_value<Password>(reader, "password");
    const auto role = read_role(reader);
    reader.finish();
    return {name.value(), role.value_or(Role::viewer), std::move(password).value()};
}

NewAccount read_sign_up(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    const auto name = read_value<AccountName>(reader, "name");
    auto password = read_value<Password>(reader, "password");
    reader.finish();
    return {name.value(), Role::viewer, std::move(password).value()};
}

AccountChange read_account_change(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    for (const char* name : {"role", "disabled"}) {
        // In a merge patch null removes the field.
        if (object.contains(name) && object[name].is_null()) {
            reader.blame(name, "can't be removed");
        }
    }
    const AccountChange change{read_role(reader), reader.flag("disabled")};
    reader.finish();
    return change;
}

Password read_password(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    auto password = read_value<Password>(reader, "password");
    reader.finish();
    return std::move(password).value();
}

PasswordPair read_password_pair(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    auto current = reader.required_text("current_password");
    auto next = read_value<Password>(reader, "new_password");
    reader.finish();
    return {std::move(current).value(), std::move(next).value()};
}

NewApiKey read_new_key(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    const auto name = read_value<Label>(reader, "name");
    const auto expires_at = reader.time("expires_at");
    const auto scopes = read_scopes(reader);
    reader.finish();
    return {name.value(), scopes, expires_at};
}

Label read_service_name(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    const auto name = read_value<Label>(reader, "name");
    reader.finish();
    return name.value();
}

}  // namespace marquee::identity
