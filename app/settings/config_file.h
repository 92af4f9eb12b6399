#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "app/settings/setting_value.h"

namespace marquee::app {

/// A value in a settings file.
struct FileValue {
    /// With the names of its sections: "http.address".
    std::string key;
    TomlForm form = TomlForm::other;
    /// The value as a flag would give it; empty when it is of no form that a setting has.
    std::string text;
    std::size_t line = 0;
};

/// The values in a TOML file, in its order. A section without values counts as one, unless a
/// setting could stand in it. Throws Error(invalid) when the file can't be read or isn't TOML; the
/// message names the file and the line and repeats nothing of its content, which may be secret.
std::vector<FileValue> read_config_file(const std::filesystem::path& file);

}  // namespace marquee::app
