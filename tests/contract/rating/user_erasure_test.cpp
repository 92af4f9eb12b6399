#include "application/rating/user_erasure.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "infrastructure/rating/local_erasure_register.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// The end of a process, which nobody catches on its way.
struct Crash {};

/// Nothing ever happens there.
class QuietFeed : public EventFeed {
public:
    Answer read(const Call&, std::int64_t, std::size_t, Call::Deadline) override {
        return std::vector<Event>();
    }
    std::int64_t last_position(const Call&) override { return 0; }
    void acknowledge(const Call&, const std::string&, std::int64_t) override {}
};

/// The whole saga, over the stores of both contexts.
class UserErasureContract : public testing::TestWithParam<test::StoreKind> {
protected:
    static constexpr milliseconds kLongestWrite = seconds(30);
    static constexpr int kNever = -1;

    static Record movie(int number) {
        return {RecordType("movie"), RecordId("m" + std::to_string(number))};
    }

    void rate(const std::string& user, int first, int count) {
        std::vector<RatingChange> changes;
        for (int i = first; i < first + count; ++i) {
            changes.push_back({movie(i), UserId(user), Score(i % 10 + 1), {}});
        }
        ratings_.apply(call_, changes, now());
    }
    void create_account(const std::string& id) {
        stores_->identity().accounts.create(
            call_,
            {identity::AccountId(id), identity::AccountName("n" + id), Role::viewer, false, 1, {}},
            "hash");
    }
    void erase_account(const std::string& id) {
        stores_->identity().accounts.erase(
            call_, identity::AccountId(id), [](const identity::Account&, std::int64_t) {}, now());
    }
    /// A process that does one round, and ends in place of step `crash`, counted from 0; false when
    /// it did not get so far.
    bool round(int crash = kNever) {
        UserErasure process(
            ratings_, register_, feed_, [this] { return now(); }, kLongestWrite);
        try {
            process.tend(
                [&] {
                    if (crash != kNever && crash-- == 0) throw Crash();
                    return Call().by_system();
                },
                Call::Deadline::min());
        } catch (const Crash&) {
            return true;
        }
        return false;
    }
    identity::Erasure erasure(const std::string& id) {
        return service_.find(call_, identity::AccountId(id)).value();
    }
    bool has_ratings(const std::string& user) {
        return !ratings_.history(call_, UserId(user), std::nullopt, 1).empty();
    }
    /// What is stored agrees, and only `count` ratings are.
    void expect_sound(std::int64_t count) {
        const auto result = ratings_.recount(call_, false, [](const SummaryMismatch&) {});
        EXPECT_EQ(result.ratings, count);
        EXPECT_EQ(result.mismatches, 0);
        EXPECT_EQ(result.wrong_totals, 0);
    }
    Timestamp now() { return Timestamp(milliseconds(now_)); }
    void pass(milliseconds time) { now_ += time.count(); }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    RatingRepository& ratings_ = stores_->ratings();
    identity::ErasureService service_{stores_->identity().erasures};
    LocalErasureRegister register_{service_};
    QuietFeed feed_;
    Call call_ = Call().by_system();
    std::atomic<std::int64_t> now_ = 1'000'000;
};

TEST_P(UserErasureContract, RemovesThousandsOfRatings) {
    create_account("gone");
    rate("gone", 0, 3000);
    rate("stays", 0, 5);
    erase_account("gone");
    EXPECT_EQ(erasure("gone").status(), identity::ErasureStatus::pending);
    pass(seconds(1));
    round();
    EXPECT_FALSE(has_ratings("gone"));
    EXPECT_EQ(
        erasure("gone"),
        (identity::Erasure{identity::AccountId("gone"), now() - seconds(1), now(), 3000, {}}));
    pass(kLongestWrite);
    round();
    EXPECT_EQ(erasure("gone").finished_at, now());
    EXPECT_EQ(erasure("gone").ratings_removed, 3000);
    expect_sound(5);
}

TEST_P(UserErasureContract, GoesOnAfterTheEndOfItsProcessAtAnyStep) {
    constexpr int kRatings = 201;
    rate("stays", 0, kRatings);
    bool crashed = true;
    int step = 0;
    for (; crashed; ++step) {
        const std::string user = "gone" + std::to_string(step);
        create_account(user);
        rate(user, 0, kRatings);
        erase_account(user);
        crashed = round(step);
        pass(kLongestWrite);
        crashed = round(step) || crashed;
        round();
        pass(kLongestWrite);
        round();
        EXPECT_FALSE(has_ratings(user)) << step;
        EXPECT_EQ(erasure(user).status(), identity::ErasureStatus::done) << step;
        EXPECT_EQ(erasure(user).ratings_removed, kRatings) << step;
    }
    // Where it is, what to do, refusing, telling, two portions and telling of them, the next event.
    EXPECT_EQ(step - 1, 9);
    expect_sound(kRatings);
}

TEST_P(UserErasureContract, IsTheSameByTwoInstancesAtOnce) {
    for (const char* user : {"a", "b", "c"}) {
        create_account(user);
        rate(user, 0, 700);
        erase_account(user);
    }
    for (int i = 0; i < 2; ++i) {
        std::thread other([this] { round(); });
        round();
        other.join();
        pass(kLongestWrite);
    }
    for (const char* user : {"a", "b", "c"}) {
        EXPECT_EQ(erasure(user).status(), identity::ErasureStatus::done);
        EXPECT_EQ(erasure(user).ratings_removed, 700);
    }
    expect_sound(0);
}

TEST_P(UserErasureContract, EndsThoughItsUserGoesOnRating) {
    create_account("gone");
    rate("gone", 0, 300);
    std::atomic<int> refused = 0;
    std::atomic<int> taken = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 3; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; refused < 3; ++i) {
                const auto code = code_of([&] { rate("gone", (writer * 37 + i * 11) % 400, 3); });
                (code ? refused : taken) += 1;
                EXPECT_EQ(code.value_or(ErrorCode::conflict), ErrorCode::conflict);
            }
        });
    }
    while (taken < 10) std::this_thread::yield();
    erase_account("gone");
    round();
    // Those that had begun before it was refused have ended.
    for (auto& writer : writers) writer.join();
    pass(kLongestWrite);
    round();
    EXPECT_FALSE(has_ratings("gone"));
    EXPECT_EQ(erasure("gone").status(), identity::ErasureStatus::done);
    EXPECT_EQ(code_of([&] { rate("gone", 0, 1); }), ErrorCode::conflict);
    expect_sound(0);
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, UserErasureContract, testing::ValuesIn(test::all_stores()),
                         store_name);

}  // namespace
}  // namespace marquee::rating
