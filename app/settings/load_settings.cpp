#include "app/settings/load_settings.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "app/one_line.h"
#include "app/settings/config_file.h"
#include "app/settings/nearest_name.h"
#include "app/settings/setting_table.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

constexpr std::string_view kPrefix = "MARQUEE_";
/// Variables of the tests, which the program has nothing to do with.
constexpr std::string_view kTestPrefix = "MARQUEE_TEST_";
constexpr std::string_view kConfigVariable = "MARQUEE_CONFIG";

/// Whether Kubernetes, or Docker before it, has made this variable of a service that is called
/// "marquee" or "marquee-something": it does so unasked, in every container beside it.
bool is_of_service(std::string_view name, std::string_view value) {
    const auto numbered = name.find("_PORT_");
    return name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != name.npos ||
           (name.ends_with("_PORT") && value.find("://") != value.npos) ||
           (numbered != name.npos && name.find_first_of("0123456789", numbered) == numbered + 6);
}

/// Takes values from the least to the most important source, and collects what is wrong with them.
class Loader {
public:
    Loader() : loaded_{default_settings(), {}, {}} {
        for (const auto& setting : setting_table()) loaded_.provenance[setting.key] = "default";
    }

    void take_file(const std::filesystem::path& file) {
        const std::string name = one_line(file.string());
        for (const auto& value : read_config_file(file)) {
            const std::string place = name + ":" + std::to_string(value.line) + ": ";
            if (const auto* setting = find_setting(value.key)) {
                took(*setting, setting->read(loaded_.settings, value.form, value.text),
                     place + value.key, "file " + name);
            } else {
                complain(place + one_line(value.key) + ": is not a setting" +
                         did_you_mean(value.key, names([](auto& row) { return row.key; })));
            }
        }
    }

    void take_environment(const Environment& environment) {
        for (const auto& [name, value] : environment) {
            if (!name.starts_with(kPrefix) || name.starts_with(kTestPrefix) ||
                name == kConfigVariable) {
                continue;
            }
            const auto setting = std::ranges::find(setting_table(), name, &Setting::variable);
            if (setting != setting_table().end()) {
                took(*setting, setting->type.read(loaded_.settings, value), name, "environment");
            } else if (!is_of_service(name, value)) {
                complain_of_variable(name);
            }
        }
    }

    void take_flags(const std::vector<std::pair<std::string, std::string>>& flags) {
        for (const auto& [key, value] : flags) {
            const auto* setting = find_setting(key);
            if (!setting) throw std::logic_error("a flag for " + key + ", which is no setting");
            took(*setting, setting->type.read(loaded_.settings, value), setting->flag(), "flag");
        }
    }

    void complain(const std::string& problem) {
        problems_ += (problems_.empty() ? "" : "\n") + problem;
    }

    LoadedSettings finish() {
        if ((loaded_.settings.http_tls_certificate == "none") !=
            (loaded_.settings.http_tls_key == "none")) {
            complain("http.tls_certificate and http.tls_key go together: give both files or none");
        }
        if (problems_.empty()) check_external_issuer();
        if (problems_.empty()) check_hosting();
        if (problems_.empty()) check_compat();
        if (!problems_.empty()) throw Error(ErrorCode::invalid, problems_);
        const Settings& settings = loaded_.settings;
        if (!is_loopback(settings.http_address) && settings.http_tls_certificate == "none" &&
            settings.http_trusted_proxies.empty()) {
            loaded_.warnings.push_back(
                "passwords and tokens come to " + text_of(settings.http_address) +
                " in the clear: set http.tls_certificate and http.tls_key, or name the proxy that "
                "serves HTTPS in http.trusted_proxies");
        }
        return std::move(loaded_);
    }

private:
    void check_external_issuer() {
        const Settings& settings = loaded_.settings;
        if (settings.identity_external_issuer == kNoExternalIssuer) return;
        if (settings.identity_external_issuer == settings.identity_issuer) {
            complain("identity.external_issuer: must not be identity.issuer");
        }
        if (settings.identity_external_keys == kNoExternalIssuer) {
            complain("identity.external_keys: is needed with identity.external_issuer");
        }
    }

    void check_hosting() {
        const Settings& settings = loaded_.settings;
        int files = 0;
        for (const auto* file :
             {&settings.rpc_tls_certificate, &settings.rpc_tls_key, &settings.rpc_tls_authority}) {
            files += *file == "none" ? 0 : 1;
        }
        if (files != 0 && files != 3) {
            complain(
                "rpc.tls_certificate, rpc.tls_key and rpc.tls_authority go together: give all "
                "three files or none");
        }
        if (settings.rpc_address && !is_loopback(*settings.rpc_address) && files == 0) {
            complain("rpc.address: " + text_of(*settings.rpc_address) +
                     " can be reached from other machines, and whoever reaches it may do "
                     "everything: set rpc.tls_certificate, rpc.tls_key and rpc.tls_authority, or "
                     "listen on 127.0.0.1");
        }
    }

    void check_compat() {
        const Settings& settings = loaded_.settings;
        const auto& address = settings.compat_http_address;
        if (address && !settings.compat_enabled) {
            complain("compat.http_address: is of no use without compat.enabled; set that to true");
        }
        if (settings.compat_enabled && !address && !settings.rpc_address) {
            complain(
                "compat.enabled: needs an address to answer at: set rpc.address for gRPC, "
                "compat.http_address for HTTP, or both");
        }
        if (address && !is_loopback(*address) && !settings.compat_trust_network) {
            complain("compat.http_address: " + text_of(*address) +
                     " can be reached from other machines, and whoever reaches it may rate as "
                     "anybody: listen on 127.0.0.1, or set compat.trust_network to true");
        }
    }

    /// Notes what came of reading a value.
    void took(const Setting& setting, const std::optional<std::string>& problem,
              const std::string& subject, const std::string& source) {
        if (problem) {
            complain(subject + ": " + *problem);
        } else {
            loaded_.provenance[setting.key] = source;
        }
    }

    void complain_of_variable(const std::string& name) {
        // Without the prefix that all of them have, so that only what differs is compared.
        const auto rest = [](const std::string& variable) {
            return variable.substr(kPrefix.size());
        };
        auto known = names([&](auto& row) { return rest(row.variable()); });
        known.push_back(rest(std::string(kConfigVariable)));
        const auto nearest = nearest_name(rest(name), known);
        complain(one_line(name) + ": is not a setting" +
                 (nearest ? "; did you mean " + std::string(kPrefix) + *nearest + "?" : ""));
    }

    template <class Name>
    static std::vector<std::string> names(Name name) {
        std::vector<std::string> result;
        for (const auto& setting : setting_table()) result.push_back(name(setting));
        return result;
    }

    LoadedSettings loaded_;
    std::string problems_;
};

std::optional<std::filesystem::path> config_file(const SettingSources& sources) {
    if (sources.config_flag) return *sources.config_flag;
    for (const auto& [name, value] : sources.environment) {
        if (name == kConfigVariable) return value;
    }
    std::error_code ignored;
    // What can't be looked at counts as there: reading it says why.
    const auto status = std::filesystem::status(sources.default_file, ignored);
    if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
    return sources.default_file;
}

}  // namespace

Environment environment_from(const char* const* entries) {
    Environment environment;
    for (; *entries != nullptr; ++entries) {
        const std::string_view entry(*entries);
        const auto equals = std::min(entry.find('='), entry.size());
        environment.emplace_back(entry.substr(0, equals),
                                 entry.substr(std::min(equals + 1, entry.size())));
    }
    return environment;
}

LoadedSettings load_settings(const SettingSources& sources) {
    Loader loader;
    if (const auto file = config_file(sources)) loader.take_file(*file);
    loader.take_environment(sources.environment);
    loader.take_flags(sources.flags);
    return loader.finish();
}

std::string describe(const Settings& settings, const Provenance& provenance) {
    std::vector<std::string> values;
    std::size_t key_width = 0;
    std::size_t value_width = 0;
    for (const auto& setting : setting_table()) {
        values.push_back(one_line(setting.type.show(settings)));
        key_width = std::max(key_width, setting.key.size());
        value_width = std::max(value_width, values.back().size());
    }
    const auto padded = [](std::string text, std::size_t width) {
        text.resize(std::max(width + 2, text.size()), ' ');
        return text;
    };
    std::string text;
    auto value = values.begin();
    for (const auto& setting : setting_table()) {
        text += padded(setting.key, key_width) + padded(*value++, value_width) +
                provenance.at(setting.key) + "\n";
    }
    return text;
}

}  // namespace marquee::app
