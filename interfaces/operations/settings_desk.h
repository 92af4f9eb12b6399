#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace marquee::operations {

/// The value of a setting as a document has it; the first is anything that is none of the others.
using SettingValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// A setting as operators see it: no part of it is secret.
struct ShownSetting {
    std::string name;
    SettingValue value;
    /// "default", "file marquee.toml", "environment", "flag", or "changed" for one that was changed
    /// since the process began.
    std::string source;
    /// What it was then, of one that was changed.
    std::optional<SettingValue> configured;
    /// Whether it can be changed while the process runs.
    bool live = false;
    /// As the rest of "must be": "a whole number from 1 to 4096".
    std::string allowed;
    std::string description;
};

/// A change of a setting, for the log.
struct SettingChange {
    std::string name;
    std::string before;
    std::string after;
};

/// The settings of this process while it runs. Callable from any thread.
class SettingsDesk {
public:
    virtual ~SettingsDesk() = default;

    virtual std::vector<ShownSetting> all() const = 0;

    /// Sets all of these, by their names, from now on; those without a value are set to what they
    /// were configured to be. Answers what is different now. Throws Error(invalid) for unknown
    /// settings and bad values and Error(conflict) for those that can't be changed now, and then
    /// changes none.
    virtual std::vector<SettingChange> change(
        const std::map<std::string, std::optional<SettingValue>>& wanted) = 0;
};

}  // namespace marquee::operations
