#include "app/settings/load_settings.h"

#include <fstream>
#include <unistd.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "app/settings/setting_table.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A folder of its own for each test, gone afterwards.
class LoadSettings : public testing::Test {
protected:
    LoadSettings() {
        std::string pattern = (std::filesystem::temp_directory_path() / "marquee-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        sources_.default_file = folder_ / "marquee.toml";
    }
    ~LoadSettings() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& content, const std::string& name = "marquee.toml") {
        std::ofstream(folder_ / name) << content;
        return (folder_ / name).string();
    }

    LoadedSettings load() const { return load_settings(sources_); }

    /// The message of the Error(invalid) that loading ends with.
    std::string error() const {
        try {
            load();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid);
            return error.what();
        }
        return "(none)";
    }

    std::filesystem::path folder_;
    SettingSources sources_;
};

TEST_F(LoadSettings, GivesDefaultsWhenNobodyDecides) {
    const auto loaded = load();
    EXPECT_EQ(loaded.settings.http_threads, 128);
    EXPECT_EQ(loaded.settings.database_url, "sqlite://data/marquee.db");
    for (const auto& setting : setting_table()) {
        EXPECT_EQ(loaded.provenance.at(setting.key), "default") << setting.key;
    }
    EXPECT_TRUE(loaded.warnings.empty());
}

TEST_F(LoadSettings, PrefersFlagToEnvironmentToFileToDefault) {
    // Each of the four sources gives way to all that are above it, alone and together.
    for (unsigned present = 0; present < 8; ++present) {
        sources_.flags.clear();
        sources_.environment.clear();
        write(present & 1 ? "http.threads = 1" : "");
        if (present & 2) sources_.environment = {{"MARQUEE_HTTP_THREADS", "2"}};
        if (present & 4) sources_.flags = {{"http.threads", "4"}};
        const auto [threads, source] = present & 4   ? std::pair(4, std::string("flag"))
                                       : present & 2 ? std::pair(2, std::string("environment"))
                                       : present & 1
                                           ? std::pair(1, "file " + sources_.default_file.string())
                                           : std::pair(128, std::string("default"));
        EXPECT_EQ(load().settings.http_threads, threads) << present;
        EXPECT_EQ(load().provenance.at("http.threads"), source) << present;
    }
}

TEST_F(LoadSettings, ReadsEverySettingFromTheFile) {
    write(R"(
contexts = "movie"
demo.catalogue = true
[http]
connections = 500
address = "[::1]:0"
threads = 4
request_timeout = "2m"
compression = false
cors_origins = "https://a.example"
trusted_proxies = "10.0.0.0/8, ::1"
proxy_field = "forwarded"
tls_certificate = "/etc/marquee/chain.pem"
tls_key = "/etc/marquee/key.pem"
hsts = false
[access]
anonymous_reads = false
sign_up = false
[limits]
login = "10/min"
write = "20/s"
read = "30/s burst 300"
search = "off"
caller_write = "40/s"
caller_read = "off"
caller_search = "50/s"
exempt = "10.0.0.0/8"
[database]
url = "sqlite::memory:"
pool_size = 3
pool_wait = "1s"
startup_wait = "0s"
statement_timeout = "1h"
[rating]
prior_weight = 10
group_limit = 100
[cache]
bytes = 3000000000
[identity]
admin_password = "correct horse"
password_memory = 128
password_operations = 3
password_threads = 4
password_queue = 0
issuer = "https://films.example"
audience = "films"
access_token_lifetime = "5m"
session_lifetime = "90d"
algorithm = "RS256"
external_issuer = "https://them.example"
external_audience = "us"
external_keys = "https://them.example/keys"
external_roles = "groups=Film Crew:editor"
[index]
path = "/var/cache/marquee"
[events]
max_age = "30d"
max_count = 5000
[log]
level = "debug"
format = "json"
[shutdown]
delay = "3s"
grace = "250ms"
[peer]
metadata = "etcd:"
rating = "dns:ratings:9090"
identity = "10.0.0.1:9090,10.0.0.2:9090"
[rpc]
address = "0.0.0.0:9090"
advertise = "films:9090"
tls_certificate = "certificate.pem"
tls_key = "key.pem"
tls_authority = "authority.pem"
tls_name = "films"
threads = 8
call_timeout = "10s"
balancing = false
retries = false
retry_budget = 1
throttling = false
throttle_factor = 1.5
ejection = false
ejection_failures = 10
shedding = false
shed_target = "20ms"
messages = true
[discovery]
etcd = "http://marquee:hunter2@etcd:2379"
[compat]
enabled = true
http_address = "0.0.0.0:8082"
trust_network = true
)");
    const auto loaded = load();
    for (const auto& setting : setting_table()) {
        EXPECT_THAT(loaded.provenance.at(setting.key), HasSubstr("file ")) << setting.key;
    }
    EXPECT_EQ(loaded.settings.http_address, (HostPort{"::1", 0}));
    EXPECT_EQ(loaded.settings.limits_login, (http::RateLimit{10, std::chrono::seconds(60), 10}));
    EXPECT_EQ(loaded.settings.limits_read, (http::RateLimit{30, std::chrono::seconds(1), 300}));
    EXPECT_FALSE(loaded.settings.limits_search.on());
    EXPECT_EQ(loaded.settings.limits_exempt.text(), "10.0.0.0/8");
    EXPECT_EQ(loaded.settings.rating_prior_weight, 10);
    EXPECT_EQ(loaded.settings.cache_bytes, 3'000'000'000);
    EXPECT_EQ(loaded.settings.identity_admin_password, "correct horse");
    EXPECT_EQ(loaded.settings.identity_password_queue, 0);
    EXPECT_EQ(loaded.settings.identity_issuer, "https://films.example");
    EXPECT_EQ(loaded.settings.identity_session_lifetime, std::chrono::days(90));
    EXPECT_EQ(loaded.settings.identity_algorithm, identity::SigningAlgorithm::rs256);
    EXPECT_EQ(loaded.settings.identity_external_keys, "https://them.example/keys");
    EXPECT_EQ(loaded.settings.events_max_age, std::chrono::days(30));
    EXPECT_EQ(loaded.settings.log_level, LogLevel::debug);
    EXPECT_EQ(loaded.settings.shutdown_grace, std::chrono::milliseconds(250));
    EXPECT_TRUE(loaded.settings.demo_catalogue);
}

TEST_F(LoadSettings, NeedsTheKeysOfAnExternalIssuerThatIsNotUs) {
    sources_.flags = {{"identity.external_issuer", "https://them.example"}};
    EXPECT_THAT(error(), HasSubstr("identity.external_keys: is needed"));
    sources_.flags = {{"identity.external_issuer", "https://us.example"},
                      {"identity.issuer", "https://us.example"},
                      {"identity.external_keys", "keys.json"}};
    EXPECT_THAT(error(), HasSubstr("identity.external_issuer: must not be identity.issuer"));
    sources_.flags[0].second = "https://them.example";
    EXPECT_EQ(load().settings.identity_external_issuer, "https://them.example");
}

TEST_F(LoadSettings, LetsTheReferenceSystemsClientsInOnlyWhereThatIsMeant) {
    sources_.flags = {{"compat.http_address", "127.0.0.1:8082"}};
    EXPECT_THAT(error(), HasSubstr("is of no use without compat.enabled"));
    sources_.flags = {{"compat.enabled", "true"}};
    EXPECT_THAT(error(),
                HasSubstr("set rpc.address for gRPC, compat.http_address for HTTP, or both"));
    sources_.flags.emplace_back("rpc.address", "127.0.0.1:8081");
    EXPECT_TRUE(load().settings.compat_enabled);
    sources_.flags.emplace_back("compat.http_address", "0.0.0.0:8082");
    EXPECT_THAT(error(), HasSubstr("or set compat.trust_network to true"));
    sources_.flags.emplace_back("compat.trust_network", "true");
    EXPECT_EQ(load().settings.compat_http_address, (HostPort{"0.0.0.0", 8082}));
}

TEST_F(LoadSettings, ReadsEverySettingFromTheEnvironmentAndFromFlags) {
    for (const auto& setting : setting_table()) {
        sources_.environment.emplace_back(setting.variable(), setting.default_value);
    }
    for (const auto& [key, source] : load().provenance) EXPECT_EQ(source, "environment") << key;
    for (const auto& setting : setting_table()) {
        sources_.flags.emplace_back(setting.key, setting.default_value);
    }
    for (const auto& [key, source] : load().provenance) EXPECT_EQ(source, "flag") << key;
}

TEST_F(LoadSettings, FindsTheFileByFlagThenVariableThenFolder) {
    write("http.threads = 1");
    EXPECT_EQ(load().settings.http_threads, 1);
    sources_.environment = {{"MARQUEE_CONFIG", write("http.threads = 2", "b.toml")}};
    EXPECT_EQ(load().settings.http_threads, 2);
    sources_.config_flag = write("http.threads = 3", "c.toml");
    EXPECT_EQ(load().settings.http_threads, 3);
    EXPECT_EQ(load().provenance.at("http.threads"), "file " + *sources_.config_flag);
}

TEST_F(LoadSettings, RefusesAFileThatIsNamedAndCannotBeRead) {
    sources_.config_flag = (folder_ / "absent.toml").string();
    EXPECT_THAT(error(), HasSubstr("absent.toml: No such file"));
    sources_.config_flag = folder_.string();
    EXPECT_THAT(error(), HasSubstr("Is a directory"));
    sources_.config_flag = "";
    EXPECT_THAT(error(), HasSubstr("cannot read the settings file"));
}

TEST_F(LoadSettings, RefusesUnknownNamesAndSuggestsTheNearest) {
    write("[http]\n\nthread = 4\n[htpp]\nadress = 'x'\n[nothing]\n");
    EXPECT_THAT(error(), HasSubstr("marquee.toml:3: http.thread: is not a setting; "
                                   "did you mean http.threads?"));
    EXPECT_THAT(error(), HasSubstr("htpp.adress: is not a setting; did you mean http.address?"));
    EXPECT_THAT(error(), HasSubstr("marquee.toml:6: nothing: is not a setting"));
    write("");
    sources_.environment = {{"MARQUEE_HTTP_THREDS", "4"}, {"MARQUEE_CONFG", "x"}};
    EXPECT_EQ(error(),
              "MARQUEE_HTTP_THREDS: is not a setting; did you mean MARQUEE_HTTP_THREADS?\n"
              "MARQUEE_CONFG: is not a setting; did you mean MARQUEE_CONFIG?");
    sources_.environment = {{"MARQUEE_", "4"}};
    EXPECT_EQ(error(), "MARQUEE_: is not a setting");
}

TEST_F(LoadSettings, LeavesOtherVariablesAlone) {
    sources_.environment = {{"MARQUEE_TEST_DATABASE_URL", "x"}, {"HOME", "/"}, {"MARQUEES", "x"}};
    EXPECT_NO_THROW(load());
}

TEST_F(LoadSettings, LeavesTheVariablesOfAServiceAlone) {
    sources_.environment = {
        {"MARQUEE_SERVICE_HOST", "10.0.0.1"},         {"MARQUEE_SERVICE_PORT", "80"},
        {"MARQUEE_SERVICE_PORT_HTTP", "80"},          {"MARQUEE_PORT", "tcp://10.0.0.1:80"},
        {"MARQUEE_PORT_80_TCP", "tcp://10.0.0.1:80"}, {"MARQUEE_PORT_80_TCP_ADDR", "10.0.0.1"},
        {"MARQUEE_DB_SERVICE_HOST", "10.0.0.2"}};
    load();
    sources_.environment = {{"MARQUEE_PORT", "80"}};
    EXPECT_THAT(error(), HasSubstr("MARQUEE_PORT"));
}

TEST_F(LoadSettings, SaysWhereABadValueCameFromAndWhatIsAllowed) {
    write("[http]\nthreads = 0\n");
    sources_.environment = {{"MARQUEE_HTTP_THREADS", ""}};
    sources_.flags = {{"http.threads", "x"}};
    const std::string allowed = "must be a whole number from 1 to 4096, not ";
    EXPECT_EQ(error(), sources_.default_file.string() + ":2: http.threads: " + allowed + "'0'\n" +
                           "MARQUEE_HTTP_THREADS: " + allowed + "''\n" +
                           "--http-threads: " + allowed + "'x'");
}

TEST_F(LoadSettings, RefusesAnOverriddenBadValueToo) {
    write("http.threads = 0");
    sources_.flags = {{"http.threads", "1"}};
    EXPECT_THAT(error(), HasSubstr("http.threads: must be"));
}

TEST_F(LoadSettings, RefusesValuesOfAnotherTomlType) {
    for (const std::string line :
         {"http.threads = '4'", "http.threads = 4.0", "http.threads = true", "http.threads = [4]",
          "http.threads = {a = 1}", "access.anonymous_reads = 1", "access.anonymous_reads = 'true'",
          "http.address = 8080", "http.request_timeout = 5", "http.request_timeout = 07:32:00",
          "log.level = true", "log.level = 2020-01-01", "rating.prior_weight = '25'",
          "rating.prior_weight = nan", "database.url = 5", "http.threads = 99999999999"}) {
        write(line);
        const auto key = line.substr(0, line.find(' '));
        EXPECT_THAT(error(), HasSubstr(":1: " + key)) << line;
    }
    write("http = 5");
    EXPECT_THAT(error(), HasSubstr(":1: http: is not a setting"));
    write("http.request_timeout = 5");
    EXPECT_THAT(error(), HasSubstr("has no unit"));
}

TEST_F(LoadSettings, RefusesWhatIsNotTomlWithoutRepeatingIt) {
    for (const std::string content :
         {"[database]\nurl = mysql://u:hunter2@h/x\n",
          "[database]\nurl = \"mysql://u:hunter2@h/x\n", "[database]\nmysql://u:hunter2@h/x\n",
          "[database]\nhunter2 = 1\nhunter2 = 2\n"}) {
        write(content);
        EXPECT_THAT(error(), HasSubstr("is not TOML")) << content;
        EXPECT_THAT(error(), HasSubstr("marquee.toml:")) << content;
        EXPECT_THAT(error(), Not(HasSubstr("hunter2"))) << content;
    }
}

TEST_F(LoadSettings, NeverRepeatsASecret) {
    write("database.url = \"mysql://u:hunter2@h:x/x\"");
    sources_.environment = {{"MARQUEE_DATABASE_URL", "mysql://u:hunter2"},
                            {"MARQUEE_DATABASE_PASSWORD", "hunter2"},
                            {"MARQUEE_LOG_LEVEL", "mysql://u:hunter2@h/x"}};
    sources_.flags = {{"database.url", "myqsl://u:hunter2@h/x"}};
    EXPECT_THAT(error(), HasSubstr("MARQUEE_DATABASE_URL: the database URL"));
    EXPECT_THAT(error(), HasSubstr("--database-url: the database URL"));
    EXPECT_THAT(error(), Not(HasSubstr("hunter2")));
}

TEST_F(LoadSettings, WarnsWhenPasswordsTravelInTheClear) {
    sources_.flags = {{"http.address", "0.0.0.0:80"}};
    ASSERT_EQ(load().warnings.size(), 1u);
    EXPECT_THAT(load().warnings[0], HasSubstr("0.0.0.0:80"));
    sources_.flags.emplace_back("http.trusted_proxies", "10.0.0.0/8");
    EXPECT_TRUE(load().warnings.empty());
    sources_.flags = {{"http.address", "0.0.0.0:80"},
                      {"http.tls_certificate", "/etc/chain.pem"},
                      {"http.tls_key", "/etc/key.pem"}};
    EXPECT_TRUE(load().warnings.empty());
    sources_.flags = {{"http.address", "[::1]:80"}};
    EXPECT_TRUE(load().warnings.empty());
}

TEST_F(LoadSettings, DescribesEverySettingWithItsSourceAndMasked) {
    sources_.environment = {{"MARQUEE_DATABASE_URL", "mysql://u:hunt%40er2@h,i:3307/x"}};
    sources_.flags = {{"http.threads", "4"}};
    const auto loaded = load();
    const auto text = describe(loaded.settings, loaded.provenance);
    for (const auto& setting : setting_table()) {
        EXPECT_THAT("\n" + text, HasSubstr("\n" + setting.key + " "));
    }
    EXPECT_THAT(text, HasSubstr("mysql://u:***@h:3306,i:3307/x  environment\n"));
    EXPECT_THAT(text, testing::ContainsRegex("http\\.threads +4 +flag\n"));
    EXPECT_THAT(text, Not(HasSubstr("hunt")));
}

TEST(EnvironmentFrom, SplitsEntriesAtTheFirstEqualsSign) {
    const char* const entries[] = {"A=b=c", "EMPTY=", "BARE", nullptr};
    EXPECT_EQ(environment_from(entries), (Environment{{"A", "b=c"}, {"EMPTY", ""}, {"BARE", ""}}));
}

}  // namespace
}  // namespace marquee::app
