#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/settings/settings.h"

namespace marquee::app {

/// Names and values of environment variables.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// The environment as the system hands it over: "NAME=value" strings with a null behind the last.
Environment environment_from(const char* const* entries);

/// Everything that settings are taken from. A flag counts more than the environment, that more than
/// the file, and that more than the default.
struct SettingSources {
    /// The key of each setting that has a flag, and the flag's value.
    std::vector<std::pair<std::string, std::string>> flags;
    /// The file that --config names.
    std::optional<std::string> config_flag;
    Environment environment;
    /// Read when it exists and neither --config nor MARQUEE_CONFIG names another.
    std::filesystem::path default_file = "marquee.toml";
};

/// Where each setting came from, by its key: "flag", "environment", "file marquee.toml", "default".
using Provenance = std::map<std::string, std::string, std::less<>>;

/// The settings of this run.
struct LoadedSettings {
    Settings settings;
    Provenance provenance;
    /// What is allowed but worth a second thought, one line each.
    std::vector<std::string> warnings;
};

/// Gathers the settings. Throws Error(invalid) when any source has an unknown name or a value that
/// is not allowed, even one that another source overrides. The message has a line for each problem,
/// which names the place and what is allowed, and never repeats a secret.
LoadedSettings load_settings(const SettingSources& sources);

/// An aligned line for each setting: key, value with secrets masked, and where it came from.
std::string describe(const Settings& settings, const Provenance& provenance);

}  // namespace marquee::app
