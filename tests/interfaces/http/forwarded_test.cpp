#include "interfaces/http/forwarded.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "interfaces/http/request.h"
#include "tests/interfaces/http/test_server.h"
#include "tests/support/http_client.h"

namespace marquee::http {
namespace {

using std::string_literals::operator""s;

/// What client comes out for a peer at 10.0.0.1; trusted are 10.0.0.0/8 and fd00::/8. A "?" before
/// it says that it is uncertain.
std::string client_by(ProxyField field, const std::vector<std::string>& values,
                      const std::string& peer = "10.0.0.1") {
    Headers headers;
    headers.add("Host", "a");
    for (const std::string& value : values) {
        headers.add(field == ProxyField::forwarded ? "forwarded" : "x-forwarded-FOR", value);
    }
    const auto client = client_of(*IpAddress::parse(peer), headers,
                                  {*AddressRanges::parse("10.0.0.0/8, fd00::/8"), field});
    return (client.certain ? "" : "?") + client.address.text();
}

struct Case {
    std::vector<std::string> values;
    std::string client;
};

TEST(Forwarded, FindsTheClientInXForwardedFor) {
    for (const auto& [values, client] : std::vector<Case>{
             {{"192.0.2.1"}, "192.0.2.1"},
             {{" 192.0.2.1 "}, "192.0.2.1"},
             {{"192.0.2.1:4711"}, "192.0.2.1"},
             {{"2001:db8::1"}, "2001:db8::1"},
             {{"[2001:db8::1]"}, "2001:db8::1"},
             {{"[2001:db8::1]:4711"}, "2001:db8::1"},
             {{"::ffff:192.0.2.1"}, "192.0.2.1"},
             // Past trusted proxies, to the first other address, and no further.
             {{"192.0.2.1, 10.0.0.2"}, "192.0.2.1"},
             {{"192.0.2.1,10.0.0.3, fd00::7"}, "192.0.2.1"},
             {{"203.0.113.9, 192.0.2.1, 10.0.0.2"}, "192.0.2.1"},
             {{"10.0.0.9, 192.0.2.1"}, "192.0.2.1"},
             // Several fields are one list.
             {{"203.0.113.9", "192.0.2.1"}, "192.0.2.1"},
             {{"192.0.2.1", "10.0.0.2"}, "192.0.2.1"},
             // A client of our own.
             {{"10.0.0.7"}, "10.0.0.7"},
             {{"10.0.0.7, 10.0.0.2"}, "10.0.0.7"},
             // What a client has invented is not even looked at.
             {{"\"; DROP, 192.0.2.1"}, "192.0.2.1"},
             {{",,,, 192.0.2.1"}, "192.0.2.1"},
             {{"\", 192.0.2.1"}, "192.0.2.1"},
             {{std::string(60'000, ',') + "192.0.2.1"}, "192.0.2.1"},
         }) {
        EXPECT_EQ(client_by(ProxyField::x_forwarded_for, values), client) << values.front();
    }
}

TEST(Forwarded, GoesByThePeerWhereXForwardedForIsNotOne) {
    for (const std::vector<std::string>& values : std::vector<std::vector<std::string>>{
             {""},
             {","},
             {"192.0.2.1,"},
             {"192.0.2.1", ""},
             {"unknown"},
             {"_hidden"},
             {"localhost"},
             {"192.0.2.1 10.0.0.2"},
             {"192.0.2.1:"},
             {"192.0.2.1:port"},
             {"192.0.2.1:123456"},
             {"192.0.2.256"},
             {"192.0.2"},
             {"[192.0.2.1]"},
             {"[2001:db8::1"},
             {"[2001:db8::1]x"},
             {"[2001:db8::1]:"},
             {"[]"},
             {"["},
             {"]"},
             {"\"192.0.2.1\""},
             {"for=192.0.2.1"},
             {"192.0.2.1, garbage"},
             {"192.0.2.1, garbage, 10.0.0.2"},
             {"192.0.2.1\0"s},
             {std::string(60'000, '1')},
             {std::string(60'000, '"')},
         }) {
        EXPECT_EQ(client_by(ProxyField::x_forwarded_for, values), "?10.0.0.1") << values.front();
    }
}

TEST(Forwarded, FindsTheClientInForwarded) {
    for (const auto& [values, client] : std::vector<Case>{
             {{"for=192.0.2.1"}, "192.0.2.1"},
             {{"FOR=192.0.2.1"}, "192.0.2.1"},
             {{"for=\"192.0.2.1\""}, "192.0.2.1"},
             {{"for=\"192.0.2.1:80\""}, "192.0.2.1"},
             {{"for=\"[2001:db8::1]:80\""}, "2001:db8::1"},
             {{"for=\"[2001:db8::1]\";proto=https;by=\"[fd00::1]\""}, "2001:db8::1"},
             {{"by=_x;for=192.0.2.1;host=\"a,b;c\""}, "192.0.2.1"},
             {{"proto=http; for=192.0.2.1 ;host=a"}, "192.0.2.1"},
             {{"for=203.0.113.9, for=192.0.2.1, for=10.0.0.2"}, "192.0.2.1"},
             {{"for=192.0.2.1", "for=10.0.0.2;by=\"x, y\""}, "192.0.2.1"},
             {{"for=10.0.0.7"}, "10.0.0.7"},
             // Hostile beginnings.
             {{"for=\"203.0.113.9, for=192.0.2.1"}, "192.0.2.1"},
             {{"for=\"203.0.113.9\\\", for=192.0.2.1"}, "192.0.2.1"},
             {{"\"\"\"\", for=192.0.2.1"}, "192.0.2.1"},
             {{"for=unknown, for=192.0.2.1"}, "192.0.2.1"},
         }) {
        EXPECT_EQ(client_by(ProxyField::forwarded, values), client) << values.front();
    }
}

TEST(Forwarded, GoesByThePeerWhereForwardedIsMalformedOrHidesIt) {
    for (const std::string& value : {""s,
                                     ","s,
                                     "for"s,
                                     "for="s,
                                     "for=;proto=http"s,
                                     "=192.0.2.1"s,
                                     "for=unknown"s,
                                     "for=_hidden"s,
                                     "for=\"_hidden:_port\""s,
                                     "proto=https"s,
                                     "for=192.0.2.1;for=192.0.2.2"s,
                                     "for=192.0.2.1;"s + "x"s,
                                     "for=192.0.2.1 proto=http"s,
                                     "for=\"192.0.2.1"s,
                                     "for=192.0.2.1\""s,
                                     "for=\"192.0.2.1\"x"s,
                                     "for=\"192.0.\\2.1\""s,
                                     "for=[2001:db8::1]"s,
                                     "for=2001:db8::1"s,
                                     "192.0.2.1"s,
                                     "f or=192.0.2.1"s,
                                     "for=192.0.2.1, for=bad"s,
                                     "for=192.0.2.1,"s,
                                     std::string(60'000, '='),
                                     std::string(60'000, '"'),
                                     std::string(60'000, ';')}) {
        EXPECT_EQ(client_by(ProxyField::forwarded, {value}), "?10.0.0.1") << value.substr(0, 60);
    }
}

TEST(Forwarded, BelievesNobodyButTrustedProxies) {
    EXPECT_EQ(client_by(ProxyField::x_forwarded_for, {"192.0.2.1"}, "203.0.113.5"), "?203.0.113.5");
    EXPECT_EQ(client_by(ProxyField::forwarded, {"for=192.0.2.1"}, "203.0.113.5"), "?203.0.113.5");
    EXPECT_EQ(client_by(ProxyField::forwarded, {}, "203.0.113.5"), "203.0.113.5");
    EXPECT_EQ(client_by(ProxyField::forwarded, {}), "10.0.0.1");
    Headers headers;
    headers.add("X-Forwarded-For", "192.0.2.1");
    const Client client = client_of(*IpAddress::parse("127.0.0.1"), headers, {});
    EXPECT_EQ(client.address.text(), "127.0.0.1");
    EXPECT_FALSE(client.certain);
}

TEST(Forwarded, LeavesTheFieldAloneThatTheProxiesDoNotWrite) {
    Headers headers;
    headers.add("Forwarded", "for=203.0.113.9");
    headers.add("X-Forwarded-For", "192.0.2.1");
    const auto ranges = *AddressRanges::parse("10.0.0.0/8");
    const IpAddress peer = *IpAddress::parse("10.0.0.1");
    EXPECT_EQ(client_of(peer, headers, {ranges, ProxyField::x_forwarded_for}).address.text(),
              "192.0.2.1");
    EXPECT_EQ(client_of(peer, headers, {ranges, ProxyField::forwarded}).address.text(),
              "203.0.113.9");
    Headers only_other;
    only_other.add("Forwarded", "for=203.0.113.9");
    const Client client = client_of(peer, only_other, {ranges, ProxyField::x_forwarded_for});
    EXPECT_EQ(client.address.text(), "10.0.0.1");
    EXPECT_FALSE(client.certain);
}

TEST(Forwarded, NeverLetsAClientChooseItsAddress) {
    // Whatever a client sends, the proxy's own entry behind it decides.
    std::mt19937 random(7);
    const std::string alphabet = "for=\"\\;,[]:. 0123456789abcdef_\t";
    for (int i = 0; i < 20'000; ++i) {
        std::string sent;
        for (auto n = random() % 40; n > 0; --n) sent += alphabet[random() % alphabet.size()];
        EXPECT_EQ(client_by(ProxyField::forwarded, {sent + ", for=192.0.2.1"}), "192.0.2.1")
            << sent;
        EXPECT_EQ(client_by(ProxyField::x_forwarded_for, {sent + ",192.0.2.1"}), "192.0.2.1");
        EXPECT_EQ(client_by(ProxyField::forwarded, {sent, "for=192.0.2.1"}), "192.0.2.1") << sent;
    }
}

TEST(Forwarded, NamesTheClientInTheAccessLog) {
    auto options = test::TestServer::small();
    options.proxies.addresses = *AddressRanges::parse("127.0.0.1");
    test::TestServer server(options);
    marquee::test::HttpClient(server.port()).get("/hello", {{"X-Forwarded-For", "192.0.2.1"}});
    server.server.drain(std::chrono::seconds(20));
    EXPECT_THAT(server.lines.str(), testing::HasSubstr("192.0.2.1 \"GET /hello\" 200"));
}

}  // namespace
}  // namespace marquee::http
