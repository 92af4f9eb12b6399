#include "app/settings/setting_value.h"

#include "gtest/gtest.h"

#include "app/settings/nearest_name.h"
#include "app/settings/setting_table.h"

namespace marquee::app {
namespace {

using namespace std::chrono_literals;

/// Reads `text` as the setting `key`; the problem, if any.
std::optional<std::string> problem_of(std::string_view key, std::string_view text) {
    Settings settings;
    return find_setting(key)->type.read(settings, text);
}

/// What `text` as the setting `key` is shown as.
std::string shown_as(std::string_view key, std::string_view text) {
    Settings settings = default_settings();
    const auto problem = find_setting(key)->type.read(settings, text);
    return problem ? "refused: " + *problem : find_setting(key)->type.show(settings);
}

struct GoodValue {
    std::string_view key, text, shown;
};

TEST(SettingValue, JudgesWhatTokensAreCheckedBy) {
    EXPECT_EQ(shown_as("identity.algorithm", "RS256"), "RS256");
    EXPECT_TRUE(problem_of("identity.algorithm", "HS256"));
    EXPECT_TRUE(problem_of("identity.algorithm", "none"));
    EXPECT_EQ(shown_as("identity.issuer", "https://films.example"), "https://films.example");
    EXPECT_TRUE(problem_of("identity.issuer", " "));
    EXPECT_TRUE(problem_of("identity.issuer", "a\nb"));
    EXPECT_TRUE(problem_of("identity.issuer", std::string(1001, 'x')));
    EXPECT_EQ(shown_as("identity.external_keys", "/etc/my keys.json"), "/etc/my keys.json");
    // The query may have a key in it.
    EXPECT_EQ(shown_as("identity.external_keys", "https://a.example/k?x=1"),
              "https://a.example/k?***");
    for (const char* url : {"ftp://a.example/k", "https://u:hunter2@a.example/k"}) {
        const auto problem = problem_of("identity.external_keys", url);
        ASSERT_TRUE(problem) << url;
        EXPECT_EQ(problem->find("hunter2"), std::string::npos);
    }
    EXPECT_EQ(shown_as("identity.external_roles", "groups=Crew:editor,*:viewer"),
              "groups=Crew:editor,*:viewer");
    EXPECT_TRUE(problem_of("identity.external_roles", "groups=Crew:root"));
    EXPECT_TRUE(problem_of("identity.external_roles", "groups=Crew:service"));
    EXPECT_TRUE(problem_of("identity.access_token_lifetime", "59s"));
    EXPECT_TRUE(problem_of("identity.access_token_lifetime", "25h"));
}

TEST(SettingValue, TakesEveryGoodValueAndShowsIt) {
    for (const auto& [key, text, shown] : std::vector<GoodValue>{
             {"http.address", "127.0.0.1:8080", "127.0.0.1:8080"},
             {"http.address", "localhost:0", "localhost:0"},
             {"http.address", "db-1.my_net.example:65535", "db-1.my_net.example:65535"},
             {"http.address", "[::1]:8080", "[::1]:8080"},
             {"http.address", "[::ffff:10.0.0.1]:1", "[::ffff:10.0.0.1]:1"},
             {"http.threads", "1", "1"},
             {"http.threads", "4096", "4096"},
             {"database.pool_size", "1000", "1000"},
             {"http.request_timeout", "1ms", "1ms"},
             {"http.request_timeout", "90s", "90s"},
             {"http.request_timeout", "120s", "2m"},
             {"http.request_timeout", "3600000ms", "1h"},
             {"http.request_timeout", "24h", "1d"},
             {"shutdown.delay", "0s", "0s"},
             {"shutdown.delay", "0h", "0s"},
             {"rating.prior_weight", "0", "0"},
             {"rating.prior_weight", "2.5", "2.5"},
             {"rating.prior_weight", "1e6", "1e+06"},
             {"access.anonymous_reads", "true", "true"},
             {"access.anonymous_reads", "1", "true"},
             {"access.anonymous_reads", "yes", "true"},
             {"access.anonymous_reads", "false", "false"},
             {"access.anonymous_reads", "0", "false"},
             {"access.anonymous_reads", "no", "false"},
             {"http.cors_origins", "", "none"},
             {"http.cors_origins", "none", "none"},
             {"http.cors_origins", "*", "*"},
             {"http.cors_origins", "https://a.example", "https://a.example"},
             {"http.cors_origins", " http://localhost:5173 ,https://a.example",
              "http://localhost:5173, https://a.example"},
             {"limits.read", "off", "off"},
             {"limits.read", "0", "off"},
             {"limits.read", "100/s", "100/s burst 100"},
             {"limits.read", "1/min burst 1000000", "1/min burst 1000000"},
             {"limits.login", "1000000/s burst 1", "1000000/s burst 1"},
             {"limits.exempt", "none", "none"},
             {"limits.exempt", " 10.0.0.0/8,::1 ", "10.0.0.0/8, ::1"},
             {"http.proxy_field", "forwarded", "forwarded"},
             {"log.level", "trace", "trace"},
             {"log.level", "debug", "debug"},
             {"log.level", "warning", "warning"},
             {"log.level", "error", "error"},
             {"log.format", "json", "json"},
             {"database.url", "sqlite::memory:", "sqlite::memory:"},
             {"database.url", "sqlite:///var/x.db", "sqlite:///var/x.db"},
         }) {
        EXPECT_EQ(shown_as(key, text), shown) << key << " " << text;
    }
}

struct BadValue {
    std::string_view key;
    std::vector<std::string> texts;
    std::string_view told;
};

TEST(SettingValue, RefusesEveryBadValueAndSaysWhatIsAllowed) {
    for (const auto& [key, texts, told] : std::vector<BadValue>{
             {"http.address",
              {"",
               "8080",
               ":8080",
               "127.0.0.1",
               "127.0.0.1:",
               "127.0.0.1:65536",
               "127.0.0.1:-1",
               "127.0.0.1:+1",
               "127.0.0.1:8o",
               "::1:8080",
               "[::1]",
               "[::1:8080",
               "[]:80",
               "[x]:80",
               "999.0.0.1:80",
               "1.2.3:80",
               "a b:80",
               "host/:80",
               "http://host:80",
               std::string("a\0b:80", 6)},
              "such as 127.0.0.1:8080 or [::1]:8080"},
             {"http.threads",
              {"", "0", "4097", "-1", "1.5", "0x10", "ten", "1 ", " 1", "99999999999999999999"},
              "a whole number from 1 to 4096"},
             {"database.pool_size", {"0", "1001"}, "a whole number from 1 to 1000"},
             {"http.request_timeout",
              {"", "0s", "s", "5", "5 s", "-5s", "1.5s", "5S", "5d", "25h", "99999999999999999999s",
               "9223372036854775807h"},
              "such as 250ms, 5s, 2m, 1h or 7d"},
             {"rating.prior_weight",
              {"", "-1", "1000001", "nan", "inf", "x", "1,5"},
              "a number from 0 to 1000000"},
             {"access.anonymous_reads", {"", "on", "TRUE", "2", "{}"}, "true or false"},
             {"http.cors_origins",
              {"https://a.example/", "https://b, https://a.example/"},
              "goes on after host and port"},
             {"http.cors_origins", {"a.example", ",", "https://a,", "https://a b"}, " has no "},
             {"http.cors_origins", {"*, https://a", "https://*.a"}, "* alone stands for all"},
             {"http.cors_origins", {"https://a, https://b,https://a"}, "number 3 is there already"},
             {"http.cors_origins", {"null", "https://a,null"}, "stands for many"},
             {"limits.read",
              {"", "100", "/s", "0/s", "-1/s", "1000001/s", "1.5/s", "100/h", "100/sec", "100 /s",
               "100/s burst", "100/s burst 0", "100/s burst 1000001", "100/s  burst 2", "burst 2",
               "100/s burst 2 burst 3", "OFF", "00", "0 burst 2"},
              "100/s burst 200"},
             {"limits.exempt",
              {"", ",", "localhost", "10.0.0.1/8", "10.0.0.0/33", "none, ::1", "10.0.0.0 ::1"},
              "or none"},
             {"http.proxy_field", {"", "X-Real-IP", "both"}, "x-forwarded-for|forwarded"},
             {"log.level", {"", "INFO", "warn", "fatal"}, "trace|debug|info|warning|error"},
             {"log.format", {"", "xml"}, "text|json"},
             {"database.url",
              {"", "data/x.db", "postgres://h/x", "mysql://h/x", "sqlite://"},
              "mysql://user:password@host"},
         }) {
        for (const auto& text : texts) {
            const auto problem = problem_of(key, text);
            ASSERT_TRUE(problem.has_value()) << key << " '" << text << "'";
            EXPECT_NE(problem->find(told), std::string::npos) << *problem;
            EXPECT_EQ(problem->find('\n'), std::string::npos) << *problem;
        }
    }
}

TEST(SettingValue, SaysThatABareNumberHasNoUnit) {
    EXPECT_NE(problem_of("http.request_timeout", "5")->find("has no unit"), std::string::npos);
    EXPECT_EQ(problem_of("http.request_timeout", "x")->find("has no unit"), std::string::npos);
}

TEST(SettingValue, LeavesTheSettingsAloneWhenItRefuses) {
    Settings settings = default_settings();
    EXPECT_TRUE(find_setting("http.threads")->type.read(settings, "0"));
    EXPECT_EQ(settings.http_threads, 128);
}

TEST(SettingValue, NeverRepeatsWhatIsNoOrigin) {
    EXPECT_EQ(problem_of("http.cors_origins", "mysql://u:hunter2@h/x")->find("hunter2"),
              std::string::npos);
}

TEST(SettingValue, NeverRepeatsThePasswordOfAUrl) {
    for (const std::string url : {"mysql://u:hunter2@h:port/x", "mysql://u:hunter2/x",
                                  "mysql://u:hunter2%zz@h/x", "mysq://u:hunter2@h/x", "hunter2"}) {
        EXPECT_EQ(problem_of("database.url", url)->find("hunter2"), std::string::npos) << url;
    }
    const auto strayed = problem_of("log.level", "mysql://u:hunter2@h/x");
    EXPECT_NE(strayed->find("'mysql://...'"), std::string::npos) << *strayed;
}

TEST(SettingValue, ShowsAUrlWithoutItsPasswordHoweverItIsWritten) {
    EXPECT_EQ(shown_as("database.url", "mysql://u:p%40ss@h/x"), "mysql://u:***@h:3306/x");
    EXPECT_EQ(shown_as("database.url", "mysql://u:p@ss/w@h/x"), "mysql://u:***@h:3306/x");
}

TEST(SettingValue, NeverShowsOrRepeatsAPassword) {
    EXPECT_EQ(shown_as("identity.admin_password", "random"), "random");
    EXPECT_EQ(shown_as("identity.admin_password", "correct horse"), "***");
    EXPECT_EQ(shown_as("identity.admin_password", std::string(1024, 'x')), "***");
    for (const std::string text : {"hunter2", "", "hunter2-\xFF", "Random"}) {
        const auto problem = problem_of("identity.admin_password", text);
        ASSERT_TRUE(problem) << text;
        EXPECT_EQ(problem->find("unter"), std::string::npos) << *problem;
    }
}

TEST(SettingValue, RepeatsAValueShortAndOnOneLine) {
    EXPECT_EQ(shown_value("a\nb\x1b"), "'a\\nb\\x1b'");
    EXPECT_EQ(shown_value(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
    EXPECT_EQ(shown_value(std::string(59, 'x') + "é"), "'" + std::string(59, 'x') + "...'");
}

TEST(SettingValue, KnowsLoopbackAddresses) {
    for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"}) {
        EXPECT_TRUE(is_loopback({host, 80})) << host;
    }
    for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "example.org"}) {
        EXPECT_FALSE(is_loopback({host, 80})) << host;
    }
}

TEST(SettingTable, HasDefaultsThatItWouldTake) {
    for (const auto& setting : setting_table()) {
        EXPECT_EQ(setting.type.show(default_settings()), setting.default_value) << setting.key;
    }
    EXPECT_EQ(default_settings().http_address, (HostPort{"127.0.0.1", 8080}));
    EXPECT_EQ(default_settings().shutdown_grace, 20s);
}

TEST(SettingTable, DerivesFlagAndVariableFromTheKey) {
    const auto* setting = find_setting("database.pool_size");
    EXPECT_EQ(setting->flag(), "--database-pool-size");
    EXPECT_EQ(setting->variable(), "MARQUEE_DATABASE_POOL_SIZE");
    EXPECT_EQ(setting->section(), "database");
    EXPECT_EQ(find_setting("database.poolsize"), nullptr);
}

TEST(NearestName, FindsTheLikestNameOrNone) {
    const std::vector<std::string> known{"http.address", "http.threads", "log.level"};
    EXPECT_EQ(nearest_name("http.thread", known), "http.threads");
    EXPECT_EQ(nearest_name("address", known), "http.address");
    EXPECT_EQ(nearest_name("zzz", known), std::nullopt);
    EXPECT_EQ(nearest_name("", known), std::nullopt);
    EXPECT_EQ(nearest_name(std::string(1000000, 'h'), known), std::nullopt);
    EXPECT_EQ(did_you_mean("log.levle", known), "; did you mean log.level?");
    EXPECT_EQ(did_you_mean("zzz", known), "");
}

}  // namespace
}  // namespace marquee::app
