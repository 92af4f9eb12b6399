#include "infrastructure/discovery/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::discovery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string problem_with(const std::string& text) {
    const auto error = error_of([&] { parse_target(text); });
    return error && error->code() == ErrorCode::invalid ? error->what() : "none";
}

std::vector<std::string> addresses_in(const std::string& text) {
    return std::get<StaticTarget>(parse_target(text)).addresses;
}

TEST(Target, IsOneAddress) {
    EXPECT_THAT(addresses_in("127.0.0.1:7001"), ElementsAre("127.0.0.1:7001"));
    EXPECT_THAT(addresses_in("rating-1.example_net.com:65535"),
                ElementsAre("rating-1.example_net.com:65535"));
}

TEST(Target, IsSeveralAddresses) {
    EXPECT_THAT(addresses_in("a:1,b:2,[::1]:3"), ElementsAre("a:1", "b:2", "[::1]:3"));
}

TEST(Target, IsANameInTheDns) {
    const auto target = std::get<DnsTarget>(parse_target("dns:rating.internal:7001"));
    EXPECT_EQ(target.host, "rating.internal");
    EXPECT_EQ(target.port, 7001);
}

TEST(Target, IsEtcdWithTheContextOfThePeer) {
    EXPECT_EQ(std::get<EtcdTarget>(parse_target("etcd:")).context, "");
}

TEST(Target, IsEtcdWithAContext) {
    EXPECT_EQ(std::get<EtcdTarget>(parse_target("etcd:rating")).context, "rating");
}

TEST(Target, SaysWhatIsWrongWithAnAddress) {
    EXPECT_THAT(problem_with(""), HasSubstr("an address is missing"));
    EXPECT_THAT(problem_with("rating"), HasSubstr("\"rating\" has no port"));
    EXPECT_THAT(problem_with("rating:"), HasSubstr("has no port"));
    EXPECT_THAT(problem_with("rating:0"), HasSubstr("no port from 1 to 65535"));
    EXPECT_THAT(problem_with("rating:65536"), HasSubstr("no port from 1 to 65535"));
    EXPECT_THAT(problem_with("rating:7001x"), HasSubstr("no port from 1 to 65535"));
    EXPECT_THAT(problem_with("rating:-1"), HasSubstr("no port from 1 to 65535"));
    EXPECT_THAT(problem_with("http://rating:7001"), HasSubstr("is a URL"));
    EXPECT_THAT(problem_with(":7001"), HasSubstr("no host that can be read"));
    EXPECT_THAT(problem_with("::1:7001"), HasSubstr("in brackets"));
    EXPECT_THAT(problem_with("a b:7001"), HasSubstr("no host that can be read"));
    EXPECT_THAT(problem_with(std::string(254, 'a') + ":1"), HasSubstr("no host"));
}

TEST(Target, SaysWhichOfSeveralAddressesIsWrong) {
    EXPECT_THAT(problem_with("a:1,b"), HasSubstr("\"b\" has no port"));
    EXPECT_THAT(problem_with("a:1,"), HasSubstr("an address is missing"));
    EXPECT_THAT(problem_with("a:1, b:2"), HasSubstr("\" b:2\""));
}

TEST(Target, SaysWhatIsWrongWithANameInTheDns) {
    EXPECT_THAT(problem_with("dns:"), HasSubstr("write dns:host:port"));
    EXPECT_THAT(problem_with("dns:rating"), HasSubstr("write dns:host:port"));
    EXPECT_THAT(problem_with("dns:a:1,b:2"), HasSubstr("write dns:host:port"));
    EXPECT_THAT(problem_with("dns:[::1]:7001"), HasSubstr("no name in the DNS"));
}

TEST(Target, SaysWhatIsWrongWithAContext) {
    EXPECT_THAT(problem_with("etcd:127.0.0.1:2379"), HasSubstr("no name of a context"));
    EXPECT_THAT(problem_with("etcd:rating/../identity"), HasSubstr("no name of a context"));
    EXPECT_THAT(problem_with("etcd:" + std::string(33, 'a')), HasSubstr("no name of a context"));
}

TEST(Target, IsNotLongerThanAnyoneWrites) {
    EXPECT_THAT(problem_with(std::string(4097, 'a')), HasSubstr("more than 4096"));
}

TEST(Address, HasAHostAndAPort) {
    EXPECT_TRUE(is_address("10.0.0.1:7001"));
    EXPECT_TRUE(is_address("[2001:db8::1]:7001"));
    EXPECT_FALSE(is_address("10.0.0.1"));
    EXPECT_FALSE(is_address("[::1:7001"));
    EXPECT_FALSE(is_address("[]:7001"));
    EXPECT_FALSE(is_address("[abc]:7001"));
    EXPECT_FALSE(is_address("a:1,b:2"));
    EXPECT_FALSE(is_address("a:1\n"));
    EXPECT_FALSE(is_address("unix:/tmp/socket"));
    EXPECT_FALSE(is_address("-a:1"));
}

}  // namespace
}  // namespace marquee::discovery
