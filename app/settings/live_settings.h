#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/settings/load_settings.h"
#include "app/settings/settings.h"
#include "interfaces/operations/settings_desk.h"

namespace marquee::app {

/// The settings of this process: what it began with, and what was changed since then. That is
/// forgotten when it ends.
class LiveSettings : public operations::SettingsDesk {
public:
    /// Has a change take effect. Called for one change at a time, and throws nothing.
    using Apply = std::function<void(const Settings&)>;

    /// What `provenance` doesn't name has its default.
    LiveSettings(Settings configured, Provenance provenance, Apply apply);

    std::vector<operations::ShownSetting> all() const override;
    std::vector<operations::SettingChange> change(
        const std::map<std::string, std::optional<operations::SettingValue>>& wanted) override;

private:
    const Settings configured_;
    const Provenance provenance_;
    const Apply apply_;
    mutable std::mutex mutex_;
    Settings current_;
};

}  // namespace marquee::app
