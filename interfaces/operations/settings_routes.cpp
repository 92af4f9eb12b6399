#include "interfaces/operations/settings_routes.h"

#include <cmath>

#include "nlohmann/json.hpp"

#include "interfaces/http/audit_log.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/json_response.h"
#include "interfaces/operations/settings_desk.h"

namespace marquee::operations {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr const char* kPath = "/v1/admin/settings";
/// Up to here a number with a point is a whole one when it looks so.
constexpr double kExact = 9007199254740992.0;

ordered_json value_json(const SettingValue& value) {
    return std::visit(
        [](const auto& known) -> ordered_json {
            if constexpr (std::is_same_v<std::decay_t<decltype(known)>, std::monostate>) {
                return nullptr;
            } else {
                return known;
            }
        },
        value);
}

SettingValue number_value(const nlohmann::json& value) {
    const auto number = value.get<double>();
    const bool exact = std::abs(number) <= kExact && std::trunc(number) == number;
    return exact ? SettingValue(static_cast<std::int64_t>(number)) : SettingValue(number);
}

SettingValue value_of(const nlohmann::json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number()) return number_value(value);
    if (value.is_string()) return value.get<std::string>();
    return {};
}

ordered_json setting_json(const ShownSetting& setting) {
    ordered_json shown{
        {"name", setting.name}, {"value", value_json(setting.value)}, {"source", setting.source}};
    if (setting.configured) shown["configured"] = value_json(*setting.configured);
    shown["live"] = setting.live;
    shown["allowed"] = setting.allowed;
    shown["description"] = setting.description;
    return shown;
}

Response answer(const SettingsDesk& settings) {
    auto items = ordered_json::array();
    for (const auto& setting : settings.all()) items.push_back(setting_json(setting));
    return json::json_response({{"items", std::move(items)}}).with("Cache-Control", "no-store");
}

std::string details_of(const std::vector<SettingChange>& changes) {
    std::string details;
    for (const auto& change : changes) {
        details += details.empty() ? "" : ", ";
        details += change.name + ": " + change.before + " -> " + change.after;
    }
    return details;
}

Response change_settings(SettingsDesk& settings, const http::AuditLog& audit,
                         const Request& request) {
    const auto document = json::parse_object(request.body);
    std::map<std::string, std::optional<SettingValue>> wanted;
    for (const auto& [name, value] : document.items()) {
        wanted[name] = value.is_null() ? std::nullopt : std::optional(value_of(value));
    }
    return audit.record(request, {"settings.change", "process", ""}, [&](http::AuditAct& act) {
        act.details = details_of(settings.change(wanted));
        return answer(settings);
    });
}

}  // namespace

std::vector<http::Route> settings_routes(SettingsDesk& settings, const http::AuditLog& audit) {
    const auto read = [&settings](const Request&) { return answer(settings); };
    const auto change = [&settings, &audit](const Request& request) {
        return change_settings(settings, audit, request);
    };
    return {
        {"GET", kPath, Guard::admin, Body::none, {}, read},
        {"PATCH", kPath, Guard::admin, Body::merge_patch, {}, change},
    };
}

}  // namespace marquee::operations
