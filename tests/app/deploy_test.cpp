#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/deployed_example.h"
#include "tests/support/http_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/sign_in.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::DeployedExample;
using test::HttpClient;
using test::ListingClient;
using testing::HasSubstr;

/// What somebody does who tries out an example.
void try_out(const DeployedExample& example) {
    test::let_clients_sign_in(example.port());
    const HttpClient client(example.port());
    EXPECT_EQ(json::parse(client.get("/readyz").body)["status"], "ready");
    EXPECT_EQ(client.put("/v1/movies/tt1", R"({"title": "Alien"})").status, 201);
    EXPECT_EQ(client.put("/v1/movies/tt1/ratings/me", R"({"score": 9})").status, 200);
    EXPECT_EQ(json::parse(client.get("/v1/movies/tt1").body)["rating"]["count"], 1);
    ListingClient::await(
        [&] { return json::parse(client.get("/v1/movies?q=alien").body)["items"].size() == 1; });
    test::let_nobody_sign_in(example.port());
}

std::vector<std::string> settings() {
    return {std::string("MARQUEE_IDENTITY_ADMIN_PASSWORD=") + test::kAdminPassword,
            "MARQUEE_IDENTITY_PASSWORD_MEMORY=8", "MARQUEE_IDENTITY_PASSWORD_OPERATIONS=1"};
}

TEST(DeployExamples, RunAllContextsInOneProcess) {
    DeployedExample example("one-process", settings());
    try_out(example);
    example.stop();
}

TEST(DeployExamples, RunRatingsInAProcessOfTheirOwn) {
    DeployedExample example("rating-apart", settings());
    try_out(example);
    EXPECT_THAT(example.log("rest"), HasSubstr("rpc: connected"));
}

TEST(DeployExamples, RunThreeProcessesThatFindEachOtherInEtcd) {
    DeployedExample example("three-processes", settings());
    try_out(example);
    EXPECT_THAT(example.log("movie"), HasSubstr("registered in etcd"));
}

TEST(DeployExamples, RunAsManyProcessesOfRatingsAsAreWanted) {
    const auto database = test::make_mysql_database();
    auto wanted = settings();
    wanted.push_back("DEPLOY_RATINGS=2");
    DeployedExample example("three-processes", wanted, database->url());
    try_out(example);
    EXPECT_THAT(example.log("rating-2"), HasSubstr("registered in etcd"));
}

}  // namespace
}  // namespace marquee::app
