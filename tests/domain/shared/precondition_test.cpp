#include "domain/shared/precondition.h"

#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee {
namespace {

using Existence = Precondition::Existence;
using Revisions = std::vector<Revision>;

bool holds(const Precondition& precondition, std::optional<Revision> current) {
    const auto code = code_of([&] { precondition.require(current); });
    EXPECT_TRUE(!code || *code == ErrorCode::precondition_failed);
    return !code;
}

TEST(Precondition, AsksForNothingByDefault) {
    EXPECT_FALSE(Precondition().any());
    EXPECT_TRUE(holds({}, std::nullopt));
    EXPECT_TRUE(holds({}, 7));
}

TEST(Precondition, MayAskForExistence) {
    const Precondition precondition{Existence::must_exist, {}};
    EXPECT_TRUE(precondition.any());
    EXPECT_TRUE(holds(precondition, 0));
    EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, MayAskForAbsence) {
    const Precondition precondition{Existence::must_not_exist, {}};
    EXPECT_TRUE(precondition.any());
    EXPECT_TRUE(holds(precondition, std::nullopt));
    EXPECT_FALSE(holds(precondition, 0));
}

TEST(Precondition, MayAskForOneOfSomeRevisions) {
    const Precondition precondition{Existence::either, Revisions{3, 5}};
    EXPECT_TRUE(precondition.any());
    EXPECT_TRUE(holds(precondition, 3));
    EXPECT_TRUE(holds(precondition, 5));
    EXPECT_FALSE(holds(precondition, 4));
    EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, NeverHoldsWithAnEmptyList) {
    const Precondition precondition{Existence::either, Revisions{}};
    EXPECT_TRUE(precondition.any());
    EXPECT_FALSE(holds(precondition, 3));
    EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, HoldsOnlyWhenAllOfItDoes) {
    EXPECT_TRUE(holds({Existence::must_exist, Revisions{3}}, 3));
    EXPECT_FALSE(holds({Existence::must_exist, Revisions{3}}, 4));
    EXPECT_FALSE(holds({Existence::must_not_exist, Revisions{3}}, 3));
    EXPECT_FALSE(holds({Existence::must_not_exist, Revisions{3}}, std::nullopt));
}

}  // namespace
}  // namespace marquee
