#include "app/settings/hosting_values.h"

#include <algorithm>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/discovery/etcd_servers.h"
#include "infrastructure/discovery/target.h"

namespace marquee::app {
namespace {

constexpr std::string_view kNone = "none";

/// What `parse` has against the text, if it has to be parsed.
template <class Parse>
std::optional<std::string> problem_of(Parse parse, std::string_view text) {
    if (text == kNone) return std::nullopt;
    try {
        parse(std::string(text));
        return std::nullopt;
    } catch (const Error& error) {
        return error.what();
    }
}

}  // namespace

ValueType context_set(ContextSet Settings::*field) {
    const std::string allowed =
        "movie, metadata, rating and identity, or some of them with commas between, or all";
    return {TomlForm::text, "NAMES", allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                const auto set = ContextSet::parse(text);
                if (!set) return "must be " + allowed + ", not " + shown_value(text);
                settings.*field = *set;
                return std::nullopt;
            },
            [=](const Settings& settings) { return (settings.*field).text(); }};
}

ValueType target(std::string Settings::*field) {
    return {TomlForm::text, "TARGET",
            "host:port, several of these with commas between, dns:host:port, etcd:, or none",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (auto problem = problem_of(discovery::parse_target, text)) return problem;
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) { return settings.*field; }};
}

ValueType optional_address(std::optional<HostPort> Settings::*field, const std::string& none) {
    return {TomlForm::text, "HOST:PORT", "host:port, or " + none,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (text == none) {
                    (settings.*field).reset();
                    return std::nullopt;
                }
                const auto address = parse_address(text);
                if (!address) {
                    return "must be host:port, such as 127.0.0.1:9090 or [::1]:9090, or " + none +
                           ", not " + shown_value(text);
                }
                settings.*field = *address;
                return std::nullopt;
            },
            [=](const Settings& settings) {
                return settings.*field ? text_of(*(settings.*field)) : none;
            }};
}

ValueType etcd_servers(std::string Settings::*field) {
    return {TomlForm::text, "URLS",
            "http://host:port or https://user:password@host:port, several with commas between, or "
            "none",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (auto problem = problem_of(discovery::parse_etcd_servers, text)) return problem;
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) {
                if (settings.*field == kNone) return std::string(kNone);
                std::string text;
                for (const auto& server : discovery::parse_etcd_servers(settings.*field)) {
                    text += (text.empty() ? "" : ",") + server.name();
                }
                return text;
            }};
}

}  // namespace marquee::app
