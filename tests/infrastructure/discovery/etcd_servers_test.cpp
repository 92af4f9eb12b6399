#include "infrastructure/discovery/etcd_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::discovery {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string problem_with(const std::string& text) {
    const auto error = error_of([&] { parse_etcd_servers(text); });
    return error && error->code() == ErrorCode::invalid ? error->what() : "none";
}

TEST(EtcdServers, AreUrls) {
    const auto servers =
        parse_etcd_servers("http://127.0.0.1:2379,https://etcd.test,http://[::1]:1/");
    ASSERT_EQ(servers.size(), 3u);
    EXPECT_FALSE(servers[0].is_encrypted);
    EXPECT_EQ(servers[0].host, "127.0.0.1");
    EXPECT_EQ(servers[0].port, 2379);
    EXPECT_EQ(servers[0].user, "");
    EXPECT_EQ(servers[0].name(), "http://127.0.0.1:2379");
    EXPECT_EQ(servers[1].name(), "https://etcd.test:2379");
    EXPECT_TRUE(servers[1].is_encrypted);
    EXPECT_EQ(servers[2].name(), "http://[::1]:1");
}

TEST(EtcdServers, HaveAUserAndAPasswordWithAnyCharacters) {
    const auto server = parse_etcd_servers("http://mar%3Aquee:p%40ss%2C%25@etcd:2379").at(0);
    EXPECT_EQ(server.user, "mar:quee");
    EXPECT_EQ(server.password, "p@ss,%");
    EXPECT_EQ(server.name(), "http://etcd:2379");
}

TEST(EtcdServers, SayWhatIsWrongWithThem) {
    EXPECT_THAT(problem_with(""), HasSubstr("server 1 "));
    EXPECT_THAT(problem_with("127.0.0.1:2379"), HasSubstr("server 1 "));
    EXPECT_THAT(problem_with("http://a:1,ftp://b:2"),
                HasSubstr("server 2 doesn't begin with http"));
    EXPECT_THAT(problem_with("http://"), HasSubstr("names no host"));
    EXPECT_THAT(problem_with("http://a:1/v3"), HasSubstr("more than a host and a port"));
    EXPECT_THAT(problem_with("http://a:1?x=1"), HasSubstr("more than a host and a port"));
    EXPECT_THAT(problem_with("http://me@a:1"), HasSubstr("no user:password"));
    EXPECT_THAT(problem_with("http://a:port"), HasSubstr("can't be read"));
}

TEST(EtcdServers, TellNobodyThePassword) {
    for (const std::string& bad :
         {std::string("http://me:secret@a:1/v3"), std::string("ftp://me:secret@a:1"),
          std::string("http://me:secret@a:port"), std::string("me:secret@a:1")}) {
        EXPECT_THAT(problem_with(bad), Not(HasSubstr("secret"))) << bad;
        EXPECT_THAT(problem_with(bad), Not(HasSubstr("none"))) << bad;
    }
}

}  // namespace
}  // namespace marquee::discovery
