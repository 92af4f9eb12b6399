#include "app/settings/live_settings.h"

#include <charconv>
#include <utility>

#include "app/settings/nearest_name.h"
#include "app/settings/setting_table.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

using operations::SettingChange;
using operations::SettingValue;
using operations::ShownSetting;

using Wanted = std::map<std::string, std::optional<SettingValue>>;

/// More errors than these are not gathered: nobody reads them.
constexpr std::size_t kMaxErrors = 100;

template <class Number>
SettingValue number_in(const std::string& text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// As it is shown, of the form that the setting has.
SettingValue value_in(const Setting& setting, const Settings& settings) {
    const std::string text = setting.type.show(settings);
    switch (setting.type.form) {
        case TomlForm::boolean:
            return text == "true";
        case TomlForm::integer:
            return number_in<std::int64_t>(text);
        case TomlForm::number:
            return number_in<double>(text);
        case TomlForm::text:
        case TomlForm::other:
            break;
    }
    return text;
}

/// A value of a document, as a settings file would give it.
struct Written {
    TomlForm form;
    std::string text;

    Written operator()(std::monostate) const { return {TomlForm::other, ""}; }
    Written operator()(bool value) const { return {TomlForm::boolean, value ? "true" : "false"}; }
    Written operator()(std::int64_t value) const {
        return {TomlForm::integer, std::to_string(value)};
    }
    Written operator()(double value) const { return {TomlForm::number, text_of(value)}; }
    Written operator()(const std::string& value) const { return {TomlForm::text, value}; }
};

std::optional<std::string> read(const Setting& setting, const SettingValue& value,
                                Settings& settings) {
    const auto written = std::visit(Written{}, value);
    return setting.read(settings, written.form, written.text);
}

std::string unknown(const std::string& name) {
    std::vector<std::string> known;
    for (const auto& setting : setting_table()) known.push_back(setting.key);
    return "is not a setting" + did_you_mean(name, known);
}

std::string fixed(const Setting& setting) {
    return "can't be changed while the process runs: start it again with " + setting.flag() + ", " +
           setting.variable() + " or " + setting.key + " in the settings file";
}

/// The settings with these changes. Throws Error(invalid) or Error(conflict).
Settings changed(const Wanted& wanted, const Settings& configured, Settings settings) {
    std::vector<FieldError> bad;
    std::vector<FieldError> stuck;
    for (const auto& [name, value] : wanted) {
        if (bad.size() + stuck.size() == kMaxErrors) break;
        const auto* setting = find_setting(name);
        if (!setting) {
            bad.push_back({name, unknown(name)});
        } else if (setting->live == Live::no) {
            stuck.push_back({name, fixed(*setting)});
        } else if (const auto problem =
                       read(*setting, value.value_or(value_in(*setting, configured)), settings)) {
            bad.push_back({name, *problem});
        }
    }
    if (!bad.empty()) {
        bad.insert(bad.end(), stuck.begin(), stuck.end());
        throw invalid_fields(std::move(bad));
    }
    if (!stuck.empty()) {
        const std::string message =
            stuck.front().field + " can't be changed while the process runs";
        throw Error(ErrorCode::conflict, message, std::move(stuck));
    }
    return settings;
}

}  // namespace

LiveSettings::LiveSettings(Settings configured, Provenance provenance, Apply apply)
    : configured_(std::move(configured)),
      provenance_(std::move(provenance)),
      apply_(std::move(apply)),
      current_(configured_) {}

std::vector<ShownSetting> LiveSettings::all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<ShownSetting> shown;
    for (const auto& setting : setting_table()) {
        const auto source = provenance_.find(setting.key);
        ShownSetting one{.name = setting.key,
                         .value = value_in(setting, current_),
                         .source = source == provenance_.end() ? "default" : source->second,
                         .configured = std::nullopt,
                         .live = setting.live == Live::yes,
                         .allowed = setting.type.allowed,
                         .description = setting.description};
        if (auto before = value_in(setting, configured_); before != one.value) {
            one.source = "changed";
            one.configured = std::move(before);
        }
        shown.push_back(std::move(one));
    }
    return shown;
}

std::vector<SettingChange> LiveSettings::change(const Wanted& wanted) {
    const std::scoped_lock lock(mutex_);
    auto settings = changed(wanted, configured_, current_);
    std::vector<SettingChange> changes;
    for (const auto& [name, value] : wanted) {
        const auto& show = find_setting(name)->type.show;
        auto before = show(current_);
        auto after = show(settings);
        if (before != after) changes.push_back({name, std::move(before), std::move(after)});
    }
    current_ = std::move(settings);
    apply_(current_);
    return changes;
}

}  // namespace marquee::app
