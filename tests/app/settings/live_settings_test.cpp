#include "app/settings/live_settings.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

#include "app/settings/setting_table.h"
#include "domain/shared/error.h"
#include "tests/support/thrown.h"

namespace marquee::app {
namespace {

using operations::SettingValue;
using operations::ShownSetting;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Wanted = std::map<std::string, std::optional<SettingValue>>;

class LiveSettingsTest : public testing::Test {
protected:
    static Settings configured() {
        auto settings = default_settings();
        settings.rpc_retries = false;
        settings.database_url = "mysql://marquee:hunter2@db/marquee";
        return settings;
    }

    ShownSetting shown(const std::string& name) {
        for (auto& setting : settings_.all()) {
            if (setting.name == name) return setting;
        }
        throw std::out_of_range(name);
    }
    /// Of a change that is refused.
    Error refusal(const Wanted& wanted) {
        auto error = error_of([&] { settings_.change(wanted); });
        if (!error) throw std::logic_error("the change was taken");
        return *error;
    }

    Settings applied_;
    int applications_ = 0;
    LiveSettings settings_{configured(),
                           {{"rpc.retries", "environment"}, {"http.threads", "default"}},
                           [this](const Settings& settings) {
                               applied_ = settings;
                               ++applications_;
                           }};
};

TEST_F(LiveSettingsTest, AreShownWithTheirValuesAndSources) {
    EXPECT_EQ(settings_.all().size(), setting_table().size());
    EXPECT_EQ(shown("rpc.retries").value, SettingValue(false));
    EXPECT_EQ(shown("rpc.retries").source, "environment");
    EXPECT_TRUE(shown("rpc.retries").live);
    EXPECT_EQ(shown("http.threads").value, SettingValue(std::int64_t{128}));
    EXPECT_EQ(shown("http.threads").source, "default");
    EXPECT_FALSE(shown("http.threads").live);
    EXPECT_EQ(shown("rpc.throttle_factor").value, SettingValue(2.0));
    EXPECT_EQ(shown("rpc.shed_target").value, SettingValue("50ms"));
    EXPECT_THAT(shown("rpc.shed_target").description, HasSubstr("may wait"));
    EXPECT_FALSE(shown("rpc.shed_target").configured);
}

TEST_F(LiveSettingsTest, NeverShowSecrets) {
    EXPECT_EQ(shown("database.url").value, SettingValue("mysql://marquee:***@db:3306/marquee"));
    for (const auto& setting : setting_table()) {
        // Or what is configured could not be told from what is shown.
        EXPECT_FALSE(setting.live == Live::yes && setting.secret == Secret::yes) << setting.key;
    }
}

TEST_F(LiveSettingsTest, AreChangedAndChangedBack) {
    const auto changes = settings_.change({{"rpc.retries", true},
                                           {"rpc.shed_target", "20ms"},
                                           {"rpc.throttle_factor", std::int64_t{3}},
                                           {"log.level", "info"}});
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_EQ(changes[0].name, "rpc.retries");
    EXPECT_EQ(changes[0].before, "false");
    EXPECT_EQ(changes[0].after, "true");
    EXPECT_EQ(changes[1].after, "20ms");
    EXPECT_TRUE(applied_.rpc_retries);
    EXPECT_EQ(applied_.rpc_shed_target, std::chrono::milliseconds(20));
    EXPECT_EQ(applied_.rpc_throttle_factor, 3);
    EXPECT_EQ(applied_.database_url, configured().database_url);
    EXPECT_EQ(shown("rpc.retries").source, "changed");
    EXPECT_EQ(shown("rpc.retries").configured, SettingValue(false));
    // It is what it was.
    EXPECT_EQ(shown("log.level").source, "default");

    settings_.change({{"rpc.retries", std::nullopt}});
    EXPECT_FALSE(applied_.rpc_retries);
    EXPECT_EQ(shown("rpc.retries").source, "environment");
    EXPECT_EQ(shown("rpc.shed_target").source, "changed");
    EXPECT_THAT(settings_.change({}), IsEmpty());
}

TEST_F(LiveSettingsTest, AreAllChangedOrNone) {
    const auto error = refusal({{"rpc.retries", true},
                                {"rpc.ejection_failures", std::int64_t{0}},
                                {"rpc.retires", true},
                                {"http.threads", std::int64_t{1}}});
    EXPECT_EQ(error.code(), ErrorCode::invalid);
    EXPECT_THAT(
        error.fields(),
        ElementsAre(
            FieldError{"rpc.ejection_failures", "must be a whole number from 1 to 1000, not '0'"},
            FieldError{"rpc.retires", "is not a setting; did you mean rpc.retries?"},
            FieldError{"http.threads",
                       "can't be changed while the process runs: start it again with "
                       "--http-threads, MARQUEE_HTTP_THREADS or http.threads in the "
                       "settings file"}));
    EXPECT_EQ(applications_, 0);
    EXPECT_FALSE(std::get<bool>(shown("rpc.retries").value));
}

TEST_F(LiveSettingsTest, ThatAreFixedAreAConflict) {
    const auto error = refusal({{"http.threads", std::int64_t{1}}, {"rpc.retries", true}});
    EXPECT_EQ(error.code(), ErrorCode::conflict);
    ASSERT_EQ(error.fields().size(), 1u);
    EXPECT_EQ(error.fields()[0].field, "http.threads");
    EXPECT_EQ(refusal({{"database.url", std::nullopt}}).code(), ErrorCode::conflict);
    EXPECT_EQ(applications_, 0);
}

TEST_F(LiveSettingsTest, TakeWhatASettingsFileWouldGive) {
    const std::vector<std::pair<std::string, SettingValue>> bad = {
        {"rpc.retries", "true"},
        {"rpc.retries", std::int64_t{1}},
        {"rpc.retries", SettingValue()},
        {"rpc.retry_budget", -0.1},
        {"rpc.retry_budget", 1e300},
        {"rpc.retry_budget", "0.1"},
        {"rpc.ejection_failures", 2.5},
        {"rpc.ejection_failures", std::int64_t{1} << 62},
        {"rpc.shed_target", std::int64_t{50}},
        {"rpc.shed_target", "2m"},
        {"rpc.call_timeout", "99ms"},
        {"log.level", "loud"},
        {"log.level", false},
        {"log.level", std::string(1 << 20, 'x')},
    };
    for (const auto& [name, value] : bad) {
        const auto error = refusal({{name, value}});
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        ASSERT_EQ(error.fields().size(), 1u);
        EXPECT_EQ(error.fields()[0].field, name);
        EXPECT_THAT(error.fields()[0].message, HasSubstr("must be "));
        EXPECT_LT(error.fields()[0].message.size(), 300u);
    }
}

TEST_F(LiveSettingsTest, DoNotGatherErrorsWithoutEnd) {
    Wanted wanted;
    for (int i = 0; i < 100'000; ++i) wanted[std::to_string(i)] = true;
    EXPECT_EQ(refusal(wanted).fields().size(), 100u);
}

TEST(ConcurrentLiveSettings, ChangeTogetherWhatIsChangedTogether) {
    Settings applied;
    // Guarded by nothing: changes are applied one at a time.
    int applications = 0;
    LiveSettings settings(default_settings(), {}, [&](const Settings& changed) {
        applied = changed;
        ++applications;
    });
    constexpr int kEach = 50;
    std::vector<std::jthread> threads;
    for (const bool on : {false, true}) {
        threads.emplace_back([&settings, on] {
            for (int i = 0; i < kEach; ++i) {
                settings.change({{"rpc.retries", on}, {"rpc.ejection", on}});
            }
        });
    }
    threads.emplace_back([&settings] {
        for (int i = 0; i < kEach; ++i) {
            std::map<std::string, SettingValue> values;
            for (const auto& setting : settings.all()) values[setting.name] = setting.value;
            EXPECT_EQ(values.at("rpc.retries"), values.at("rpc.ejection"));
        }
    });
    threads.clear();
    EXPECT_EQ(applications, 2 * kEach);
    EXPECT_EQ(applied.rpc_retries, applied.rpc_ejection);
}

}  // namespace
}  // namespace marquee::app
