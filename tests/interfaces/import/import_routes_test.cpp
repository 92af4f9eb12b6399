#include "interfaces/import/import_routes.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <thread>

#include "domain/shared/error.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/import/import_desk.h"
#include "tests/support/route_client.h"

namespace marquee::movielens {
namespace {

using http::blamed;
using http::document;
using http::header;
using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPath = "/v1/admin/imports";

/// An import of three short files, which notes what it was given and ends as the test says.
class ImportRoutes : public testing::Test {
protected:
    static constexpr const char* kWanted = R"({"files": [{"name": "links.csv", "bytes": 6},
        {"name": "movies.csv", "bytes": 3}, {"name": "ratings.csv", "bytes": 4}]})";

    ~ImportRoutes() override { go_on(); }

    std::string begun(const std::string& body = kWanted) {
        const auto response = client.send("POST", kPath, body);
        EXPECT_EQ(response.status, 202) << response.body;
        return header(response, "Location");
    }
    http::Response put(const std::string& place, const std::string& file, std::size_t offset,
                       const std::string& piece) {
        return client.send("PUT", place + "/files/" + file + "?offset=" + std::to_string(offset),
                           piece, {{"Content-Type", "text/csv"}});
    }
    /// Sends all files, with which the import runs.
    void send_all(const std::string& place) {
        EXPECT_EQ(put(place, "links.csv", 0, "abc").status, 200);
        EXPECT_EQ(put(place, "links.csv", 3, "def").status, 200);
        EXPECT_EQ(put(place, "movies.csv", 0, "ghi").status, 200);
        EXPECT_EQ(put(place, "ratings.csv", 0, "jklm").status, 200);
    }
    ordered_json shown(const std::string& place) {
        const auto response = client.send("GET", place);
        EXPECT_EQ(response.status, 200) << response.body;
        return document(response);
    }
    /// What is shown once that is its state; the test's limit of time is the only one.
    ordered_json once(const std::string& place, const std::string& state) {
        for (;;) {
            auto now = shown(place);
            if (now["state"] == state) return now;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }
    void go_on() {
        const std::lock_guard lock(mutex);
        may_end = true;
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable_any changed;
    /// Or the import waits in the middle.
    bool may_end = true;
    std::function<void()> what_else = [] {};
    std::string links;
    std::filesystem::path folder;
    ImportOptions options;

    std::ostringstream log;
    http::AuditLog audit{std::make_shared<spdlog::logger>(
                             "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)),
                         http::LogFormat::text, [] { return Timestamp(); }};
    int made = 0;
    /// What operators are told.
    std::vector<std::string> failures;
    Timestamp clock_now;
    ImportDesk desk{
        [this](const std::stop_token& stop, const std::filesystem::path& given,
               const ImportOptions& wanted, const auto& on_problem, const auto& on_progress) {
            std::ifstream file(given / "links.csv");
            links.assign(std::istreambuf_iterator<char>(file), {});
            folder = given;
            options = wanted;
            on_progress({"ratings", 2, 4, 17});
            for (int line = 2; line < 27; ++line) {
                on_problem({"ratings.csv", line, "is bad", line % 2 == 0});
            }
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, stop, [this] { return may_end; });
            }
            what_else();
            on_progress({"ratings", 4, 4, 30});
            ImportReport report;
            report.ratings.read = report.ratings.created = 5;
            report.skipped_rows = 25;
            return report;
        },
        [this] { return clock_now; }, [this] { return "import-" + std::to_string(++made); },
        [this](const std::string& id, const std::string& why) {
            const std::lock_guard lock(mutex);
            failures.push_back(id + ": " + why);
        }};
    http::RouteClient client{import_routes(desk, audit)};
};

TEST_F(ImportRoutes, ImportFilesThatComeInPieces) {
    EXPECT_EQ(document(client.send("GET", kPath))["items"].size(), 0u);
    may_end = false;
    const auto place = begun();
    EXPECT_EQ(place, "/v1/admin/imports/import-1");
    EXPECT_EQ(shown(place)["state"], "receiving");
    send_all(place);
    auto status = shown(place);
    EXPECT_EQ(status["state"], "running");
    EXPECT_EQ(document(client.send("GET", kPath))["items"][0]["id"], "import-1");
    go_on();
    status = once(place, "done");
    EXPECT_EQ(links, "abcdef");
    EXPECT_FALSE(options.dry_run);
    EXPECT_EQ(status["progress"]["rows"], 30);
    EXPECT_EQ(status["report"]["ratings"]["created"], 5);
    EXPECT_EQ(status["problems"], 25);
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_THAT(log.str(), HasSubstr("import.begin target=import-1"));
}

TEST_F(ImportRoutes, ShowProgressMeanwhile) {
    may_end = false;
    const auto place = begun(R"({"dry_run": true, "files": [{"name": "links.csv", "bytes": 6},
        {"name": "movies.csv", "bytes": 3}, {"name": "ratings.csv", "bytes": 4}]})");
    send_all(place);
    ordered_json status;
    do {
        status = shown(place);
    } while (status["problems"] != 25);
    EXPECT_EQ(
        status["progress"],
        ordered_json({{"phase", "ratings"}, {"bytes_done", 2}, {"bytes_total", 4}, {"rows", 17}}));
    EXPECT_FALSE(status.contains("report"));
    go_on();
    EXPECT_TRUE(once(place, "done")["dry_run"].get<bool>());
    EXPECT_TRUE(options.dry_run);
}

TEST_F(ImportRoutes, TellOfBadRowsPageByPage) {
    const auto place = begun();
    send_all(place);
    once(place, "done");
    const auto first = document(client.send("GET", place + "/problems"));
    EXPECT_EQ(first["items"].size(), 20u);
    EXPECT_EQ(first["items"][0],
              ordered_json(
                  {{"file", "ratings.csv"}, {"line", 2}, {"reason", "is bad"}, {"skipped", true}}));
    const std::string token = first["next_page_token"];
    const auto second = document(client.send("GET", place + "/problems?page_token=" + token));
    EXPECT_EQ(second["items"].size(), 5u);
    EXPECT_EQ(second["items"][0]["line"], 22);
    EXPECT_FALSE(second.contains("next_page_token"));
    EXPECT_EQ(client.send("GET", place + "/problems?page_token=x").status, 400);
}

TEST_F(ImportRoutes, TakeAPieceAgainAndRefuseWhatDoesNotFit) {
    const auto place = begun();
    EXPECT_EQ(put(place, "links.csv", 0, "xyz").status, 200);
    EXPECT_EQ(put(place, "links.csv", 0, "abc").status, 200);
    const auto ahead = put(place, "links.csv", 4, "ef");
    EXPECT_EQ(ahead.status, 400);
    EXPECT_THAT(blamed(ahead, "offset"), HasSubstr("up to 3"));
    EXPECT_THAT(blamed(put(place, "links.csv", 3, "defg"), "offset"), HasSubstr("beyond"));
    EXPECT_EQ(put(place, "tags.csv", 0, "a").status, 404);
    EXPECT_EQ(
        client
            .send("PUT", place + "/files/links.csv?offset=-1", "a", {{"Content-Type", "text/csv"}})
            .status,
        400);
    EXPECT_EQ(client.send("PUT", place + "/files/links.csv?offset=0", "\"a\"").status, 415);
    send_all(place);
    once(place, "done");
    EXPECT_EQ(links, "abcdef");
    EXPECT_EQ(put(place, "ratings.csv", 0, "jklm").status, 200);
}

TEST_F(ImportRoutes, RefuseOtherFiles) {
    const auto refusal = [&](const std::string& files) {
        return client.send("POST", kPath, R"({"files": )" + files + "}");
    };
    const auto three =
        std::string(R"({"name": "links.csv", "bytes": 1}, {"name": "movies.csv", "bytes": 1})");
    auto response = refusal("[" + three + "]");
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(blamed(response, "files"), HasSubstr("ratings.csv"));
    response = refusal("[" + three + R"(, {"name": "../ratings.csv", "bytes": 1}])");
    EXPECT_THAT(blamed(response, "files[2].name"), HasSubstr("must be"));
    response = refusal("[" + three + R"(, {"name": "links.csv", "bytes": 1}])");
    EXPECT_THAT(blamed(response, "files[2].name"), HasSubstr("twice"));
    response = refusal("[" + three + R"(, {"name": "ratings.csv", "bytes": 0}])");
    EXPECT_THAT(blamed(response, "files[2].bytes"), HasSubstr("1 or more"));
    EXPECT_EQ(client.send("POST", kPath, "{}").status, 400);
    EXPECT_EQ(client.send("POST", kPath, R"({"files": [], "strict": true})").status, 400);
    response = refusal("[" + three + R"(, {"name": "ratings.csv", "bytes": 4294967296}])");
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(document(client.send("GET", kPath))["items"].size(), 0u);
}

TEST_F(ImportRoutes, ImportOneAtATime) {
    may_end = false;
    const auto place = begun();
    EXPECT_EQ(client.send("POST", kPath, kWanted).status, 409);
    send_all(place);
    EXPECT_EQ(client.send("POST", kPath, kWanted).status, 409);
    go_on();
    once(place, "done");
    EXPECT_EQ(begun(), "/v1/admin/imports/import-2");
    EXPECT_EQ(client.send("GET", place).status, 404);
}

TEST_F(ImportRoutes, CancelWhatWaitsForFilesAndWhatRuns) {
    const auto waiting = begun();
    EXPECT_EQ(client.send("DELETE", waiting).status, 204);
    EXPECT_EQ(shown(waiting)["state"], "cancelled");
    EXPECT_EQ(put(waiting, "links.csv", 0, "abc").status, 409);

    may_end = false;
    const auto running = begun();
    send_all(running);
    EXPECT_EQ(client.send("DELETE", running).status, 204);
    const auto status = once(running, "cancelled");
    EXPECT_FALSE(status.contains("report"));
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(client.send("DELETE", running).status, 204);
    EXPECT_EQ(client.send("DELETE", waiting).status, 404);
    EXPECT_THAT(log.str(), HasSubstr("import.cancel target=import-2"));
}

TEST_F(ImportRoutes, SayWhyAnImportFailed) {
    const auto failure = [&] {
        const auto place = begun();
        send_all(place);
        return once(place, "failed")["failure"].get<std::string>();
    };
    what_else = [] { throw Error(ErrorCode::invalid, "links.csv begins with something else"); };
    EXPECT_EQ(failure(), "links.csv begins with something else");
    what_else = [] { throw Error(ErrorCode::unavailable, "the database is away"); };
    EXPECT_EQ(failure(), "the database is away");
    what_else = [] { throw std::runtime_error("no such table: secret"); };
    EXPECT_EQ(failure(), "an error within the server");
    what_else = [] { throw 7; };
    EXPECT_EQ(failure(), "an error within the server");
    // What the files are to blame for is no news to operators.
    EXPECT_THAT(failures,
                ElementsAre("import-2: the database is away", "import-3: no such table: secret",
                            "import-4: an exception that is no std::exception"));
}

TEST_F(ImportRoutes, EndWhenTheSenderStaysAway) {
    const auto place = begun();
    clock_now += ImportDesk::kPatience - std::chrono::seconds(1);
    desk.end_abandoned();
    EXPECT_EQ(put(place, "links.csv", 0, "abc").status, 200);
    clock_now += ImportDesk::kPatience - std::chrono::seconds(1);
    desk.end_abandoned();
    EXPECT_EQ(shown(place)["state"], "receiving");
    clock_now += std::chrono::seconds(1);
    desk.end_abandoned();
    const auto status = shown(place);
    EXPECT_EQ(status["state"], "failed");
    EXPECT_THAT(status["failure"], HasSubstr("no piece for 15 minutes"));
    EXPECT_EQ(put(place, "links.csv", 3, "def").status, 409);

    // Nothing else is held to that.
    may_end = false;
    const auto running = begun();
    send_all(running);
    clock_now += 2 * ImportDesk::kPatience;
    desk.end_abandoned();
    EXPECT_EQ(shown(running)["state"], "running");
}

TEST_F(ImportRoutes, EndWithTheServer) {
    may_end = false;
    const auto place = begun();
    send_all(place);
    desk.close();
    EXPECT_EQ(shown(place)["state"], "cancelled");
    EXPECT_EQ(client.send("POST", kPath, kWanted).status, 503);
}

}  // namespace
}  // namespace marquee::movielens
