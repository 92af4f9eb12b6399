#include "domain/rating/rating.h"

#include <gtest/gtest.h>
#include <limits>

#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

TEST(Score, TakesOneToTen) {
    for (int value = 1; value <= 10; ++value) EXPECT_EQ(Score(value).value(), value);
}

TEST(Score, RejectsEleven) {
    EXPECT_EQ(code_of([] { Score(11); }), ErrorCode::invalid);
    EXPECT_EQ(blame_of([] { Score(11); }), "score");
}

TEST(Score, RejectsZeroAndLess) {
    EXPECT_EQ(blame_of([] { Score(0); }), "score");
    EXPECT_EQ(blame_of([] { Score(-1); }), "score");
}

TEST(Score, RejectsNumbersThatLookRightInThirtyTwoBits) {
    EXPECT_EQ(blame_of([] { Score((std::int64_t{1} << 32) + 5); }), "score");
    EXPECT_EQ(blame_of([] { Score(std::numeric_limits<std::int64_t>::max()); }), "score");
    EXPECT_EQ(blame_of([] { Score(std::numeric_limits<std::int64_t>::min()); }), "score");
}

TEST(Score, IsOrderedByValue) {
    EXPECT_LT(Score(2), Score(10));
    EXPECT_EQ(Score(3), Score(3));
}

}  // namespace
}  // namespace marquee::rating
