#include "infrastructure/discovery/instance.h"

#include <gtest/gtest.h>

namespace marquee::discovery {
namespace {

const std::string kKey = "/marquee/instances/rating/0193-abcd";

Instance some_instance() {
    return {"rating", "0193-abcd", "10.0.0.1:7001", "0.1.0", Timestamp(std::chrono::hours(1))};
}

TEST(Instance, IsReadAsItWasWritten) {
    EXPECT_EQ(instance_key(some_instance()), kKey);
    EXPECT_EQ(read_instance(kKey, instance_value(some_instance())), some_instance());
}

TEST(Instance, IsWrittenSoThatOthersCanReadIt) {
    EXPECT_EQ(instance_value(some_instance()),
              R"({"address":"10.0.0.1:7001","started_at":"1970-01-01T01:00:00.000Z",)"
              R"("version":"0.1.0"})");
}

TEST(Instance, MayHaveMoreMembersInALaterVersion) {
    EXPECT_TRUE(read_instance(
        kKey, R"({"address":"a:1","version":"2","started_at":"2026-01-01T00:00:00Z","x":1})"));
}

TEST(Instance, IsNotReadFromAnythingElse) {
    const auto value = [](const std::string& address, const std::string& version = "\"1\"",
                          const std::string& started_at = "\"2026-01-01T00:00:00Z\"") {
        return R"({"address":)" + address + R"(,"version":)" + version + R"(,"started_at":)" +
               started_at + "}";
    };
    ASSERT_TRUE(read_instance(kKey, value("\"a:1\"")));
    for (const std::string& bad :
         {std::string(), std::string("{"), std::string("[]"), std::string("null"),
          std::string("\xff\xfe"), std::string(100'000, '['), std::string("{}"), value("7"),
          value("null"), value("\"a\""), value("\"unix:/run/docker.sock\""), value("\"a:1,b:2\""),
          value("\"a:1\\n\""), value("[\"a:1\"]"), value("\"a:1\"", "1"),
          value("\"a:1\"", "\"two words\""), value("\"a:1\"", "\"" + std::string(65, 'v') + "\""),
          value("\"a:1\"", "\"1\"", "0"), value("\"a:1\"", "\"1\"", "\"yesterday\"")}) {
        EXPECT_FALSE(read_instance(kKey, bad)) << bad.substr(0, 80);
    }
}

TEST(Instance, IsNotReadAtAnyOtherKey) {
    const std::string value = instance_value(some_instance());
    for (const std::string& bad :
         {std::string(), std::string("/marquee/instances/"),
          std::string("/marquee/instances/rating"), std::string("/marquee/instances/rating/"),
          std::string("/marquee/instances//id"), std::string("/marquee/instances/Rating/id"),
          std::string("/marquee/instances/rating/a b"),
          std::string("/elsewhere/instances/rating/id"),
          "/marquee/instances/rating/" + std::string(65, 'i')}) {
        EXPECT_FALSE(read_instance(bad, value)) << bad;
    }
}

}  // namespace
}  // namespace marquee::discovery
