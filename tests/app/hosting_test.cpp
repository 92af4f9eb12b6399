#include <chrono>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/command_line.h"
#include "app/peers.h"
#include "tests/support/http_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"
#include "tests/support/thrown.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::ListingClient;
using testing::HasSubstr;

/// A port at which nobody listens.
constexpr const char* kNobody = "127.0.0.1:1";

TEST(ContextSet, ReadsAndWritesNames) {
    EXPECT_EQ(ContextSet::parse("all"), ContextSet::all());
    EXPECT_EQ(ContextSet::parse("rating, movie")->text(), "rating,movie");
    EXPECT_EQ(ContextSet::parse("identity,rating,movie,metadata")->text(), "all");
    for (const auto* text : {"", "none", "rating,", "ratings", "rating movie", ","}) {
        EXPECT_FALSE(ContextSet::parse(text)) << text;
    }
}

std::string problem_of(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "serve");
    const auto parsed = parse_command_line(arguments, {}, "");
    const auto* reply = std::get_if<Reply>(&parsed);
    return reply ? reply->text : "";
}

TEST(HostingSettings, TakePeersByName) {
    const auto parsed = parse_command_line(
        {"serve", "--peer", "rating=127.0.0.1:7001", "--peer=identity=dns:films:7002"}, {}, "");
    const auto& settings = std::get<Invocation>(parsed).settings.settings;
    EXPECT_EQ(settings.peer_rating, "127.0.0.1:7001");
    EXPECT_EQ(settings.peer_identity, "dns:films:7002");
    EXPECT_EQ(settings.peer_metadata, kNoPeer);
}

TEST(HostingSettings, SayWhatIsWrong) {
    for (const auto* peer : {"rating", "rating=", "=x", "movie=127.0.0.1:1", "films=127.0.0.1:1"}) {
        EXPECT_THAT(problem_of({"--peer", peer}), HasSubstr("--peer takes")) << peer;
    }
    EXPECT_THAT(problem_of({"--peer"}), HasSubstr("--peer takes"));
    EXPECT_THAT(problem_of({"--contexts", "ratings"}), HasSubstr("--contexts: must be"));
    EXPECT_THAT(problem_of({"--peer", "rating=nowhere"}), HasSubstr("--peer-rating: "));
    EXPECT_THAT(problem_of({"--rpc-address", "9090"}), HasSubstr("--rpc-address: must be"));
    EXPECT_THAT(problem_of({"--rpc-address", "0.0.0.0:9090"}), HasSubstr("rpc.tls_certificate"));
    EXPECT_THAT(problem_of({"--rpc-tls-key", "key.pem"}), HasSubstr("all three files or none"));
    const auto etcd = problem_of({"--discovery-etcd", "ftp://user:hunter2@host"});
    EXPECT_THAT(etcd, HasSubstr("--discovery-etcd: "));
    EXPECT_THAT(etcd, Not(HasSubstr("hunter2")));
}

/// Servers of some contexts, over one database.
class Hosting : public testing::Test {
protected:
    Settings settings(const ContextSet& contexts) const {
        auto settings = default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = database->url();
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        settings.identity_admin_password = test::kAdminPassword;
        settings.contexts = contexts;
        return settings;
    }
    std::unique_ptr<Server> start(const Settings& settings) const {
        configure_logging(LogLevel::error, LogFormat::text);
        auto server = std::make_unique<Server>(settings);
        server->start();
        return server;
    }
    std::unique_ptr<Server> start_for_peers(ContextName context,
                                            const std::string& identity) const {
        auto wanted = settings({context});
        wanted.rpc_address = HostPort{"127.0.0.1", 0};
        wanted.peer_identity = identity;
        return start(wanted);
    }
    static std::string target_of(const Server& server) {
        return "127.0.0.1:" + std::to_string(server.rpc_port());
    }

    const std::unique_ptr<test::TestDatabase> database = test::all_databases().front().make();
};

TEST_F(Hosting, RefusesAContextThatIsNowhere) {
    const auto error = error_of([&] { Server server(settings({ContextName::rating})); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_THAT(error->what(), HasSubstr("peer.identity: is needed"));
    auto gateway = settings({ContextName::movie, ContextName::identity});
    gateway.peer_metadata = kNobody;
    EXPECT_THAT(error_of([&] { Server server(gateway); })->what(),
                HasSubstr("peer.rating: is needed"));
    gateway.peer_metadata = "etcd:";
    gateway.peer_rating = kNobody;
    EXPECT_EQ(code_of([&] { Server server(gateway); }), ErrorCode::invalid);
}

TEST_F(Hosting, StartsWithoutItsPeersAndNamesThem) {
    auto gateway = settings({ContextName::movie, ContextName::identity});
    gateway.peer_metadata = kNobody;
    gateway.peer_rating = kNobody;
    const auto server = start(gateway);
    const HttpClient client(server->port());
    const auto ready = client.get("/readyz");
    EXPECT_EQ(ready.status, 200);
    const auto body = json::parse(ready.body);
    EXPECT_EQ(body["status"], "degraded");
    EXPECT_EQ(body["checks"]["database"], "ok");
    EXPECT_NE(body["checks"]["metadata"], "ok");
    EXPECT_NE(body["checks"]["rating"], "ok");
    EXPECT_FALSE(body["checks"].contains("identity"));
    EXPECT_EQ(client.get("/v1/movies/tt1").status, 503);
    EXPECT_EQ(client.get("/v1/ratings/movie/tt1").status, 503);
}

TEST_F(Hosting, ServesTheRoutesOfWhatItHosts) {
    auto wanted = settings({ContextName::rating});
    wanted.peer_identity = kNobody;
    const auto server = start(wanted);
    const HttpClient client(server->port());
    EXPECT_EQ(client.get("/v1/ratings/movie/tt1").status, 200);
    EXPECT_EQ(client.get("/v1/movies/tt1").status, 404);
    EXPECT_EQ(json::parse(client.get("/readyz").body)["status"], "degraded");
}

TEST_F(Hosting, AsksWhoReadsTheFeedOverRpcAsOverHttp) {
    for (const bool anonymous : {true, false}) {
        auto hosting = settings({ContextName::metadata, ContextName::identity});
        hosting.rpc_address = HostPort{"127.0.0.1", 0};
        hosting.access_anonymous_reads = anonymous;
        const auto host = start(hosting);
        EXPECT_EQ(HttpClient(host->port()).get("/v1/metadata/events").status,
                  anonymous ? 200 : 401);

        auto asking = settings({ContextName::movie, ContextName::rating});
        asking.peer_metadata = target_of(*host);
        asking.peer_identity = asking.peer_metadata;
        const auto asker = start(asking);
        auto& feed = asker->contexts().metadata_feed.get();
        const auto outcome = [&](const Caller& caller, auto ask) {
            Call call;
            call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
            call.caller = caller;
            return code_of([&] { ask(call); });
        };
        const auto read = [&](const Call& call) {
            // With a wait, so that it would be a stream when it is read again.
            const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
            feed.read(call, 0, 1, until);
        };
        const auto position = [&](const Call& call) { feed.last_position(call); };
        const auto refused = anonymous ? std::nullopt : std::optional(ErrorCode::unauthenticated);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(Caller(), read), refused);
        EXPECT_EQ(outcome(Caller(), position), refused);
        const auto viewer = Caller::of_account("ann", Role::viewer);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(viewer, read), std::nullopt);
        EXPECT_EQ(outcome(viewer, position), std::nullopt);
        EXPECT_EQ(outcome(Caller::of_system(), position), std::nullopt);
    }
}

TEST_F(Hosting, ShowsAMovieAsItWasWhenItsCatalogueIsAway) {
    auto identity_settings = settings({ContextName::identity});
    identity_settings.rpc_address = HostPort{"127.0.0.1", 0};
    const auto identity = start(identity_settings);
    auto metadata = start_for_peers(ContextName::metadata, target_of(*identity));
    auto rating = start_for_peers(ContextName::rating, target_of(*identity));
    auto wanted = settings({ContextName::movie});
    wanted.peer_identity = target_of(*identity);
    wanted.peer_metadata = target_of(*metadata);
    wanted.peer_rating = target_of(*rating);
    const auto gateway = start(wanted);
    test::let_clients_sign_in(gateway->port(), [&] { identity->ensure_admin(); });
    const HttpClient client(gateway->port());
    EXPECT_EQ(client.put("/v1/movies/tt1", R"({"title": "Alien"})").status, 201);
    EXPECT_EQ(client.put("/v1/movies/tt1/ratings/me", R"({"score": 9})").status, 200);
    auto movie = json::parse(client.get("/v1/movies/tt1").body);
    EXPECT_EQ(movie["rating"]["count"], 1);
    EXPECT_FALSE(movie.contains("degraded"));

    // For two seconds answers may be those from before.
    const auto without = [&](const std::string& context) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        auto answer = client.get("/v1/movies/tt1");
        while (answer.body.find("\"" + context + "\"]") == std::string::npos &&
               std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            answer = client.get("/v1/movies/tt1");
        }
        return answer;
    };
    metadata.reset();
    const auto old = without("metadata");
    EXPECT_EQ(old.status, 200);
    EXPECT_FALSE(old.header("ETag"));
    movie = json::parse(old.body);
    EXPECT_EQ(movie["title"], "Alien");
    EXPECT_EQ(movie["degraded"], json({"metadata"}));
    EXPECT_GE(movie["metadata_age"], 0);
    EXPECT_EQ(movie["rating"]["count"], 1);
    EXPECT_EQ(client.get("/v1/movies/tt2").status, 503);

    rating.reset();
    movie = json::parse(without("rating").body);
    EXPECT_EQ(movie["degraded"], json({"metadata", "rating"}));
    EXPECT_EQ(movie["rating"], nullptr);
    test::let_nobody_sign_in(gateway->port());
}

TEST_F(Hosting, LetsContextsOfOneProcessSpeakByMessages) {
    test::RunningServer running(database->url(),
                                [](Settings& settings) { settings.rpc_messages = true; });
    const HttpClient client(running.port());
    EXPECT_EQ(client.put("/v1/movies/tt1", R"({"title": "Alien"})").status, 201);
    EXPECT_EQ(client.put("/v1/movies/tt1/ratings/me", R"({"score": 9})").status, 200);
    EXPECT_EQ(json::parse(client.get("/v1/movies/tt1").body)["rating"]["count"], 1);
    ListingClient::await(
        [&] { return json::parse(client.get("/v1/movies?q=alien").body)["items"].size() == 1; });
    EXPECT_EQ(client.get("/v1/movies/tt2").status, 404);
}

}  // namespace
}  // namespace marquee::app
