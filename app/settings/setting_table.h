#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings/setting_value.h"

namespace marquee::app {

enum class Secret { no, yes };

/// Whether it can be changed while the process runs.
enum class Live { no, yes };

/// One row of the table of settings.
struct Setting {
    /// Its section and name in the file, "http.address"; the flag and the variable follow from it.
    std::string key;
    ValueType type;
    /// As type.read takes it.
    std::string default_value;
    /// A few plain sentences for the help.
    std::string description;
    /// Whether part of the value is secret: type.read never repeats it and type.show masks it.
    Secret secret = Secret::no;
    Live live = Live::no;

    /// As type.read, for a value of a document that says of what form it is.
    std::optional<std::string> read(Settings& settings, TomlForm form, std::string_view text) const;
    /// "http", of "http.address".
    std::string section() const;
    /// "--http-address"
    std::string flag() const;
    /// "MARQUEE_HTTP_ADDRESS"
    std::string variable() const;
};

/// Every setting there is, in the order in which they are shown.
const std::vector<Setting>& setting_table();

/// The setting with that key, or null.
const Setting* find_setting(std::string_view key);

/// The settings when nobody decided anything.
Settings default_settings();

}  // namespace marquee::app
