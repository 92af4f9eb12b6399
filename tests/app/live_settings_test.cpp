#include <algorithm>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <thread>

#include "app/peers.h"
#include "domain/shared/error.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/rpc/wire/json_call.h"
#include "tests/support/http_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"
#include "tests/support/thrown.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::HttpClient;
using test::HttpReply;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPath = "/v1/admin/settings";

/// The items of an answer, by their names.
std::map<std::string, json> settings_in(const HttpReply& reply) {
    std::map<std::string, json> settings;
    const auto document = json::parse(reply.body);
    for (const auto& setting : document.at("items")) {
        settings[setting.at("name")] = setting;
    }
    return settings;
}

class LiveSettingsOfServer : public testing::Test {
protected:
    HttpReply change(const std::string& patch) const { return client.patch(kPath, patch); }
    json errors(const HttpReply& reply) const { return json::parse(reply.body).at("errors"); }

    const std::unique_ptr<test::TestDatabase> database = test::all_databases().front().make();
    test::RunningServer running{database->url()};
    HttpClient client{running.port()};
};

TEST_F(LiveSettingsOfServer, AreShown) {
    const auto reply = client.get(kPath);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    const auto settings = settings_in(reply);
    EXPECT_EQ(settings.size(), setting_table().size());
    EXPECT_EQ(settings.at("rpc.retries"),
              json({{"name", "rpc.retries"},
                    {"value", true},
                    {"source", "default"},
                    {"live", true},
                    {"allowed", "true or false"},
                    {"description", find_setting("rpc.retries")->description}}));
    EXPECT_EQ(settings.at("http.threads")["live"], false);
    EXPECT_THAT(reply.body, Not(HasSubstr(test::kAdminPassword)));
}

TEST_F(LiveSettingsOfServer, AreChangedForThisProcess) {
    testing::internal::CaptureStderr();
    const auto reply = change(R"({"rpc.retries": false, "rpc.retry_budget": 0.5})");
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(settings_in(reply).at("rpc.retries")["value"], false);
    EXPECT_EQ(settings_in(reply).at("rpc.retries")["source"], "changed");
    EXPECT_EQ(settings_in(reply).at("rpc.retries")["configured"], true);
    EXPECT_EQ(client.get(kPath).body, reply.body);
    EXPECT_THAT(log, HasSubstr("audit settings.change target=process rpc.retries: true -> false, "
                               "rpc.retry_budget: 0.1 -> 0.5 by="));
    EXPECT_THAT(log, HasSubstr("result=done"));

    EXPECT_EQ(settings_in(change(R"({"rpc.retries": null})")).at("rpc.retries")["source"],
              "default");
    EXPECT_EQ(settings_in(client.get(kPath)).at("rpc.retry_budget")["value"], 0.5);
    EXPECT_EQ(change("{}").status, 200);
    EXPECT_EQ(client
                  .request("PATCH", kPath, R"({"rpc.ejection_failures": 7.0})",
                           {{"Content-Type", "application/merge-patch+json"}})
                  .status,
              200);
}

TEST_F(LiveSettingsOfServer, RefuseWhatIsNotRightAndSayWhatToDo) {
    auto reply = change(R"({"rpc.retries": 1, "rpc.retires": true, "http.threads": 2})");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(errors(reply).size(), 3u) << reply.body;
    reply = change(R"({"http.threads": 2, "rpc.retries": false})");
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(errors(reply)[0]["field"], "http.threads");
    EXPECT_THAT(errors(reply)[0]["message"].get<std::string>(), HasSubstr("--http-threads"));
    for (const auto* bad : {"", "[]", "1", R"({"rpc.retries": false, "rpc.retries": false})",
                            R"({"rpc.retry_budget": 1e999})", R"({"rpc": {"retries": false}})",
                            R"({"rpc.retries": [false]})", R"({"rpc.retries": {}})", R"({"": 1})",
                            R"({"rpc.retries\u0000": false})", R"({"log.level": "debug\n"})"}) {
        EXPECT_EQ(change(bad).status, 400) << bad;
    }
    EXPECT_EQ(change("{\"" + std::string(500'000, 'a') + "\": 1}").status, 400);
    EXPECT_EQ(change("{\"log.level\": \"" + std::string(2'000'000, 'a') + "\"}").status, 413);
    EXPECT_EQ(settings_in(client.get(kPath)).at("rpc.retries")["source"], "default");
}

TEST_F(LiveSettingsOfServer, SetTheLogLevelAtOnce) {
    const auto logged = [] {
        testing::internal::CaptureStderr();
        spdlog::info("somebody says something");
        return testing::internal::GetCapturedStderr();
    };
    EXPECT_EQ(logged(), "");
    EXPECT_EQ(change(R"({"log.level": "debug"})").status, 200);
    EXPECT_THAT(logged(), HasSubstr("somebody says something"));
    EXPECT_EQ(change(R"({"log.level": "error"})").status, 200);
    EXPECT_EQ(logged(), "");
}

/// One process that hosts metadata and identity, and one that asks it.
class LiveSettingsOfPeers : public testing::Test {
protected:
    static Settings settings(const std::string& url) {
        configure_logging(LogLevel::error, LogFormat::text);
        auto settings = default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = url;
        settings.log_level = LogLevel::error;
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        settings.identity_admin_password = test::kAdminPassword;
        return settings;
    }
    static Settings hosting() {
        auto wanted = settings("sqlite::memory:");
        wanted.contexts = {ContextName::metadata, ContextName::identity};
        wanted.rpc_address = HostPort{"127.0.0.1", 0};
        wanted.rpc_threads = 1;
        wanted.rpc_shedding = false;
        return wanted;
    }
    Settings asking() const {
        auto wanted = settings("sqlite::memory:");
        wanted.contexts = asking_contexts;
        wanted.peer_metadata = "127.0.0.1:" + std::to_string(host.rpc_port());
        wanted.peer_identity = wanted.peer_metadata;
        return wanted;
    }

    explicit LiveSettingsOfPeers(const ContextSet& contexts = {ContextName::movie,
                                                               ContextName::rating})
        : asking_contexts(contexts) {
        host.start();
        asker.start();
        for (const auto* server : {&host, &asker}) {
            test::let_clients_sign_in(server->port(), [this] { host.ensure_admin(); });
        }
    }
    ~LiveSettingsOfPeers() override {
        for (const auto* server : {&host, &asker}) test::let_nobody_sign_in(server->port());
    }

    /// To the host, which has metadata too.
    rpc::PeerChannel& channel() { return *asker.contexts().peers.find(ContextName::identity); }

    ContextSet asking_contexts;
    Server host{hosting()};
    Server asker{asking()};
};

/// Without movie, which follows the host's events, and would have its only worker wait for them.
class LiveSettingsOfABusyPeer : public LiveSettingsOfPeers {
protected:
    LiveSettingsOfABusyPeer() : LiveSettingsOfPeers({ContextName::rating}) {}
};

TEST_F(LiveSettingsOfPeers, AreWhatTheNextCallsGoBy) {
    const HttpClient client(asker.port());
    ASSERT_EQ(client
                  .patch(kPath, R"({"rpc.call_timeout": "2s", "rpc.balancing": false,
                                    "rpc.retries": false, "rpc.retry_budget": 1.5,
                                    "rpc.throttling": false, "rpc.throttle_factor": 9,
                                    "rpc.ejection": false, "rpc.ejection_failures": 17})")
                  .status,
              200);
    for (const auto context : {ContextName::metadata, ContextName::identity}) {
        const auto options = asker.contexts().peers.find(context)->options();
        EXPECT_EQ(options.call_timeout, seconds(2));
        EXPECT_FALSE(options.balance);
        EXPECT_FALSE(options.retries.on);
        EXPECT_EQ(options.retries.share, 1.5);
        EXPECT_FALSE(options.throttling.on);
        EXPECT_EQ(options.throttling.factor, 9);
        EXPECT_FALSE(options.ejection.on);
        EXPECT_EQ(options.ejection.failures, 17);
    }
    // Of this process alone.
    EXPECT_EQ(settings_in(HttpClient(host.port()).get(kPath)).at("rpc.retries")["value"], true);
}

/// The only worker of the host waits for an event.
TEST_F(LiveSettingsOfABusyPeer, AreWhatCallsAreRefusedBy) {
    std::stop_source over;
    auto call = Call().by_system();
    call.cancelled = over.get_token();
    auto waiting = std::async(std::launch::async, [&] {
        const rpc::Method read("marquee.v1.Events.Read");
        return code_of([&] {
            rpc::call_by_json(channel(), call, read,
                              R"({"context": "metadata", "limit": 1, "wait": "30s"})");
        });
    });
    auto plain = channel().options();
    plain.throttling.on = plain.retries.on = plain.ejection.on = false;
    channel().change(plain);
    const auto outcome = [&] {
        const rpc::Method position("marquee.v1.Events.LastPosition");
        auto short_call = Call().by_system();
        short_call.deadline = std::chrono::steady_clock::now() + milliseconds(200);
        return code_of([&] {
            rpc::call_by_json(channel(), short_call, position, R"({"context": "metadata"})");
        });
    };
    const auto await = [&](std::optional<ErrorCode> wanted) {
        for (int tries = 0; tries < 100; ++tries) {
            if (outcome() == wanted) return true;
        }
        return false;
    };
    EXPECT_TRUE(await(ErrorCode::deadline_exceeded));

    const HttpClient client(host.port());
    ASSERT_EQ(client.patch(kPath, R"({"rpc.shedding": true, "rpc.shed_target": "1ms"})").status,
              200);
    EXPECT_TRUE(await(ErrorCode::resource_exhausted));
    EXPECT_THAT(client.get("/metrics").body,
                Not(HasSubstr("marquee_rpc_server_shed_total{reason=\"queue_wait\"} 0\n")));
    ASSERT_EQ(client.patch(kPath, R"({"rpc.shed_target": "1m"})").status, 200);
    EXPECT_TRUE(await(ErrorCode::deadline_exceeded));
    EXPECT_EQ(outcome(), ErrorCode::deadline_exceeded);

    over.request_stop();
    EXPECT_TRUE(waiting.get());
}

}  // namespace
}  // namespace marquee::app
