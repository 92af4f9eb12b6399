#include "infrastructure/search/known_terms.h"

#include <gtest/gtest.h>
#include <string>

namespace marquee::search {
namespace {

TEST(KnownTerms, HaveWhatWasAdded) {
    KnownTerms terms(1000);
    for (int i = 0; i < 1000; ++i) terms.add("W" + std::to_string(i));
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(terms.may_have("W" + std::to_string(i))) << i;
}

TEST(KnownTerms, HaveFewOthers) {
    KnownTerms terms(1000);
    for (int i = 0; i < 1000; ++i) terms.add("W" + std::to_string(i));
    int others = 0;
    for (int i = 0; i < 10'000; ++i) others += terms.may_have("M" + std::to_string(i)) ? 1 : 0;
    EXPECT_LT(others, 1000);
}

TEST(KnownTerms, TakeMoreThanTheyHaveRoomFor) {
    KnownTerms terms(0);
    EXPECT_FALSE(terms.may_have("W1"));
    for (int i = 0; i < 1000; ++i) terms.add("W" + std::to_string(i));
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(terms.may_have("W" + std::to_string(i))) << i;
}

}  // namespace
}  // namespace marquee::search
