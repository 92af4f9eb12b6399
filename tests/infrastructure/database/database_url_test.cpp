#include "infrastructure/database/database_url.h"

#include <gtest/gtest.h>

#include "domain/shared/error.h"

namespace marquee::database {
namespace {

TEST(DatabaseUrl, ReadsSqlitePaths) {
    EXPECT_EQ(DatabaseUrl::parse("sqlite://data/marquee.db").path, "data/marquee.db");
    EXPECT_EQ(DatabaseUrl::parse("sqlite:///var/lib/marquee.db").path, "/var/lib/marquee.db");
    EXPECT_EQ(DatabaseUrl::parse("sqlite:///with space/x y.db").path, "/with space/x y.db");
    EXPECT_FALSE(DatabaseUrl::parse("sqlite:///a.db").in_memory());
    EXPECT_TRUE(DatabaseUrl::parse("sqlite::memory:").in_memory());
}

TEST(DatabaseUrl, ReadsMysqlUrls) {
    const auto url = DatabaseUrl::parse("mysql://user:pa%40ss%2Fword@db1:3307,db2,[::1]:99/movies");
    EXPECT_EQ(url.engine, Engine::mysql);
    EXPECT_EQ(url.user, "user");
    EXPECT_EQ(url.password, "pa@ss/word");
    EXPECT_EQ(url.database, "movies");
    const std::vector<DatabaseUrl::Host> hosts{{"db1", 3307}, {"db2", 3306}, {"::1", 99}};
    EXPECT_EQ(url.hosts, hosts);
}

TEST(DatabaseUrl, TakesAPasswordWithColonsAndAtSigns) {
    const auto url = DatabaseUrl::parse("mysql://u:a:b@c@host/db");
    EXPECT_EQ(url.password, "a:b@c");
    EXPECT_EQ(url.hosts.front().name, "host");
}

TEST(DatabaseUrl, MasksThePassword) {
    EXPECT_EQ(DatabaseUrl::parse("mysql://u:secret@a,b:1/db").masked(),
              "mysql://u:***@a:3306,b:1/db");
    EXPECT_EQ(DatabaseUrl::parse("mysql://u@a/db").masked(), "mysql://u@a:3306/db");
    EXPECT_EQ(DatabaseUrl::parse("sqlite:///x.db").masked(), "sqlite:///x.db");
    EXPECT_EQ(DatabaseUrl::parse("sqlite::memory:").masked(), "sqlite::memory:");
}

class BadDatabaseUrl : public testing::TestWithParam<const char*> {};

TEST_P(BadDatabaseUrl, IsRefusedWithoutRepeatingIt) {
    try {
        DatabaseUrl::parse(GetParam());
        FAIL() << GetParam() << " was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadDatabaseUrl,
    testing::Values("", "secret", "postgres://u:secret@h/d", "mysql:u:secret@h/d",
                    "sqlite:", "sqlite://", "sqlite:///", "sqlite:///folder/",
                    "sqlite::mem:", "mysql://u:secret@h", "mysql://u:secret@h/", "mysql://h/d",
                    "mysql://:secret@h/d", "mysql://u:secret@/d", "mysql://u:secret@h,/d",
                    "mysql://u:secret@h:/d", "mysql://u:secret@h:0/d", "mysql://u:secret@h:65536/d",
                    "mysql://u:secret@h:33x/d", "mysql://u:secret@[::1/d", "mysql://u:sec%ret@h/d",
                    "mysql://u:secret%4@h/d", "mysql://u:secret%00@h/d"));

}  // namespace
}  // namespace marquee::database
