#include "domain/rating/rating_summary.h"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

/// The Shawshank Redemption's in ml-latest-small.
const RatingSummary kShawshank(Histogram{0, 2, 0, 2, 0, 24, 15, 72, 49, 153});

/// Those of all movies there: their mean is 3.501557 stars, which is 7.003114 half-stars.
const RatingTotals kMovies{100'836, 706'166};

TEST(RatingSummary, IsEmptyAtFirst) {
    const RatingSummary summary;
    EXPECT_EQ(summary.count(), 0);
    EXPECT_EQ(summary.sum(), 0);
    EXPECT_EQ(summary.histogram(), Histogram{});
    EXPECT_EQ(summary.average(), std::nullopt);
    EXPECT_EQ(summary, RatingSummary(Histogram{}));
}

TEST(RatingSummary, CountsEachScoreInItsBucket) {
    RatingSummary summary;
    for (int score = 1; score <= 10; ++score) {
        summary.add(Score(score));
        EXPECT_EQ(summary.histogram()[static_cast<std::size_t>(score - 1)], 1);
    }
    EXPECT_EQ(summary.count(), 10);
    EXPECT_EQ(summary.sum(), 55);
    EXPECT_EQ(summary.average(), 5.5);
}

TEST(RatingSummary, AddsItsHistogramUp) {
    EXPECT_EQ(kShawshank.count(), 317);
    EXPECT_EQ(kShawshank.sum(), 2808);
    EXPECT_NEAR(kShawshank.average().value(), 8.858, 0.0005);
}

TEST(RatingSummary, TakesARatingBack) {
    RatingSummary summary;
    summary.add(Score(7));
    summary.add(Score(3));
    summary.remove(Score(7));
    EXPECT_EQ(summary, RatingSummary(Histogram{0, 0, 1}));
    summary.remove(Score(3));
    EXPECT_EQ(summary, RatingSummary());
}

TEST(RatingSummary, RefusesToTakeBackWhatItNeverHad) {
    RatingSummary summary;
    EXPECT_THROW(summary.remove(Score(5)), std::logic_error);
    summary.add(Score(5));
    const RatingSummary before = summary;
    EXPECT_THROW(summary.remove(Score(6)), std::logic_error);
    EXPECT_EQ(summary, before);
}

TEST(RatingSummary, RefusesANegativeBucket) {
    for (std::size_t bucket = 0; bucket < 10; ++bucket) {
        Histogram histogram{1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        histogram[bucket] = -1;
        EXPECT_EQ(code_of([&] { RatingSummary{histogram}; }), ErrorCode::invalid) << bucket;
    }
}

TEST(RatingSummary, StaysExactWithBillionsOfRatings) {
    const RatingSummary summary(Histogram{0, 0, 0, 0, 0, 0, 0, 0, 0, 4'000'000'001});
    EXPECT_EQ(summary.count(), 4'000'000'001);
    EXPECT_EQ(summary.sum(), 40'000'000'010);
    EXPECT_EQ(summary.average(), 10.0);
}

TEST(RatingSummary, EqualsOneMadeFromScratchAfterAnyChanges) {
    std::mt19937 random(20'240'229);
    for (int run = 0; run < 200; ++run) {
        RatingSummary summary;
        std::vector<int> ratings;
        const auto changes = random() % 100;
        for (auto i = changes; i > 0; --i) {
            if (!ratings.empty() && random() % 3 == 0) {
                std::swap(ratings[random() % ratings.size()], ratings.back());
                summary.remove(Score(ratings.back()));
                ratings.pop_back();
            } else {
                ratings.push_back(static_cast<int>(random() % 10 + 1));
                summary.add(Score(ratings.back()));
            }
            Histogram histogram{};
            std::int64_t sum = 0;
            for (const int score : ratings) {
                ++histogram[static_cast<std::size_t>(score - 1)];
                sum += score;
            }
            ASSERT_EQ(summary, RatingSummary(histogram));
            ASSERT_EQ(summary.count(), static_cast<std::int64_t>(ratings.size()));
            ASSERT_EQ(summary.sum(), sum);
        }
    }
}

TEST(WeightedRating, IsNothingWithoutRatings) {
    EXPECT_EQ(weighted_rating({}, kMovies, 25), std::nullopt);
    EXPECT_EQ(weighted_rating({}, {}, 0), std::nullopt);
}

TEST(WeightedRating, OfShawshankIsTheOneOfTheContract) {
    EXPECT_NEAR(weighted_rating(kShawshank, kMovies, 25).value(), 8.722, 0.0005);
}

TEST(WeightedRating, IsTheFormula) {
    const double v = 317;
    const double m = 25;
    const double r = 2808.0 / 317;
    const double c = 706'166.0 / 100'836;
    EXPECT_NEAR(weighted_rating(kShawshank, kMovies, m).value(), v / (v + m) * r + m / (v + m) * c,
                1e-12);
}

TEST(WeightedRating, IsTheMeanWithoutCredit) {
    EXPECT_EQ(weighted_rating(kShawshank, kMovies, 0), kShawshank.average());
}

TEST(WeightedRating, OfFewRatingsIsNearTheMeanOfAll) {
    const RatingSummary one_ten(Histogram{0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    EXPECT_NEAR(weighted_rating(one_ten, kMovies, 25).value(), 7.118, 0.0005);
    EXPECT_NEAR(weighted_rating(one_ten, kMovies, 1e9).value(), 7.003, 0.0005);
}

TEST(WeightedRating, OfTheOnlyRatedRecordIsItsMean) {
    EXPECT_NEAR(weighted_rating(kShawshank, {317, 2808}, 25).value(), 2808.0 / 317, 1e-12);
}

}  // namespace
}  // namespace marquee::rating
