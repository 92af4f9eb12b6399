#include "interfaces/import/progress.h"

#include <sstream>

#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

using namespace std::chrono_literals;

const ProgressDisplay::Time kStart{};

TEST(ProgressDisplay, PrintsAPlainLineAtMostEveryFewSeconds) {
    std::ostringstream out;
    ProgressDisplay display(out, false);
    display.show({"ratings", 0, 1000, 0}, kStart);
    display.show({"ratings", 100, 1000, 10'000}, kStart + 1s);
    display.show({"ratings", 400, 1000, 40'000}, kStart + 4900ms);
    EXPECT_EQ(out.str(), "");
    display.show({"ratings", 500, 1000, 50'000}, kStart + 5s);
    display.show({"ratings", 600, 1000, 60'000}, kStart + 6s);
    EXPECT_EQ(out.str(), "ratings 50%, 50,000 rows, 10,000 rows/s, 5 s left\n");
}

TEST(ProgressDisplay, EndsEachPhaseWithALine) {
    std::ostringstream out;
    ProgressDisplay display(out, false);
    display.show({"links", 10, 10, 3}, kStart);
    display.show({"movies", 0, 10, 0}, kStart);
    display.show({"movies", 10, 10, 1'234'567}, kStart + 2s);
    display.finish(kStart + 2s);
    display.finish(kStart + 3s);
    EXPECT_EQ(out.str(),
              "links 100%, 3 rows\n"
              "movies 100%, 1,234,567 rows, 617,283 rows/s, took 2 s\n");
}

TEST(ProgressDisplay, DoesNotRepeatALineAtTheEnd) {
    std::ostringstream out;
    ProgressDisplay display(out, false);
    display.show({"movies", 0, 10, 0}, kStart);
    display.show({"movies", 10, 10, 5}, kStart + 5s);
    display.finish(kStart + 5s);
    EXPECT_EQ(out.str(), "movies 100%, 5 rows, 1 rows/s, took 5 s\n");
}

TEST(ProgressDisplay, DrawsABarOverItselfOnATerminal) {
    std::ostringstream out;
    ProgressDisplay display(out, true);
    display.show({"ratings", 0, 100, 0}, kStart);
    EXPECT_EQ(out.str(), "\rratings [..............................] 0%, 0 rows\x1b[K");
    out.str("");
    display.show({"ratings", 10, 100, 10}, kStart + 50ms);
    EXPECT_EQ(out.str(), "");
    display.show({"ratings", 50, 100, 500}, kStart + 10s);
    EXPECT_EQ(out.str(),
              "\rratings [###############...............] 50%, 500 rows, 50 rows/s, 10 s "
              "left\x1b[K");
    out.str("");
    display.finish(kStart + 10s);
    EXPECT_EQ(out.str(), "\n");
}

TEST(ProgressDisplay, MakesRoomForOtherLinesOnATerminal) {
    std::ostringstream out;
    ProgressDisplay display(out, true);
    display.show({"ratings", 0, 100, 0}, kStart);
    out.str("");
    display.clear();
    EXPECT_EQ(out.str(), "\r\x1b[K");
    out.str("");
    display.clear();
    EXPECT_EQ(out.str(), "");
    display.finish(kStart);
    EXPECT_EQ(out.str(), "\rratings [..............................] 0%, 0 rows\x1b[K\n");
}

TEST(ProgressDisplay, ShowsLongTimesInMinutesAndHours) {
    std::ostringstream out;
    ProgressDisplay display(out, false);
    display.show({"ratings", 0, 100, 0}, kStart);
    display.show({"ratings", 10, 100, 100}, kStart + 10s);
    display.show({"ratings", 11, 1000, 100}, kStart + 100s);
    EXPECT_EQ(out.str(),
              "ratings 10%, 100 rows, 10 rows/s, 1:30 min left\n"
              "ratings 1%, 100 rows, 1 rows/s, 2:29:51 h left\n");
}

TEST(ProgressDisplay, HasNothingToDivideInAnEmptyFile) {
    std::ostringstream out;
    ProgressDisplay display(out, false);
    display.show({"ratings", 0, 0, 0}, kStart);
    display.finish(kStart + 1s);
    EXPECT_EQ(out.str(), "ratings 100%, 0 rows, 0 rows/s, took 1 s\n");
}

TEST(ProgressDisplay, DoesNotTakeABadDescriptorForATerminal) {
    EXPECT_FALSE(is_terminal(-1));
}

}  // namespace
}  // namespace marquee::movielens
