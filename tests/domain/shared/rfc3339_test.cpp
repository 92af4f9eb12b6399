#include "domain/shared/rfc3339.h"

#include "gtest/gtest.h"

namespace marquee {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

TEST(Rfc3339, FormatsWithThreeDecimals) {
    EXPECT_EQ(format_time(at(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_time(at(1795176000123)), "2026-11-20T12:00:00.123Z");
    EXPECT_EQ(format_time(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ParsesWhatItFormats) {
    for (const std::int64_t time :
         {0LL, 1LL, -1LL, 1795176000123LL, -62167219200000LL, 253402300799999LL, 951782400000LL}) {
        EXPECT_EQ(parse_time(format_time(at(time))), at(time)) << time;
    }
}

TEST(Rfc3339, ParsesEveryFormOfTheStandard) {
    EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), at(0));
    EXPECT_EQ(parse_time("1970-01-01t00:00:00z"), at(0));
    EXPECT_EQ(parse_time("1970-01-01T05:30:00+05:30"), at(0));
    EXPECT_EQ(parse_time("1969-12-31T23:00:00-01:00"), at(0));
    EXPECT_EQ(parse_time("1970-01-01T00:00:00-00:00"), at(0));
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.5Z"), at(500));
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.25Z"), at(250));
    EXPECT_EQ(parse_time("2024-02-29T00:00:00Z"), at(1709164800000));
}

TEST(Rfc3339, CutsDecimalsToMilliseconds) {
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.123999999999999999999Z"), at(123));
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.0009Z"), at(0));
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
    for (const char* text : {"",
                             "now",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-02-29T00:00:00Z",
                             "2026-04-31T00:00:00Z",
                             "2026-01-00T00:00:00Z",
                             "2026-01-01T24:00:00Z",
                             "2026-01-01T00:60:00Z",
                             "2026-01-01T00:00:60Z",
                             "2026-01-01T00:00:00",
                             "2026-01-01T00:00:00.Z",
                             "2026-01-01T00:00:00+24:00",
                             "2026-01-01T00:00:00+0100",
                             "2026-01-01T00:00:00+01:60",
                             "2026-01-01T00:00:00Zx",
                             " 2026-01-01T00:00:00Z",
                             "2026-1-1T00:00:00Z",
                             "2026-01-01",
                             "2026-01-01 00:00:00Z",
                             "+026-01-01T00:00:00Z",
                             "10000-01-01T00:00:00Z",
                             "1795176000"}) {
        EXPECT_EQ(parse_time(text), std::nullopt) << text;
    }
}

TEST(Rfc3339, RefusesAnOffsetThatLeavesTheCalendar) {
    EXPECT_EQ(parse_time("9999-12-31T23:59:59-00:01"), std::nullopt);
    EXPECT_EQ(parse_time("0000-01-01T00:00:00+00:01"), std::nullopt);
}

}  // namespace
}  // namespace marquee
