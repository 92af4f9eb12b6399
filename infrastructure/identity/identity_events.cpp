#include "infrastructure/identity/identity_events.h"

#include <nlohmann/json.hpp>

namespace marquee::identity {
namespace {

using nlohmann::ordered_json;

events::NewEvent event_of(std::string type, const AccountId& account, const ordered_json& more) {
    ordered_json payload = {{"account_id", account.text()}};
    payload.update(more);
    return {.type = std::move(type), .record = account.text(), .payload = payload.dump()};
}

events::NewEvent event_of(std::string type, const ServiceId& service) {
    const ordered_json payload = {{"client_id", service.text()}};
    return {.type = std::move(type), .record = service.text(), .payload = payload.dump()};
}

const ordered_json kNoMore = ordered_json::object();

}  // namespace

events::NewEvent account_created_event(const Account& account) {
    return event_of("account.created", account.id, {{"role", name_of(account.role)}});
}

events::NewEvent account_disabled_event(const AccountId& account) {
    return event_of("account.disabled", account, kNoMore);
}

events::NewEvent account_enabled_event(const AccountId& account) {
    return event_of("account.enabled", account, kNoMore);
}

events::NewEvent role_changed_event(const Account& account, Role previous) {
    return event_of("account.role_changed", account.id,
                    {{"role", name_of(account.role)}, {"previous_role", name_of(previous)}});
}

events::NewEvent password_changed_event(const AccountId& account) {
    return event_of("account.password_changed", account, kNoMore);
}

events::NewEvent account_erased_event(const AccountId& account) {
    return event_of("account.erased", account, kNoMore);
}

events::NewEvent session_revoked_event(const AccountId& account, const SessionId& session,
                                       const std::string& reason) {
    return event_of("session.revoked", account,
                    {{"session_id", session.text()}, {"reason", reason}});
}

events::NewEvent api_key_created_event(const ApiKey& key) {
    auto scopes = ordered_json::array();
    for (const auto scope : key.scopes.list()) scopes.push_back(name_of(scope));
    return event_of("api_key.created", key.account,
                    {{"key_id", key.id.text()}, {"scopes", std::move(scopes)}});
}

events::NewEvent api_key_revoked_event(const AccountId& account, const ApiKeyId& key) {
    return event_of("api_key.revoked", account, {{"key_id", key.text()}});
}

events::NewEvent service_created_event(const ServiceId& service) {
    return event_of("service.created", service);
}

events::NewEvent service_revoked_event(const ServiceId& service) {
    return event_of("service.revoked", service);
}

}  // namespace marquee::identity
