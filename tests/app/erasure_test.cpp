#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <signal.h>
#include <sstream>

#include "app/accounts.h"
#include "app/exit_codes.h"
#include "app/settings/setting_table.h"
#include "app/uuid.h"
#include "infrastructure/identity/sql_api_key_repository.h"
#include "infrastructure/identity/sql_session_repository.h"
#include "tests/support/http_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::ListingClient;
using test::MarqueeProcess;
using test::RunningServer;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr int kRatings = 3000;
/// A name that occurs nowhere else.
constexpr const char* kName = "zq-unforgotten";

/// The accounts in a database that is prepared, as a command or another instance has them.
struct OtherAccounts {
    explicit OtherAccounts(const Settings& settings)
        : contexts(settings), accounts(settings, contexts) {}

    Contexts contexts;
    Accounts accounts;
};

class Erasure : public testing::TestWithParam<test::DatabaseKind> {
protected:
    Settings settings() const {
        auto settings = default_settings();
        settings.database_url = database_->url();
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        return settings;
    }

    /// An account with a session and an API key; its id.
    std::string create_account() const {
        OtherAccounts other(settings());
        const auto account =
            other.accounts.service.create(Call().by_system(), identity::AccountName(kName),
                                          Role::viewer, identity::Password("correct horse"));
        const identity::SecretHash hash(std::string(64, 'a'));
        const Timestamp end = system_now() + std::chrono::hours(1);
        identity::SqlSessionRepository(other.accounts.log)
            .create(Call().by_system(),
                    {identity::SessionId("s1"), account.id, hash, system_now(), system_now(), end},
                    account.password_version);
        identity::SqlApiKeyRepository(other.accounts.log)
            .create(Call().by_system(), {identity::ApiKeyId("k1"),
                                         account.id,
                                         identity::Label("laptop"),
                                         {},
                                         hash,
                                         system_now(),
                                         {},
                                         {}});
        return account.id.text();
    }
    void erase_account(const std::string& id) const {
        OtherAccounts(settings())
            .accounts.service.erase(Call().by_system(), identity::AccountId(id));
    }
    /// Ratings of as many movies.
    static void rate_all(const HttpClient& client, const std::string& user) {
        json changes = json::array();
        for (int i = 0; i < kRatings; ++i) {
            changes.push_back({{"op", "put"},
                               {"record_type", "movie"},
                               {"record_id", "m" + std::to_string(i)},
                               {"user_id", user},
                               {"score", i % 10 + 1}});
        }
        const json body = {{"changes", changes}};
        EXPECT_EQ(client.post("/v1/ratings:batch", body.dump()).status, 200);
    }
    static json erasure(const HttpClient& client, const std::string& id) {
        return json::parse(client.get("/v1/erasures/" + id).body);
    }
    static void await_removal(const HttpClient& client, const std::string& id) {
        ListingClient::await([&] { return erasure(client, id)["ratings_removed"] == kRatings; });
    }
    /// As if the erasure had begun long ago.
    void let_time_pass() const {
        database_->run("UPDATE identity_erasure SET started_at = started_at - 3600000");
    }
    void expect_sound() const {
        const auto result = test::run_marquee(
            {"ratings", "verify", "--database-url=" + database_->url(), "--log-level=error"});
        EXPECT_EQ(result.exit_code, kSuccess) << result.out << result.err;
    }

    /// The columns of all tables, as "table.column".
    std::vector<std::string> columns() const {
        const bool sqlite = database_->url().starts_with("sqlite");
        std::istringstream names(database_->value(
            sqlite ? "SELECT group_concat(t.name || '.' || c.name, ' ') FROM sqlite_master AS t, "
                     "pragma_table_info(t.name) AS c WHERE t.type = 'table'"
                   : "SELECT GROUP_CONCAT(table_name, '.', column_name SEPARATOR ' ') "
                     "FROM information_schema.columns WHERE table_schema = DATABASE()"));
        return {std::istream_iterator<std::string>(names), {}};
    }
    /// The columns that have the text somewhere.
    std::set<std::string> places_of(const std::string& text) const {
        std::set<std::string> places;
        for (const std::string& place : columns()) {
            const auto dot = place.find('.');
            const auto found =
                database_->value("SELECT COUNT(*) FROM " + place.substr(0, dot) + " WHERE CAST(`" +
                                 place.substr(dot + 1) + "` AS CHAR) LIKE '%" + text + "%'");
            if (found != "0") places.insert(place);
        }
        return places;
    }

    const std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
};

std::string engine_name(const testing::TestParamInfo<test::DatabaseKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Engines, Erasure, testing::ValuesIn(test::all_databases()), engine_name);

TEST_P(Erasure, LeavesNothingOfAnAccountButItsId) {
    RunningServer running(database_->url());
    running.ensure_admin();
    const HttpClient client(running.port());
    const auto id = create_account();
    const auto hash =
        database_->value("SELECT password_hash FROM identity_account WHERE id = '" + id + "'");
    rate_all(client, id);
    EXPECT_EQ(places_of(kName).size(), 3U) << "the test does not look well";
    EXPECT_TRUE(places_of(id).contains("rating_score.user_id"));

    erase_account(id);
    await_removal(client, id);
    EXPECT_EQ(erasure(client, id)["status"], "removing_ratings");
    let_time_pass();
    ListingClient::await([&] { return erasure(client, id)["status"] == "done"; });

    EXPECT_THAT(places_of(kName), IsEmpty());
    EXPECT_THAT(places_of(hash), IsEmpty());
    // Events go with their retention.
    EXPECT_THAT(places_of(id),
                UnorderedElementsAre("identity_erasure.account_id", "rating_erased_user.user_id",
                                     "identity_event.record", "identity_event.payload",
                                     "rating_event.payload"));
    EXPECT_EQ(
        database_->value("SELECT COUNT(*) FROM identity_session WHERE account_id = '" + id + "'"),
        "0");
    EXPECT_EQ(
        database_->value("SELECT COUNT(*) FROM identity_api_key WHERE account_id = '" + id + "'"),
        "0");
    EXPECT_EQ(client.get("/v1/users/" + id + "/ratings").body, R"({"items":[]})");
    EXPECT_EQ(json::parse(client.get("/v1/ratings/movie/m7").body)["count"], 0);
    EXPECT_EQ(client.put("/v1/ratings/movie/m7/users/" + id, R"({"score": 7})").status, 409);
    expect_sound();
}

TEST_P(Erasure, IsSeenInTheListOfMovies) {
    RunningServer running(database_->url());
    const HttpClient client(running.port());
    const ListingClient list(running.port());
    running.ensure_admin();
    const auto id = create_account();
    client.put("/v1/movies/m1", R"({"title": "One"})");
    client.put("/v1/movies/m2", R"({"title": "Two"})");
    client.put("/v1/ratings/movie/m1/users/" + id, R"({"score": 10})");
    client.put("/v1/ratings/movie/m2/users/other", R"({"score": 2})");
    list.await_listed(2, 2);
    erase_account(id);
    list.await_listed(2, 1);
    EXPECT_EQ(list.ids({{"min_votes", "1"}}), std::vector<std::string>{"m2"});
}

TEST_P(Erasure, GoesOnAfterItsServerIsKilled) {
    const auto arguments = test::serve_arguments(database_->url());
    std::string id;
    {
        MarqueeProcess server(arguments);
        const HttpClient client(server.port());
        id = create_account();
        rate_all(client, id);
        server.send(SIGKILL);
        server.wait();
    }
    erase_account(id);
    for (int removed = 0; removed == 0;) {
        MarqueeProcess server(arguments);
        const HttpClient client(server.port());
        ListingClient::await([&] {
            removed = erasure(client, id)["ratings_removed"];
            return removed > 0;
        });
        server.send(SIGKILL);
        server.wait();
    }
    MarqueeProcess first(arguments);
    MarqueeProcess second(arguments);
    await_removal(HttpClient(first.port()), id);
    let_time_pass();
    const HttpClient client(second.port());
    ListingClient::await([&] { return erasure(client, id)["status"] == "done"; });
    EXPECT_EQ(erasure(client, id)["ratings_removed"], kRatings);
    EXPECT_EQ(database_->value("SELECT COUNT(*) FROM rating_score"), "0");
    expect_sound();
}

}  // namespace
}  // namespace marquee::app
