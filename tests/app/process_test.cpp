#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "app/exit_codes.h"
#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_database.h"
#include "tests/support/test_mysql.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::MarqueeProcess;
using test::run_marquee;
using test::serve_arguments;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Comes true within a minute, or the test fails.
template <class Condition>
void await(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        ASSERT_LT(std::chrono::steady_clock::now(), give_up);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

/// A temporary folder with a MovieLens data set of one movie.
class DataSet {
public:
    explicit DataSet(const std::string& more_ratings = "") {
        write_file(folder() / "links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n");
        write_file(folder() / "movies.csv", "movieId,title,genres\n1,Toy Story (1995),Comedy\n");
        write_file(folder() / "ratings.csv",
                   "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n" + more_ratings);
    }
    std::filesystem::path folder() const { return place_.folder(); }

private:
    test::TestSqlite place_;
};

TEST(Process, SucceedsWhenItShowsItsVersion) {
    const auto result = run_marquee({"--version"});
    EXPECT_EQ(result.exit_code, kSuccess);
    EXPECT_THAT(result.out, testing::StartsWith("marquee "));
}

TEST(Process, CallsOutputThatCannotBeWrittenAnInternalFailure) {
    test::ProcessOptions options;
    options.output = "/dev/full";
    const auto result = run_marquee({"config"}, options);
    EXPECT_EQ(result.exit_code, kInternalFailure);
    EXPECT_THAT(result.err, HasSubstr("can't be written"));
}

TEST(Process, RefusesSettingsThatItDoesNotKnow) {
    const auto flag = run_marquee({"serve", "--database-ulr", "sqlite::memory:"});
    EXPECT_EQ(flag.exit_code, kUsage);
    EXPECT_THAT(flag.err, HasSubstr("--database-ulr"));

    const auto variable = run_marquee({"config"}, {{"MARQUEE_DATABASE_ULR=x"}, {}, "stdout"});
    EXPECT_EQ(variable.exit_code, kUsage);
    EXPECT_THAT(variable.err,
                AllOf(HasSubstr("MARQUEE_DATABASE_ULR"), HasSubstr("MARQUEE_DATABASE_URL")));

    const test::TestSqlite place;
    const auto file = place.folder() / "settings.toml";
    write_file(file, "[database]\nulr = \"sqlite::memory:\"\n");
    const auto key = run_marquee({"config", "--config", file.string()});
    EXPECT_EQ(key.exit_code, kUsage);
    EXPECT_THAT(key.err, AllOf(HasSubstr("database.ulr"), HasSubstr("database.url")));
}

TEST(Process, MasksThePasswordInItsSettings) {
    const std::string url = std::string("mysql://u:") + test::kDatabasePassword + "@h/db";
    const auto result = run_marquee({"config"}, {{"MARQUEE_DATABASE_URL=" + url}, {}, "stdout"});
    EXPECT_EQ(result.exit_code, kSuccess);
    EXPECT_THAT(result.out, AllOf(HasSubstr("database.url"), HasSubstr("@h"),
                                  HasSubstr("environment"), Not(HasSubstr("unspeakable"))));

    const auto wrong =
        run_marquee({"config", "--database-url", url.substr(0, url.find("/db")) + ":port/db"});
    EXPECT_EQ(wrong.exit_code, kUsage);
    EXPECT_THAT(wrong.err, Not(HasSubstr("unspeakable")));
}

TEST(Process, ReportsBadRowsOfAnImport) {
    const auto database = test::make_sqlite_database();
    const DataSet data("1,1,9.5,964982703\n2,7,4.0,964982703\n");
    write_file(data.folder() / "tags.csv",
               "userId,movieId,tag,timestamp\n1,1,pixar,1139045764\n1,7,pixar,1139045764\n");
    const std::vector<std::string> import{"import", "movielens", data.folder().string(),
                                          "--database-url", database->url()};
    const auto result = run_marquee(import);
    EXPECT_EQ(result.exit_code, kFindings) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("ratings.csv:3:"), HasSubstr("ratings.csv:4:"),
                                  HasSubstr("tags.csv:3:")));
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("tags:    1 read, 1 keywords\n"), HasSubstr("rows skipped: 3")));

    auto strict = import;
    strict.push_back("--strict");
    const auto stopped = run_marquee(strict);
    EXPECT_EQ(stopped.exit_code, kFindings);
    EXPECT_THAT(stopped.err, AllOf(HasSubstr("tags.csv:3:"), Not(HasSubstr("ratings.csv"))));
    EXPECT_THAT(stopped.out + stopped.err, HasSubstr("stopped at the first bad row"));

    const DataSet clean;
    EXPECT_EQ(run_marquee({"import", "movielens", clean.folder().string(), "--strict",
                           "--database-url", database->url()})
                  .exit_code,
              kSuccess);
}

TEST(Process, LeavesADatabaseFileThatIsNoneAlone) {
    const test::TestSqlite place;
    const std::string path = place.url().path;
    const std::string text(5000, 'x');
    write_file(path, text);
    for (const std::string command : {"serve", "migrate"}) {
        auto arguments = serve_arguments("sqlite://" + path);
        if (command == "migrate") {
            arguments = {"migrate", "up", "--database-url", "sqlite://" + path};
        }
        const auto result = run_marquee(arguments);
        EXPECT_EQ(result.exit_code, kDatabaseUnusable);
        EXPECT_THAT(result.err,
                    AllOf(HasSubstr("marquee: sqlite://" + path), HasSubstr("no database at all")));
    }
    std::stringstream after;
    after << std::ifstream(path).rdbuf();
    EXPECT_EQ(after.str(), text);
}

TEST(Process, EndsWhenTheDatabasesFolderCannotBeMade) {
    const test::TestSqlite place;
    write_file(place.folder() / "file", "");
    const auto result =
        run_marquee(serve_arguments("sqlite://" + (place.folder() / "file/sub/a.db").string()));
    EXPECT_EQ(result.exit_code, kDatabaseUnusable);
    EXPECT_THAT(result.err, HasSubstr("file/sub"));
}

TEST(Process, GivesUpOnAMysqlServerThatStaysAway) {
    const auto database = test::make_mysql_database();
    test::TcpGate gate("127.0.0.1", test::mysql_port());
    gate.close();
    const auto result = run_marquee(
        serve_arguments(database->url_through(gate.port()), {"--database-startup-wait", "300ms"}));
    EXPECT_EQ(result.exit_code, kDatabaseUnusable);
    EXPECT_THAT(result.err, AllOf(HasSubstr("waiting up to"), HasSubstr("marquee: mysql://"),
                                  Not(HasSubstr("unspeakable"))));
}

TEST(Process, ServesOnceTheMysqlServerThatItWaitsForIsThere) {
    const auto database = test::make_mysql_database();
    test::TcpGate gate("127.0.0.1", test::mysql_port());
    gate.close();
    MarqueeProcess server(
        serve_arguments(database->url_through(gate.port()), {"--database-startup-wait", "60s"}));
    server.await_message("waiting up to");
    gate.open();
    EXPECT_EQ(HttpClient(server.port()).get("/readyz").status, 200);
    EXPECT_THAT(server.err(), Not(HasSubstr("unspeakable")));
}

TEST(Process, RefusesAnAddressThatIsTaken) {
    const auto database = test::make_sqlite_database();
    MarqueeProcess first(serve_arguments(database->url()));
    const std::string address = "127.0.0.1:" + std::to_string(first.port());
    const auto second = run_marquee({"serve", "--http-address", address, "--database-url",
                                     test::make_sqlite_database()->url()});
    EXPECT_EQ(second.exit_code, kCannotListen);
    EXPECT_THAT(second.err, AllOf(HasSubstr("marquee: "), HasSubstr(address)));
}

TEST(Process, SecondSignalEndsItAtOnce) {
    const auto database = test::make_sqlite_database();
    MarqueeProcess server(serve_arguments(database->url(), {"--shutdown-delay", "1h"}));
    const HttpClient client(server.port());
    EXPECT_EQ(client.get("/readyz").status, 200);
    server.send(SIGTERM);
    await([&] { return client.get("/readyz").status == 503; });
    EXPECT_EQ(client.get("/healthz").status, 200);
    EXPECT_EQ(client.put("/v1/movies/a", R"({"title": "A"})").status, 201);
    server.send(SIGTERM);
    EXPECT_EQ(server.wait(), 128 + SIGTERM);
}

class ProcessOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    std::vector<std::string> with_database(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--database-url", database->url()});
        return arguments;
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, ProcessOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(ProcessOverEngines, ShowsThePasswordOfTheFirstAdminOnceAndNotInTheLog) {
    const std::vector<std::string> arguments{
        "serve",         "--http-address=127.0.0.1:0",   "--database-url",
        database->url(), "--identity-password-memory=8", "--log-level=trace"};
    std::string password;
    {
        MarqueeProcess server(arguments);
        server.port();
        const std::string out = server.out();
        const std::regex shown("with the password\n\n {4}(\\S{23})\n");
        std::smatch match;
        ASSERT_TRUE(std::regex_search(out, match, shown)) << out;
        password = match[1];
        EXPECT_THAT(server.err(),
                    AllOf(HasSubstr("made the account admin"), Not(HasSubstr(password))));
    }
    MarqueeProcess again(arguments);
    again.port();
    EXPECT_EQ(again.out(), "");
    EXPECT_THAT(again.err(), Not(HasSubstr("made the account")));
}

TEST_P(ProcessOverEngines, ShowsNoPasswordOfTheFirstAdminThatWasChosen) {
    test::ProcessOptions options;
    options.environment = {"MARQUEE_IDENTITY_ADMIN_PASSWORD=unspeakable"};
    MarqueeProcess server(serve_arguments(database->url(), {"--identity-password-memory=8"}),
                          options);
    server.port();
    EXPECT_EQ(server.out(), "");
    EXPECT_THAT(server.err(),
                AllOf(HasSubstr("made the account admin"), Not(HasSubstr("unspeakable"))));
}

TEST_P(ProcessOverEngines, FindsAndMendsSummariesThatAreWrong) {
    const DataSet data;
    const auto import = run_marquee(with_database({"import", "movielens", data.folder().string()}));
    EXPECT_EQ(import.exit_code, kSuccess) << import.err;
    EXPECT_THAT(import.out, AllOf(HasSubstr("1 created"), HasSubstr("2 changes")));
    const auto verify = with_database({"ratings", "verify"});
    EXPECT_EQ(run_marquee(verify).exit_code, kSuccess);

    database->run("UPDATE rating_summary SET rating_count = 5, h8 = 5");
    const auto found = run_marquee(verify);
    EXPECT_EQ(found.exit_code, kFindings);
    EXPECT_THAT(found.out, HasSubstr("tt0114709"));

    const auto mended = run_marquee(with_database({"ratings", "verify", "--repair"}));
    EXPECT_EQ(mended.exit_code, kSuccess);
    EXPECT_THAT(mended.out, HasSubstr("mended"));
    EXPECT_EQ(run_marquee(verify).exit_code, kSuccess);
    EXPECT_EQ(database->value("SELECT rating_count FROM rating_summary"), "1");
}

TEST_P(ProcessOverEngines, RefusesADatabaseWhoseMigrationsWereTamperedWith) {
    EXPECT_EQ(run_marquee(with_database({"migrate", "up"})).exit_code, kSuccess);
    const auto applied = run_marquee(with_database({"migrate", "status"}));
    EXPECT_EQ(applied.exit_code, kSuccess);
    EXPECT_THAT(applied.out, HasSubstr("rating  0001_ratings  applied"));

    database->run("UPDATE rating_migration SET checksum = 'another'");
    EXPECT_THAT(run_marquee(with_database({"migrate", "status"})).out,
                HasSubstr("rating  0001_ratings  changed"));
    for (const auto& arguments :
         {serve_arguments(database->url()), with_database({"migrate", "up"})}) {
        const auto refused = run_marquee(arguments);
        EXPECT_EQ(refused.exit_code, kMigrationFailed);
        EXPECT_THAT(refused.err, AllOf(HasSubstr("0001_ratings"), HasSubstr("backup"),
                                       Not(HasSubstr("serving at"))));
    }
}

TEST_P(ProcessOverEngines, FinishesWhatIsUnderWayWhenToldToStop) {
    MarqueeProcess server(serve_arguments(database->url()));
    const int port = server.port();
    // Asks over one connection, so that its last request never counts beside its next.
    std::optional<test::KeptClient> probe(port);
    const std::string body = R"({"title": "Half a request"})";
    test::HttpConnection slow(port);
    slow.send(
        "PUT /v1/movies/slow HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Authorization: " +
        test::authorization_at(port) + "\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body.substr(0, 10));
    await([&] {
        const auto metrics = probe->request("GET", "/metrics").body;
        return metrics.find("\nmarquee_http_requests_in_flight 2\n") != std::string::npos;
    });
    probe.reset();
    server.send(SIGTERM);
    server.await_message("SIGTERM");
    // The listener closes; what came in before is still served.
    await([&] {
        try {
            test::HttpConnection refused(port);
            return refused.closed_by_server();
        } catch (const std::runtime_error&) {
            return true;
        }
    });
    EXPECT_TRUE(server.running());
    slow.send(body.substr(10));
    EXPECT_EQ(slow.read_reply().status, 201);
    EXPECT_EQ(server.wait(), kSuccess);
    EXPECT_THAT(server.err(), AllOf(HasSubstr("stopped"), Not(HasSubstr("cut off"))));
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM metadata_movie"), "1");
}

TEST_P(ProcessOverEngines, LogsInternalErrorsWithoutWhatWasStored) {
    MarqueeProcess server(serve_arguments(database->url()));
    const HttpClient client(server.port());
    database->run("DROP TABLE metadata_external_id");
    const auto reply = client.put("/v1/movies/a", R"({"title": "A private title",
                                                      "external_ids": {"imdb": "private-id"}})",
                                  {{"X-Request-Id", "mine-3"}});
    EXPECT_EQ(reply.status, 500);
    EXPECT_THAT(reply.body, Not(HasSubstr("metadata_external_id")));
    server.send(SIGTERM);
    EXPECT_EQ(server.wait(), kSuccess);
    EXPECT_THAT(server.err(), AllOf(HasSubstr("metadata_external_id"), HasSubstr("mine-3"),
                                    Not(HasSubstr("private"))));
}

TEST_P(ProcessOverEngines, LogsJsonLinesWithoutSecrets) {
    MarqueeProcess server(
        serve_arguments(database->url(), {"--log-format", "json", "--log-level", "trace"}));
    const HttpClient client(server.port());
    EXPECT_EQ(client.put("/v1/movies/a", R"({"title": "A"})", {{"X-Request-Id", "mine-1"}}).status,
              201);
    server.send(SIGINT);
    EXPECT_EQ(server.wait(), kSuccess);
    std::istringstream lines(server.err());
    bool access_line = false;
    for (std::string line; std::getline(lines, line);) {
        const auto event = json::parse(line, nullptr, false);
        ASSERT_TRUE(event.is_object()) << line;
        access_line = access_line || (event.value("request_id", "") == "mine-1" &&
                                      event.value("status", 0) == 201);
    }
    EXPECT_TRUE(access_line) << server.err();
    EXPECT_THAT(server.err() + server.out(), Not(HasSubstr("unspeakable")));
}

TEST(Process, RefusesWritesAndReadsOnWhenTheDiskIsFull) {
    const auto database = test::make_sqlite_database();
    const std::string movie = R"({"title": "A", "description": ")" + std::string(9000, 'd') + "\"}";
    int stored = 0;
    {
        test::ProcessOptions full_disk;
        full_disk.file_size_limit = 800 * 1024;
        MarqueeProcess server(serve_arguments(database->url()), full_disk);
        test::KeptClient client(server.port());
        const auto put = [&](int number) {
            return client.request("PUT", "/v1/movies/m" + std::to_string(number), movie);
        };
        auto reply = put(0);
        for (; reply.status == 201 && stored < 1000; reply = put(stored)) ++stored;
        EXPECT_GT(stored, 0);
        EXPECT_EQ(reply.status, 503) << reply.body;
        EXPECT_TRUE(reply.header("Retry-After"));
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
        EXPECT_THAT(json::parse(reply.body)["detail"], HasSubstr("takes no writes"));
        for (int number = 0; number < stored; ++number) {
            ASSERT_EQ(client.request("GET", "/v1/movies/m" + std::to_string(number)).status, 200);
        }
        server.send(SIGKILL);
        server.wait();
    }
    MarqueeProcess server(serve_arguments(database->url()));
    test::KeptClient client(server.port());
    for (int number = 0; number < stored; ++number) {
        ASSERT_EQ(client.request("GET", "/v1/movies/m" + std::to_string(number)).status, 200);
    }
    EXPECT_EQ(client.request("PUT", "/v1/movies/after", movie).status, 201);
}

}  // namespace
}  // namespace marquee::app
