#include "interfaces/import/rating_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace marquee::movielens {
namespace {

using testing::ElementsAre;

RatingStretch stretch(std::size_t rows, std::uint64_t bytes_until) {
    RatingStretch made;
    made.ratings.resize(rows);
    made.bytes_until = bytes_until;
    return made;
}

TEST(RatingProgress, CountsBytesByTheRowsOfTheStretch) {
    std::vector<std::string> told;
    RatingProgress progress(100, [&](const Progress& now) {
        told.push_back(now.phase + " " + std::to_string(now.bytes_done) + " of " +
                       std::to_string(now.bytes_total) + ", " + std::to_string(now.rows));
    });
    progress.begin(stretch(4, 40));
    progress.add(2);
    progress.add(2);
    progress.begin(stretch(3, 100));
    progress.add(2);
    progress.add(1);
    EXPECT_THAT(told,
                ElementsAre("ratings 0 of 100, 0", "ratings 20 of 100, 2", "ratings 40 of 100, 4",
                            "ratings 80 of 100, 6", "ratings 99 of 100, 7"));
}

TEST(RatingProgress, BearsAStretchWithoutRatings) {
    Progress last;
    RatingProgress progress(0, [&](const Progress& now) { last = now; });
    progress.begin(stretch(0, 0));
    progress.add(0);
    EXPECT_EQ(last.bytes_done, 0u);
    EXPECT_EQ(last.rows, 0);
}

}  // namespace
}  // namespace marquee::movielens
