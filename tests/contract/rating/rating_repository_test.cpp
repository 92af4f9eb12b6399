#include "domain/rating/rating_repository.h"

#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "domain/shared/error.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

Record movie(const std::string& id) {
    return {RecordType("movie"), RecordId(id)};
}

RatingChange put(const Record& record, const std::string& user, int score,
                 std::int64_t time = 1000) {
    return {record, UserId(user), Score(score), at(time)};
}

RatingChange withdrawal(const Record& record, const std::string& user) {
    return {record, UserId(user), std::nullopt, std::nullopt};
}

RatingSummary summary_of(const std::vector<int>& scores) {
    RatingSummary summary;
    for (const int score : scores) summary.add(Score(score));
    return summary;
}

class RatingRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    std::vector<ChangeEffect> apply(const std::vector<RatingChange>& changes) {
        return repository_.apply(call_, changes, at(5000));
    }
    ImportEffects take_in(const std::vector<RecordImport>& records) {
        return repository_.take_in(call_, RecordType("movie"), records, at(5000));
    }
    RatingSummary summary(const Record& record) {
        const auto [summary, totals] = repository_.summary(call_, record);
        EXPECT_EQ(totals, repository_.totals(call_, record.type));
        return summary;
    }
    RatingTotals totals() { return repository_.totals(call_, RecordType("movie")); }
    RecountResult recount(bool repair = false) {
        mismatches_.clear();
        return repository_.recount(call_, repair, [&](const SummaryMismatch& mismatch) {
            mismatches_.push_back(mismatch);
        });
    }
    UserRemoval remove_some_of(const std::string& user, std::size_t limit) {
        repository_.refuse_user(call_, UserId(user));
        return repository_.remove_some_of_user(call_, UserId(user), limit);
    }
    void expect_sound() {
        const auto result = recount();
        EXPECT_EQ(result.mismatches, 0);
        EXPECT_EQ(result.wrong_totals, 0);
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    RatingRepository& repository_ = stores_->ratings();
    Call call_;
    std::vector<SummaryMismatch> mismatches_;
};

TEST_P(RatingRepositoryContract, HasNothingAtFirst) {
    EXPECT_FALSE(repository_.find(call_, movie("a"), UserId("u")));
    EXPECT_EQ(summary(movie("a")), RatingSummary());
    EXPECT_EQ(totals(), RatingTotals());
    EXPECT_TRUE(repository_.history(call_, UserId("u"), std::nullopt, 10).empty());
    expect_sound();
}

TEST_P(RatingRepositoryContract, StoresARating) {
    EXPECT_EQ(apply({put(movie("a"), "u", 8, 1234)}), std::vector{ChangeEffect::created});
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("u")),
              (Rating{movie("a"), UserId("u"), Score(8), at(1234)}));
    EXPECT_EQ(summary(movie("a")), summary_of({8}));
    EXPECT_EQ(totals(), (RatingTotals{1, 8}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TakesNowForAChangeWithoutATime) {
    apply({{movie("a"), UserId("u"), Score(3), std::nullopt}});
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("u"))->rated_at, at(5000));
}

TEST_P(RatingRepositoryContract, ReplacesAUsersEarlierRating) {
    apply({put(movie("a"), "u", 8)});
    EXPECT_EQ(apply({put(movie("a"), "u", 1, 2000)}), std::vector{ChangeEffect::replaced});
    EXPECT_EQ(summary(movie("a")), summary_of({1}));
    EXPECT_EQ(totals(), (RatingTotals{1, 1}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TellsWhatIsThereSinceARating) {
    apply({put(movie("a"), "v", 2), put(movie("b"), "v", 5)});
    const auto rate = [&](int score, int time) {
        return repository_.rate(call_, movie("a"), UserId("u"), Score(score), at(time));
    };
    const auto given = rate(8, 6000);
    EXPECT_EQ(given.rating, (Rating{movie("a"), UserId("u"), Score(8), at(6000)}));
    EXPECT_EQ(given.summary, summary_of({2, 8}));
    EXPECT_EQ(given.totals, (RatingTotals{3, 15}));
    // The same score again leaves it as it is.
    EXPECT_EQ(rate(8, 7000).rating, given.rating);
    EXPECT_EQ(rate(8, 7000).totals, given.totals);
    const auto replaced = rate(1, 8000);
    EXPECT_EQ(replaced.rating.rated_at, at(8000));
    EXPECT_EQ(replaced.summary, summary_of({1, 2}));
    EXPECT_EQ(replaced.totals, (RatingTotals{3, 8}));
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("u")), replaced.rating);
    repository_.refuse_user(call_, UserId("u"));
    EXPECT_EQ(code_of([&] { rate(5, 9000); }), ErrorCode::conflict);
    expect_sound();
}

TEST_P(RatingRepositoryContract, KnowsTheVerySameRating) {
    apply({put(movie("a"), "u", 8)});
    EXPECT_EQ(apply({put(movie("a"), "u", 8)}), std::vector{ChangeEffect::unchanged});
    EXPECT_EQ(apply({put(movie("a"), "u", 8, 1001)}), std::vector{ChangeEffect::replaced});
    EXPECT_EQ(summary(movie("a")), summary_of({8}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, LeavesAScoreThatIsGivenAgainAsItWas) {
    const RatingChange given{movie("a"), UserId("u"), Score(8), std::nullopt};
    repository_.apply(call_, {given}, at(1000));
    EXPECT_EQ(repository_.apply(call_, {given}, at(2000)), std::vector{ChangeEffect::unchanged});
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("u"))->rated_at, at(1000));
    EXPECT_EQ(summary(movie("a")), summary_of({8}));
    expect_sound();
    // It was given again, and so after a removal that began before.
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(1500), 10), 0);
}

TEST_P(RatingRepositoryContract, Withdraws) {
    apply({put(movie("a"), "u", 8), put(movie("a"), "v", 4)});
    EXPECT_EQ(apply({withdrawal(movie("a"), "u")}), std::vector{ChangeEffect::withdrawn});
    EXPECT_EQ(apply({withdrawal(movie("a"), "u")}), std::vector{ChangeEffect::absent});
    EXPECT_FALSE(repository_.find(call_, movie("a"), UserId("u")));
    EXPECT_EQ(summary(movie("a")), summary_of({4}));
    apply({withdrawal(movie("a"), "v")});
    EXPECT_EQ(summary(movie("a")), RatingSummary());
    EXPECT_EQ(totals(), RatingTotals());
    EXPECT_EQ(recount().records, 0);
}

TEST_P(RatingRepositoryContract, TellsRecordTypesAndIdsAndUsersApart) {
    const Record person{RecordType("person"), RecordId("a")};
    apply({put(movie("a"), "u", 1), put(person, "u", 2), put(movie("A"), "u", 3),
           put(movie("a"), "U", 4)});
    EXPECT_EQ(summary(movie("a")), summary_of({1, 4}));
    EXPECT_EQ(summary(movie("A")), summary_of({3}));
    EXPECT_EQ(summary(person), summary_of({2}));
    EXPECT_EQ(totals(), (RatingTotals{3, 8}));
    EXPECT_EQ(repository_.totals(call_, RecordType("person")), (RatingTotals{1, 2}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, AnswersSummariesInTheOrderAsked) {
    apply({put(movie("a"), "u", 1), put(movie("b"), "u", 2)});
    const auto found =
        repository_.summaries(call_, {movie("b"), movie("none"), movie("a"), movie("b")});
    EXPECT_EQ(found,
              (std::vector{summary_of({2}), RatingSummary(), summary_of({1}), summary_of({2})}));
    EXPECT_TRUE(repository_.summaries(call_, {}).empty());
}

TEST_P(RatingRepositoryContract, AppliesABatchInItsOrder) {
    apply({put(movie("a"), "old", 10)});
    const auto effects =
        apply({put(movie("a"), "u", 1), put(movie("a"), "u", 2), withdrawal(movie("a"), "u"),
               withdrawal(movie("a"), "u"), put(movie("a"), "u", 3), withdrawal(movie("a"), "old"),
               put(movie("b"), "old", 7)});
    EXPECT_EQ(effects,
              (std::vector{ChangeEffect::created, ChangeEffect::replaced, ChangeEffect::withdrawn,
                           ChangeEffect::absent, ChangeEffect::created, ChangeEffect::withdrawn,
                           ChangeEffect::created}));
    EXPECT_EQ(summary(movie("a")), summary_of({3}));
    EXPECT_EQ(summary(movie("b")), summary_of({7}));
    EXPECT_EQ(totals(), (RatingTotals{2, 10}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, AppliesTheLargestBatch) {
    std::vector<RatingChange> changes;
    for (int i = 0; i < 10'000; ++i) {
        changes.push_back(
            put(movie("m" + std::to_string(i % 700)), "u" + std::to_string(i / 100), i % 10 + 1));
    }
    apply(changes);
    expect_sound();
    for (const auto effect : apply(changes)) {
        ASSERT_TRUE(effect == ChangeEffect::unchanged || effect == ChangeEffect::replaced);
    }
    expect_sound();
}

TEST_P(RatingRepositoryContract, ReadsAHistoryNewestFirstPageByPage) {
    apply({put(movie("a"), "u", 1, 100), put(movie("b"), "u", 2, 300), put(movie("c"), "u", 3, 200),
           put(movie("d"), "u", 4, 200), put({RecordType("book"), RecordId("z")}, "u", 5, 200),
           put(movie("e"), "other", 6, 250)});
    std::vector<std::string> read;
    std::optional<HistoryPosition> after;
    while (true) {
        const auto page = repository_.history(call_, UserId("u"), after, 2);
        for (const auto& rating : page) read.push_back(rating.record.id.text());
        if (page.size() < 2) break;
        after = HistoryPosition{page.back().rated_at, page.back().record};
    }
    EXPECT_EQ(read, (std::vector<std::string>{"b", "z", "c", "d", "a"}));
}

TEST_P(RatingRepositoryContract, RemovesAllOfARecord) {
    apply({put(movie("a"), "u", 1), put(movie("a"), "v", 2), put(movie("b"), "u", 9)});
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(5000), 10), 2);
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(5000), 10), 0);
    EXPECT_EQ(summary(movie("a")), RatingSummary());
    EXPECT_FALSE(repository_.find(call_, movie("a"), UserId("u")));
    EXPECT_EQ(totals(), (RatingTotals{1, 9}));
    EXPECT_EQ(repository_.history(call_, UserId("u"), std::nullopt, 10).size(), 1U);
    expect_sound();
}

TEST_P(RatingRepositoryContract, RemovesInPortionsWhatWasStoredUntilThen) {
    for (const char* user : {"d", "a", "c", "b"}) apply({put(movie("a"), user, 3)});
    repository_.apply(call_, {put(movie("a"), "late", 9, 1)}, at(5001));
    repository_.apply(call_, {put(movie("a"), "b", 7, 1)}, at(5001));
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(4999), 10), 0);
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(5000), 2), 2);
    EXPECT_EQ(summary(movie("a")).count(), 3);
    expect_sound();
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(5000), 2), 1);
    EXPECT_EQ(repository_.remove_some(call_, movie("a"), at(5000), 2), 0);
    EXPECT_EQ(summary(movie("a")), summary_of({7, 9}));
    EXPECT_EQ(totals(), (RatingTotals{2, 16}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, RemovesAllOfAUserInPortions) {
    const Record book{RecordType("book"), RecordId("z")};
    apply({put(movie("a"), "u", 1), put(movie("b"), "u", 2, 9000), put(movie("c"), "u", 3),
           put(book, "u", 5), put(movie("a"), "v", 10), put(movie("a"), "U", 9),
           put(book, "v", 4)});
    const auto first = remove_some_of("u", 3);
    EXPECT_EQ(first.removed, 3);
    EXPECT_FALSE(first.complete);
    EXPECT_EQ(repository_.history(call_, UserId("u"), std::nullopt, 10).size(), 1U);
    expect_sound();
    const auto second = remove_some_of("u", 3);
    EXPECT_EQ(second.removed, 4);
    EXPECT_TRUE(second.complete);
    EXPECT_EQ(summary(movie("a")), summary_of({9, 10}));
    EXPECT_EQ(summary(movie("b")), RatingSummary());
    EXPECT_EQ(summary(book), summary_of({4}));
    EXPECT_EQ(totals(), (RatingTotals{2, 19}));
    EXPECT_EQ(recount().records, 2);
    expect_sound();
}

TEST_P(RatingRepositoryContract, CountsWhatWasRemovedOfAUserOverAllPortions) {
    apply({put(movie("a"), "u", 1), put(movie("b"), "u", 2)});
    EXPECT_EQ(remove_some_of("u", 1).removed, 1);
    const auto last = remove_some_of("u", 1);
    EXPECT_EQ(last.removed, 2);
    EXPECT_FALSE(last.complete);
    repository_.refuse_user(call_, UserId("u"));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(remove_some_of("u", 1).removed, 2);
        EXPECT_TRUE(remove_some_of("u", 1).complete);
    }
}

TEST_P(RatingRepositoryContract, RemovesNothingOfAUserWhoRatedNothing) {
    apply({put(movie("a"), "u", 1)});
    for (int i = 0; i < 2; ++i) {
        const auto removal = remove_some_of("v", 1);
        EXPECT_EQ(removal.removed, 0);
        EXPECT_TRUE(removal.complete);
    }
    EXPECT_EQ(summary(movie("a")), summary_of({1}));
}

TEST_P(RatingRepositoryContract, TakesNoScoreByAUserWhoWasErased) {
    apply({put(movie("a"), "u", 1)});
    for (int i = 0; i < 2; ++i) {
        repository_.refuse_user(call_, UserId("u"));
        EXPECT_EQ(code_of([&] { apply({put(movie("a"), "u", 5)}); }), ErrorCode::conflict);
        EXPECT_EQ(code_of([&] {
                      apply({put(movie("b"), "v", 5), put(movie("b"), "u", 5)});
                  }),
                  ErrorCode::conflict);
    }
    EXPECT_EQ(summary(movie("a")), summary_of({1}));
    EXPECT_EQ(summary(movie("b")), RatingSummary());
    apply({put(movie("b"), "U", 5), withdrawal(movie("a"), "u")});
    EXPECT_EQ(summary(movie("a")), RatingSummary());
    EXPECT_EQ(summary(movie("b")), summary_of({5}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, FindsTheOneOfManyWhoWasErased) {
    repository_.refuse_user(call_, UserId("u250"));
    std::vector<RatingChange> changes;
    for (int i = 0; i < 301; ++i) changes.push_back(put(movie("a"), "u" + std::to_string(i), 5));
    EXPECT_EQ(code_of([&] { apply(changes); }), ErrorCode::conflict);
    std::erase_if(changes, [](const auto& change) { return change.user == UserId("u250"); });
    EXPECT_EQ(apply(changes).size(), 300U);
}

TEST_P(RatingRepositoryContract, CountsWhatItRecounts) {
    std::vector<RatingChange> changes;
    for (int i = 0; i < 1'203; ++i) changes.push_back(put(movie("m" + std::to_string(i)), "u", 5));
    changes.push_back(put(movie("m7"), "v", 6));
    apply(changes);
    const auto result = recount();
    EXPECT_EQ(result.records, 1'203);
    EXPECT_EQ(result.ratings, 1'204);
    EXPECT_EQ(result.mismatches, 0);
}

RecordImport imported(const std::string& record,
                      const std::vector<std::pair<std::string, int>>& opinions) {
    RecordImport result{RecordId(record), {}};
    for (const auto& [user, score] : opinions) {
        result.opinions.push_back({UserId(user), Score(score), at(1000)});
    }
    return result;
}

TEST_P(RatingRepositoryContract, TakesInRatingsOfManyRecords) {
    EXPECT_EQ(take_in({imported("a", {{"u", 8}, {"v", 3}}), imported("b", {{"u", 5}})}),
              (ImportEffects{3, 0, 0}));
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("v")),
              (Rating{movie("a"), UserId("v"), Score(3), at(1000)}));
    EXPECT_EQ(summary(movie("a")), summary_of({8, 3}));
    EXPECT_EQ(totals(), (RatingTotals{3, 16}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TakesInTheSameAgainWithoutAChange) {
    const std::vector records{imported("a", {{"u", 8}, {"v", 3}}), imported("b", {{"u", 5}})};
    take_in(records);
    EXPECT_EQ(take_in(records), (ImportEffects{0, 0, 3}));
    EXPECT_EQ(totals(), (RatingTotals{3, 16}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TellsNewRatingsFromOldOnesWhenItTakesThemIn) {
    apply({put(movie("a"), "same", 8), put(movie("a"), "other", 3), put(movie("b"), "own", 1)});
    EXPECT_EQ(take_in({imported("a", {{"new", 5}, {"other", 4}, {"same", 8}}),
                       imported("b", {{"u", 2}}), imported("c", {})}),
              (ImportEffects{2, 1, 1}));
    EXPECT_EQ(summary(movie("a")), summary_of({5, 4, 8}));
    EXPECT_EQ(summary(movie("b")), summary_of({1, 2}));
    EXPECT_EQ(repository_.find(call_, movie("a"), UserId("other"))->score, Score(4));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TakesInMoreThanStatementsAndEventsHold) {
    apply({put(movie("m1"), "u2345", 1)});
    std::vector<RecordImport> records{imported("m0", {}), imported("m1", {})};
    for (auto& record : records) {
        for (int user = 1000; user < 3'500; ++user) {
            record.opinions.push_back({UserId("u" + std::to_string(user)), Score(7), at(1000)});
        }
    }
    EXPECT_EQ(take_in(records), (ImportEffects{4'999, 1, 0}));
    EXPECT_EQ(totals(), (RatingTotals{5'000, 35'000}));
    EXPECT_EQ(take_in(records), (ImportEffects{0, 0, 5'000}));
    expect_sound();
}

TEST_P(RatingRepositoryContract, TakesInNothingOutOfOrder) {
    for (const auto& records : std::vector<std::vector<RecordImport>>{
             {imported("b", {{"u", 1}}), imported("a", {{"u", 1}})},
             {imported("a", {{"u", 1}}), imported("a", {{"v", 1}})},
             {imported("a", {{"v", 1}, {"u", 1}})},
             {imported("a", {{"u", 1}, {"u", 2}})}}) {
        EXPECT_EQ(code_of([&] { take_in(records); }), ErrorCode::invalid);
    }
    EXPECT_EQ(totals(), RatingTotals());
}

TEST_P(RatingRepositoryContract, TakesInNothingWithARatingByAUserWhoWasErased) {
    repository_.refuse_user(call_, UserId("gone"));
    EXPECT_EQ(code_of([&] {
                  take_in({imported("a", {{"ann", 1}, {"gone", 2}})});
              }),
              ErrorCode::conflict);
    EXPECT_EQ(take_in({imported("a", {{"ann", 1}})}), (ImportEffects{1, 0, 0}));
    EXPECT_EQ(totals(), (RatingTotals{1, 1}));
}

using ConcurrentRatingRepositoryContract = RatingRepositoryContract;

TEST_P(ConcurrentRatingRepositoryContract, CountsEveryWriterOfOneRecord) {
    constexpr int kWriters = 8;
    constexpr int kRatings = 25;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < kRatings; ++i) {
                apply({put(movie("hot"), "u" + std::to_string(writer * kRatings + i), i % 10 + 1)});
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(summary(movie("hot")).count(), kWriters * kRatings);
    expect_sound();
}

TEST_P(ConcurrentRatingRepositoryContract, KeepsOneRatingOfAUserWhoRatesFromEverywhere) {
    constexpr int kWriters = 8;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < 25; ++i) {
                if (i % 5 == 4) {
                    apply({withdrawal(movie("hot"), "same")});
                } else {
                    apply({put(movie("hot"), "same", writer + 1, i)});
                }
            }
            apply({put(movie("hot"), "same", 10)});
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(summary(movie("hot")), summary_of({10}));
    expect_sound();
}

TEST_P(ConcurrentRatingRepositoryContract, StaysSoundUnderBatchesThatOverlapInAnyOrder) {
    std::vector<std::thread> writers;
    for (unsigned writer = 0; writer < 6; ++writer) {
        writers.emplace_back([&, writer] {
            std::minstd_rand random(writer + 1);
            for (int i = 0; i < 12; ++i) {
                std::vector<RatingChange> changes;
                for (int j = 0; j < 20; ++j) {
                    const auto record = movie("m" + std::to_string(random() % 12));
                    const auto user = "u" + std::to_string(random() % 4);
                    if (random() % 4 == 0) {
                        changes.push_back(withdrawal(record, user));
                    } else {
                        changes.push_back(put(record, user, static_cast<int>(random() % 10) + 1));
                    }
                }
                apply(changes);
                if (i % 4 == 3) repository_.remove_some(call_, movie("m3"), at(5000), 100);
            }
        });
    }
    for (auto& writer : writers) writer.join();
    expect_sound();
}

TEST_P(ConcurrentRatingRepositoryContract, TakesInRatingsWhileOthersRateTheSame) {
    constexpr int kRecords = 30;
    constexpr int kUsers = 40;
    std::vector<std::thread> threads;
    std::atomic<std::int64_t> created = 0;
    for (int half = 0; half < 2; ++half) {
        threads.emplace_back([&, half] {
            for (int round = 0; round < 4; ++round) {
                std::vector<RecordImport> records;
                for (int i = 0; i < kRecords; ++i) {
                    records.push_back(imported("m" + std::to_string(100 + i), {}));
                    for (int user = round * 10; user < kUsers; ++user) {
                        if (user % 2 != half) continue;
                        records.back().opinions.push_back(
                            {UserId("u" + std::to_string(100 + user)), Score(5), at(1000)});
                    }
                }
                created += take_in(records).created;
            }
        });
    }
    for (unsigned writer = 0; writer < 4; ++writer) {
        threads.emplace_back([&, writer] {
            std::minstd_rand random(writer + 1);
            for (int i = 0; i < 40; ++i) {
                const auto record = movie("m" + std::to_string(100 + random() % kRecords));
                const auto user = "u" + std::to_string(100 + random() % kUsers);
                const auto effect =
                    apply({put(record, user, static_cast<int>(random() % 10) + 1, i)}).front();
                created += effect == ChangeEffect::created ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(created, kRecords * kUsers);
    EXPECT_EQ(totals().count, kRecords * kUsers);
    expect_sound();
}

TEST_P(ConcurrentRatingRepositoryContract, RemovesAUsersRatingsWhileOthersRateTheSame) {
    constexpr int kRecords = 60;
    std::vector<RatingChange> changes;
    for (int i = 0; i < kRecords; ++i) {
        changes.push_back(put(movie("m" + std::to_string(i)), "gone", i % 10 + 1));
    }
    apply(changes);
    repository_.refuse_user(call_, UserId("gone"));
    std::vector<std::thread> threads;
    std::atomic<std::int64_t> withdrawn = 0;
    for (unsigned writer = 0; writer < 4; ++writer) {
        threads.emplace_back([&, writer] {
            std::minstd_rand random(writer + 1);
            for (int i = 0; i < 40; ++i) {
                const auto record = movie("m" + std::to_string(random() % kRecords));
                apply({put(record, "u" + std::to_string(writer), i % 10 + 1)});
                if (i % 8 != 0) continue;
                const auto effect = apply({withdrawal(record, "gone")}).front();
                withdrawn += effect == ChangeEffect::withdrawn ? 1 : 0;
            }
        });
    }
    for (int worker = 0; worker < 2; ++worker) {
        threads.emplace_back([&] {
            while (!repository_.remove_some_of_user(call_, UserId("gone"), 7).complete) {
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(repository_.history(call_, UserId("gone"), std::nullopt, 1).empty());
    EXPECT_EQ(repository_.remove_some_of_user(call_, UserId("gone"), 1).removed + withdrawn,
              kRecords);
    expect_sound();
}

TEST_P(ConcurrentRatingRepositoryContract, RecountsCorrectlyWhileOthersWrite) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        std::minstd_rand random(1);
        while (!stop) {
            apply({put(movie("m" + std::to_string(random() % 900)),
                       "u" + std::to_string(random() % 50), static_cast<int>(random() % 10) + 1)});
        }
    });
    for (int i = 0; i < 5; ++i) expect_sound();
    for (int i = 0; i < 3; ++i) recount(true);
    stop = true;
    writer.join();
    expect_sound();
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, RatingRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentRatingRepositoryContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::rating
