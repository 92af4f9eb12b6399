#include "interfaces/http/ip_address.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

std::string read_as(std::string_view text) {
    const auto address = IpAddress::parse(text);
    return address ? address->text() : "(none)";
}

TEST(IpAddress, ReadsBothKindsInOneForm) {
    EXPECT_EQ(read_as("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(read_as("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(read_as("::FFFF:c000:201"), "192.0.2.1");
    EXPECT_EQ(read_as("2001:DB8:0:0::1"), "2001:db8::1");
    EXPECT_EQ(read_as("fe80::1%eth0"), "fe80::1");
    EXPECT_EQ(read_as("::"), "::");
}

TEST(IpAddress, TakesNothingElse) {
    using std::string_literals::operator""s;
    for (const std::string& text :
         {""s, " "s, "localhost"s, "1.2.3"s, "1.2.3.4.5"s, "1.2.3.256"s, "01.2.3.4 "s,
          "1.2.3.4:80"s, "[::1]"s, ":::"s, "1::2::3"s, "12345::"s, "1.2.3.4\0"s, "0x1.2.3.4"s,
          "1.2.3.4%eth0"s, "%"s, std::string(100'000, ':'), std::string(46, '1')}) {
        EXPECT_EQ(read_as(text), "(none)") << text.substr(0, 50);
    }
}

TEST(IpAddress, TakesAnIpv6NetworkOf64BitsForOneClient) {
    const auto client = [](std::string_view text) {
        const IpAddress address = *IpAddress::parse(text);
        return std::string(address.client());
    };
    EXPECT_EQ(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::2"));
    EXPECT_NE(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
    EXPECT_NE(client("192.0.2.1"), client("192.0.2.2"));
    EXPECT_EQ(client("192.0.2.1"), client("::ffff:192.0.2.1"));
}

struct RangeCase {
    std::string_view range;
    std::vector<std::string_view> within, without;
};

TEST(AddressRange, HasTheAddressesThatBeginLikeIt) {
    for (const auto& [range, within, without] : std::vector<RangeCase>{
             {"10.0.0.0/8", {"10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"}, {"11.0.0.0", "::1"}},
             {"192.0.2.128/25", {"192.0.2.128", "192.0.2.255"}, {"192.0.2.127", "192.0.3.128"}},
             {"192.0.2.1", {"192.0.2.1"}, {"192.0.2.0", "192.0.2.2"}},
             {"192.0.2.1/32", {"192.0.2.1"}, {"192.0.2.0"}},
             {"0.0.0.0/0", {"1.2.3.4", "255.255.255.255"}, {"::1", "2001:db8::1"}},
             {"::/0", {"::1", "2001:db8::1", "1.2.3.4"}, {}},
             {"fd00::/8", {"fd00::", "fdff::1"}, {"fe00::", "fc00::"}},
             {"2001:db8::/33", {"2001:db8:7fff::1"}, {"2001:db8:8000::1"}},
         }) {
        const auto parsed = AddressRange::parse(range);
        ASSERT_TRUE(parsed) << range;
        for (const auto& address : within) {
            EXPECT_TRUE(parsed->contains(*IpAddress::parse(address))) << range << " " << address;
        }
        for (const auto& address : without) {
            EXPECT_FALSE(parsed->contains(*IpAddress::parse(address))) << range << " " << address;
        }
    }
}

TEST(AddressRange, RefusesWhatIsNoneOrHasBitsBeyondItsPrefix) {
    for (const std::string_view text :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8x",
          "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0.0.1/8", "10.128.0.0/8", "fd00::1/64", "fd00::/129",
          "::/99999999999", "host/8"}) {
        EXPECT_FALSE(AddressRange::parse(text)) << text;
    }
}

TEST(AddressRanges, AreWrittenAsTheyAreRead) {
    for (const std::string_view text : {"none", "10.0.0.0/8", "127.0.0.0/8, ::1, fd00::/8"}) {
        EXPECT_EQ(AddressRanges::parse(text)->text(), text);
    }
    EXPECT_EQ(AddressRanges::parse("::1,10.0.0.0/8")->text(), "::1, 10.0.0.0/8");
    EXPECT_EQ(AddressRanges::parse("192.0.2.1/32")->text(), "192.0.2.1");
    for (const std::string_view text : {"", ",", "none, ::1", "::1, x", "::1 10.0.0.0/8"}) {
        EXPECT_FALSE(AddressRanges::parse(text)) << text;
    }
    EXPECT_FALSE(AddressRanges().contains(*IpAddress::parse("::1")));
}

}  // namespace
}  // namespace marquee::http
