#include "application/rating/rating_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_rating_repository.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Record movie(const std::string& id) {
    return {RecordType("movie"), RecordId(id)};
}

RatingChange put(const std::string& id, const std::string& user, int score) {
    return {movie(id), UserId(user), Score(score), {}};
}

RatingChange withdrawal(const std::string& id, const std::string& user) {
    return {movie(id), UserId(user), {}, {}};
}

class RatingServiceTest : public testing::Test {
protected:
    std::vector<std::string> history(const std::optional<HistoryPosition>& after,
                                     std::size_t limit) {
        std::vector<std::string> ids;
        for (const auto& rating : service_.history(call_, ann_, after, limit)) {
            ids.push_back(rating.record.id.text());
        }
        return ids;
    }

    Call call_ = Call().by_system();
    const UserId ann_{"ann"};
    Timestamp now_{std::chrono::milliseconds(5000)};
    FakeRatingRepository repository_;
    RatingService service_{repository_, [this] { return now_; }, 25};
};

TEST_F(RatingServiceTest, RatesAtTheTimeOfItsClock) {
    const Rating expected{movie("1"), ann_, Score(8), now_};
    EXPECT_EQ(service_.rate(call_, movie("1"), ann_, Score(8)).rating, expected);
    EXPECT_EQ(service_.find(call_, movie("1"), ann_), expected);
    EXPECT_FALSE(service_.find(call_, movie("1"), UserId("bob")));
    EXPECT_FALSE(service_.find(call_, movie("2"), ann_));
}

TEST_F(RatingServiceTest, AnswersTheRatingThatIsThereToTheSameScore) {
    const auto given = service_.rate(call_, movie("1"), ann_, Score(8)).rating;
    now_ += std::chrono::hours(1);
    EXPECT_EQ(service_.rate(call_, movie("1"), ann_, Score(8)).rating, given);
}

TEST_F(RatingServiceTest, AnswersHowTheRecordStandsSinceARating) {
    service_.apply(call_, {put("1", "bob", 4), put("2", "bob", 4)});
    const auto standing = service_.rate(call_, movie("1"), ann_, Score(10)).standing;
    EXPECT_EQ(standing.summary, service_.standing(call_, movie("1")).summary);
    EXPECT_EQ(standing.summary.count(), 2);
    EXPECT_NEAR(standing.weighted.value(), (2 * 7.0 + 25 * 6.0) / 27, 1e-12);
}

TEST_F(RatingServiceTest, PutsALaterRatingInPlaceOfAnEarlierOne) {
    service_.rate(call_, movie("1"), ann_, Score(8));
    now_ += std::chrono::hours(1);
    service_.rate(call_, movie("1"), ann_, Score(3));
    EXPECT_EQ(service_.find(call_, movie("1"), ann_)->rated_at, now_);
    EXPECT_EQ(service_.standing(call_, movie("1")).summary, RatingSummary(Histogram{0, 0, 1}));
}

TEST_F(RatingServiceTest, WithdrawsARatingOnce) {
    service_.rate(call_, movie("1"), ann_, Score(8));
    EXPECT_TRUE(service_.withdraw(call_, movie("1"), ann_));
    EXPECT_FALSE(service_.withdraw(call_, movie("1"), ann_));
    EXPECT_EQ(service_.standing(call_, movie("1")).summary, RatingSummary());
}

TEST_F(RatingServiceTest, AppliesABatchInItsOrder) {
    EXPECT_THAT(
        service_.apply(call_, {put("1", "ann", 8), put("1", "ann", 8), put("1", "ann", 9),
                               withdrawal("1", "ann"), withdrawal("1", "ann"), put("1", "bob", 2)}),
        ElementsAre(ChangeEffect::created, ChangeEffect::unchanged, ChangeEffect::replaced,
                    ChangeEffect::withdrawn, ChangeEffect::absent, ChangeEffect::created));
    EXPECT_EQ(service_.standing(call_, movie("1")).summary, RatingSummary(Histogram{0, 1}));
}

TEST_F(RatingServiceTest, GivesChangesWithoutATimeThatOfItsClock) {
    RatingChange long_ago = put("1", "ann", 8);
    long_ago.rated_at = Timestamp(std::chrono::milliseconds(7));
    service_.apply(call_, {long_ago, put("2", "ann", 8)});
    EXPECT_EQ(service_.find(call_, movie("1"), ann_)->rated_at, long_ago.rated_at);
    EXPECT_EQ(service_.find(call_, movie("2"), ann_)->rated_at, now_);
}

TEST_F(RatingServiceTest, TakesBatchesOfTenThousandAndNoMore) {
    std::vector<RatingChange> changes(10'000, withdrawal("1", "ann"));
    EXPECT_EQ(service_.apply(call_, changes).size(), 10'000U);
    changes.push_back(put("1", "ann", 8));
    EXPECT_EQ(code_of([&] { service_.apply(call_, changes); }), ErrorCode::invalid);
    EXPECT_FALSE(service_.find(call_, movie("1"), ann_));
    EXPECT_THAT(service_.apply(call_, {}), IsEmpty());
}

TEST_F(RatingServiceTest, WeighsAStandingAgainstAllOfItsType) {
    service_.apply(call_, {put("1", "ann", 10), put("2", "ann", 4), put("2", "bob", 4)});
    service_.rate(call_, {RecordType("book"), RecordId("1")}, ann_, Score(1));
    const auto standing = service_.standing(call_, movie("1"));
    EXPECT_EQ(standing.summary.count(), 1);
    EXPECT_NEAR(standing.weighted.value(), (10 + 25 * 6.0) / 26, 1e-12);
}

TEST_F(RatingServiceTest, AnswersStandingsInTheAskedOrder) {
    service_.apply(call_, {put("1", "ann", 10), put("2", "ann", 4)});
    const auto standings =
        service_.standings(call_, RecordType("movie"),
                           {RecordId("2"), RecordId("none"), RecordId("1"), RecordId("2")});
    ASSERT_EQ(standings.size(), 4U);
    EXPECT_EQ(standings[0].summary.sum(), 4);
    EXPECT_EQ(standings[1].summary, RatingSummary());
    EXPECT_EQ(standings[1].weighted, std::nullopt);
    EXPECT_EQ(standings[2].summary.sum(), 10);
    EXPECT_EQ(standings[3].summary.sum(), 4);
    EXPECT_THAT(service_.standings(call_, RecordType("movie"), {}), IsEmpty());
}

TEST_F(RatingServiceTest, PagesThroughAHistoryNewestFirst) {
    for (const char* id : {"c", "a", "b"}) {
        now_ += std::chrono::seconds(1);
        service_.rate(call_, movie(id), ann_, Score(5));
    }
    service_.rate(call_, movie("a2"), ann_, Score(5));
    service_.rate(call_, movie("z"), UserId("bob"), Score(5));
    EXPECT_THAT(history({}, 10), ElementsAre("a2", "b", "a", "c"));
    EXPECT_THAT(history({}, 2), ElementsAre("a2", "b"));
    EXPECT_THAT(history(HistoryPosition{now_, movie("b")}, 2), ElementsAre("a", "c"));
    EXPECT_THAT(history(HistoryPosition{now_, movie("a2")}, 1), ElementsAre("b"));
    EXPECT_THAT(history({}, 0), IsEmpty());
}

TEST_F(RatingServiceTest, ForgetsARecordAndNoOther) {
    service_.apply(call_, {put("1", "ann", 10), put("1", "bob", 4), put("2", "ann", 4)});
    EXPECT_EQ(service_.forget(call_, movie("1"), now_), 2);
    EXPECT_EQ(service_.forget(call_, movie("1"), now_), 0);
    EXPECT_EQ(service_.standing(call_, movie("1")).summary, RatingSummary());
    EXPECT_EQ(service_.standing(call_, movie("2")).weighted, 4.0);
}

TEST_F(RatingServiceTest, ForgetsARecordHoweverManyRatingsItHas) {
    std::vector<RatingChange> changes;
    for (int i = 0; i < 2'500; ++i) changes.push_back(put("1", "u" + std::to_string(i), 4));
    service_.apply(call_, changes);
    const Timestamp until = now_;
    now_ += std::chrono::seconds(1);
    service_.rate(call_, movie("1"), ann_, Score(9));
    EXPECT_EQ(service_.forget(call_, movie("1"), until), 2'500);
    EXPECT_EQ(service_.standing(call_, movie("1")).summary.count(), 1);
}

TEST_F(RatingServiceTest, TellsAndMendsWhatARecountFinds) {
    service_.rate(call_, movie("1"), ann_, Score(8));
    repository_.corrupt_summary(movie("1"), RatingSummary(Histogram{5}));
    std::vector<Record> found;
    const auto recount = [&](bool repair) {
        return service_
            .recount(call_, repair, [&](const auto& mismatch) { found.push_back(mismatch.record); })
            .mismatches;
    };
    EXPECT_EQ(recount(false), 1);
    EXPECT_EQ(recount(true), 1);
    EXPECT_EQ(recount(false), 0);
    EXPECT_THAT(found, ElementsAre(movie("1"), movie("1")));
    EXPECT_EQ(service_.standing(call_, movie("1")).summary.sum(), 8);
}

TEST_F(RatingServiceTest, HonoursTheDeadline) {
    call_.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { service_.rate(call_, movie("1"), ann_, Score(8)); }),
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] { service_.standing(call_, movie("1")); }), ErrorCode::deadline_exceeded);
}

TEST_F(RatingServiceTest, AsksWhoCalls) {
    service_.rate(call_, movie("1"), ann_, Score(8));
    Call stranger;
    Call bob;
    bob.caller = Caller::of_account("bob", Role::editor);
    for (const auto& [call, code] :
         {std::pair(stranger, ErrorCode::unauthenticated), std::pair(bob, ErrorCode::forbidden)}) {
        EXPECT_EQ(code_of([&] { service_.rate(call, movie("1"), ann_, Score(1)); }), code);
        EXPECT_EQ(code_of([&] { service_.withdraw(call, movie("1"), ann_); }), code);
        EXPECT_EQ(code_of([&] { service_.find(call, movie("1"), ann_); }), code);
        EXPECT_EQ(code_of([&] { service_.history(call, ann_, {}, 10); }), code);
        EXPECT_EQ(code_of([&] { service_.apply(call, {withdrawal("1", "ann")}); }), code);
        EXPECT_EQ(code_of([&] { service_.forget(call, movie("1"), now_); }), code);
        EXPECT_EQ(code_of([&] { service_.recount(call, false, {}); }), code);
    }
    EXPECT_EQ(service_.standing(stranger, movie("1")).summary.count(), 1);
    Call ann;
    ann.caller = Caller::of_account("ann", Role::viewer);
    EXPECT_TRUE(service_.find(ann, movie("1"), ann_));
    EXPECT_TRUE(service_.withdraw(ann, movie("1"), ann_));
}

}  // namespace
}  // namespace marquee::rating
