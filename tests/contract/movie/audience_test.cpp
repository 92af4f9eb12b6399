#include "application/movie/audience.h"

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <thread>

#include "tests/support/call_end.h"
#include "tests/support/port_forms.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

constexpr std::chrono::milliseconds kMillisecond{1};

Timestamp now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

class AudienceContract : public testing::TestWithParam<test::MoviePortsForm> {
protected:
    PersonalRating rate(const std::string& id, const std::string& user, std::int64_t score) {
        return audience_.rate(call_, MovieId(id), user, score).own;
    }

    std::optional<MovieRating> rating(const std::string& id) {
        return audience_.rating(call_, MovieId(id));
    }

    /// What is stored from here on is stored later than at `moment`.
    static void wait_past(Timestamp moment) {
        while (now() <= moment) std::this_thread::yield();
    }

    std::unique_ptr<test::MoviePorts> ports_ = GetParam().make();
    Audience& audience_ = ports_->audience();
    Call call_ = Call().by_system();
    const MovieId id_{"m"};
};

TEST_P(AudienceContract, KnowsNothingOfMoviesThatNobodyRated) {
    EXPECT_FALSE(rating("m"));
    EXPECT_FALSE(audience_.rating_by(call_, id_, "ann"));
    EXPECT_FALSE(audience_.withdraw(call_, id_, "ann"));
    EXPECT_TRUE(audience_.scan(call_, std::nullopt, 10).empty());
    audience_.forget(call_, id_, now());
}

TEST_P(AudienceContract, KeepsAScoreAndWhenItWasGiven) {
    const auto before = now();
    const auto given = rate("m", "ann", 7);
    EXPECT_EQ(given.score, 7);
    EXPECT_GE(given.rated_at, before);
    EXPECT_LE(given.rated_at, now());
    const auto found = audience_.rating_by(call_, id_, "ann").value();
    EXPECT_EQ(found.score, 7);
    EXPECT_EQ(found.rated_at, given.rated_at);
    EXPECT_FALSE(audience_.rating_by(call_, id_, "bob"));
    EXPECT_FALSE(audience_.rating_by(call_, MovieId("M"), "ann"));
}

TEST_P(AudienceContract, SumsUpWhatEverybodyThinks) {
    rate("m", "ann", 7);
    rate("m", "bob", 10);
    rate("m", "cid", 10);
    rate("n", "ann", 1);
    const auto found = rating("m").value();
    EXPECT_EQ(found.count, 3);
    EXPECT_EQ(found.average, 27.0 / 3);
    EXPECT_EQ(found.histogram, (std::array<std::int64_t, 10>{0, 0, 0, 0, 0, 0, 1, 0, 0, 2}));
    // Of all four ratings, which come to 28, 25 are given on credit.
    EXPECT_DOUBLE_EQ(found.weighted, 3.0 / 28 * 9 + 25.0 / 28 * 7);
    EXPECT_EQ(found.weighted, rating("m").value().weighted);
}

TEST_P(AudienceContract, TellsWhatEverybodyThinksSinceAScore) {
    rate("n", "bob", 1);
    rate("m", "bob", 3);
    const auto told = audience_.rate(call_, id_, "ann", 7).everybody.value();
    const auto found = rating("m").value();
    EXPECT_EQ(told.count, 2);
    EXPECT_EQ(told.average, found.average);
    EXPECT_EQ(told.weighted, found.weighted);
    EXPECT_EQ(told.histogram, found.histogram);
}

TEST_P(AudienceContract, PutsAScoreInPlaceOfTheEarlierOne) {
    rate("m", "ann", 2);
    const auto given = rate("m", "ann", 9);
    EXPECT_EQ(rate("m", "ann", 9).rated_at, given.rated_at);
    EXPECT_EQ(audience_.rating_by(call_, id_, "ann").value().score, 9);
    EXPECT_EQ(rating("m").value().count, 1);
    EXPECT_EQ(rating("m").value().average, 9);
}

TEST_P(AudienceContract, TakesARatingBackOnce) {
    rate("m", "ann", 2);
    rate("m", "bob", 3);
    EXPECT_TRUE(audience_.withdraw(call_, id_, "ann"));
    EXPECT_FALSE(audience_.withdraw(call_, id_, "ann"));
    EXPECT_EQ(rating("m").value().count, 1);
    EXPECT_TRUE(audience_.withdraw(call_, id_, "bob"));
    EXPECT_FALSE(rating("m"));
}

TEST_P(AudienceContract, TakesScoresFromOneToTen) {
    constexpr auto kHuge = std::int64_t{1} << 40;
    for (const std::int64_t score :
         {std::int64_t{0}, std::int64_t{11}, std::int64_t{-1}, kHuge, kHuge + 5}) {
        const auto error = error_of([&] { rate("m", "ann", score); });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code(), ErrorCode::invalid);
        const std::string why = "must be a whole number from 1 to 10, not " + std::to_string(score);
        EXPECT_EQ(error->fields(), (std::vector<FieldError>{{"score", why}}));
    }
    EXPECT_EQ(rate("m", "ann", 1).score, 1);
    EXPECT_EQ(rate("m", "ann", 10).score, 10);
}

TEST_P(AudienceContract, RefusesNamesThatNobodyHas) {
    for (const std::string user : {"", "a b", "😀", "..", "a\nb"}) {
        EXPECT_EQ(blame_of([&] { rate("m", user, 5); }), "user_id");
        EXPECT_EQ(blame_of([&] { audience_.rating_by(call_, id_, user); }), "user_id");
        EXPECT_EQ(blame_of([&] { audience_.withdraw(call_, id_, user); }), "user_id");
    }
    EXPECT_EQ(rate("m", std::string(64, 'u'), 5).score, 5);
}

TEST_P(AudienceContract, AnswersForManyInTheOrderAsked) {
    rate("a", "ann", 3);
    rate("b", "ann", 4);
    std::vector<MovieId> ids;
    // More than go into one message. Together 10,002.
    for (int i = 0; i < 3'334; ++i) {
        for (const char* id : {"b", "none", "a"}) ids.emplace_back(id);
    }
    const auto found = audience_.ratings(call_, ids);
    ASSERT_EQ(found.size(), ids.size());
    for (std::size_t i = 0; i < found.size(); i += 3) {
        EXPECT_EQ(found[i].value().average, 4);
        EXPECT_FALSE(found[i + 1]);
        EXPECT_EQ(found[i + 2].value().average, 3);
    }
    EXPECT_TRUE(audience_.ratings(call_, {}).empty());
}

TEST_P(AudienceContract, ScansThousandMoviesAtOnce) {
    constexpr int kMovies = 1'003;
    for (int i = 0; i < kMovies; ++i) rate(std::to_string(10'000 + i), "ann", i % 10 + 1);
    const auto first = audience_.scan(call_, std::nullopt, 1'000);
    ASSERT_EQ(first.size(), 1'000U);
    for (std::size_t i = 0; i < first.size(); ++i) {
        ASSERT_EQ(first[i].id, MovieId(std::to_string(10'000 + i)));
        RatingTally wanted;
        wanted.histogram.at(i % 10) = 1;
        ASSERT_EQ(first[i].tally, wanted);
    }
    EXPECT_EQ(audience_.scan(call_, first.back().id, 1'000).size(), 3U);
    EXPECT_EQ(audience_.scan(call_, MovieId("10999"), 2).back().id, MovieId("11001"));
    EXPECT_TRUE(audience_.scan(call_, MovieId("11002"), 1).empty());
}

TEST_P(AudienceContract, PassesOverMoviesWithoutRatingsLeft) {
    rate("a", "ann", 3);
    rate("b", "ann", 4);
    audience_.withdraw(call_, MovieId("a"), "ann");
    const auto scanned = audience_.scan(call_, std::nullopt, 10);
    ASSERT_EQ(scanned.size(), 1U);
    EXPECT_EQ(scanned.front().id, MovieId("b"));
}

TEST_P(AudienceContract, ForgetsWhatWasStoredUntilAMoment) {
    const auto earlier = rate("m", "ann", 3).rated_at;
    rate("n", "ann", 3);
    audience_.forget(call_, id_, earlier - kMillisecond);
    EXPECT_EQ(rating("m").value().count, 1) << "to the millisecond";
    wait_past(now());
    const auto later = rate("m", "bob", 4).rated_at;
    audience_.forget(call_, id_, later - kMillisecond);
    EXPECT_EQ(rating("m").value().average, 4);
    EXPECT_FALSE(audience_.rating_by(call_, id_, "ann"));
    // Where each call is repeated, it was stored a little later than it was given.
    audience_.forget(call_, id_, now());
    audience_.forget(call_, id_, now());
    EXPECT_FALSE(rating("m"));
    EXPECT_TRUE(rating("n"));
}

TEST_P(AudienceContract, LetsOnlyMarqueeAndItsAdministratorsForget) {
    rate("m", "ann", 3);
    const std::vector<std::pair<Caller, ErrorCode>> callers = {
        {{}, ErrorCode::unauthenticated},
        {Caller::of_account("ann", Role::viewer), ErrorCode::forbidden},
        {Caller::of_account("e", Role::editor), ErrorCode::forbidden},
        {Caller::of_account("s", Role::service), ErrorCode::forbidden}};
    for (const auto& [caller, code] : callers) {
        Call call;
        call.caller = caller;
        EXPECT_EQ(code_of([&] { audience_.forget(call, id_, now()); }), code);
    }
    EXPECT_TRUE(rating("m"));
    call_.caller = Caller::of_account("root", Role::admin);
    audience_.forget(call_, id_, now());
    EXPECT_FALSE(rating("m"));
}

TEST_P(AudienceContract, RefusesWhoMayNotSpeakForTheUser) {
    rate("m", "ann", 3);
    const std::vector<std::pair<Caller, ErrorCode>> callers = {
        {{}, ErrorCode::unauthenticated},
        {Caller::of_account("bob", Role::viewer), ErrorCode::forbidden},
        {Caller::of_account("e", Role::editor), ErrorCode::forbidden}};
    for (const auto& [caller, code] : callers) {
        Call call;
        call.caller = caller;
        const auto error = error_of([&] { audience_.rate(call, id_, "ann", 9); });
        EXPECT_EQ(error.value().code(), code);
        EXPECT_FALSE(std::string(error->what()).empty());
        EXPECT_EQ(code_of([&] { audience_.withdraw(call, id_, "ann"); }), code);
        EXPECT_EQ(code_of([&] { audience_.rating_by(call, id_, "ann"); }), code);
        EXPECT_TRUE(audience_.ratings(call, {id_}).front());
    }
    EXPECT_EQ(audience_.rating_by(call_, id_, "ann").value().score, 3);
}

TEST_P(AudienceContract, LetsUsersAndThoseWhoActForThemRate) {
    for (const auto& caller :
         {Caller::of_account("ann", Role::viewer), Caller::of_account("s", Role::service),
          Caller::of_account("root", Role::admin)}) {
        call_.caller = caller;
        rate("m", "ann", 9);
        EXPECT_EQ(audience_.rating_by(call_, id_, "ann").value().score, 9);
        EXPECT_TRUE(audience_.withdraw(call_, id_, "ann"));
    }
    call_.caller = Caller::of_account("ann", Role::viewer, {Scope::catalogue_write});
    EXPECT_EQ(code_of([&] { rate("m", "ann", 9); }), ErrorCode::forbidden)
        << "a token that is limited to something else";
}

TEST_P(AudienceContract, AnswersNobodyWhoNoLongerWaits) {
    rate("m", "ann", 3);
    Call late = call_;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    std::stop_source gone;
    gone.request_stop();
    Call cancelled = call_;
    cancelled.cancelled = gone.get_token();
    for (const auto& call : {late, cancelled}) {
        const std::vector<std::function<void()>> questions = {[&] { audience_.rating(call, id_); },
                                                              [&] { audience_.ratings(call, {id_}); },
                                                              [&] { audience_.scan(call, std::nullopt, 1); },
                                                              [&] { audience_.rating_by(call, id_, "ann"); },
                                                              [&] { audience_.rate(call, id_, "ann", 9); },
                                                              [&] { audience_.withdraw(call, id_, "ann"); },
                                                              [&] { audience_.forget(call, id_, now()); }};
        for (const auto& ask : questions) EXPECT_EQ(code_of(ask), ErrorCode::deadline_exceeded);
    }
    EXPECT_EQ(audience_.rating_by(call_, id_, "ann").value().score, 3);
}

using WaitingAudienceContract = AudienceContract;

TEST_P(WaitingAudienceContract, EndsAWriteWithItsCall) {
    rate("m", "ann", 3);
    const auto held = ports_->hold_writes();
    const std::vector<std::function<void(const Call&)>> writes = {
        [&](const Call& call) { audience_.rate(call, id_, "ann", 9); },
        [&](const Call& call) { audience_.withdraw(call, id_, "ann"); },
        [&](const Call& call) { audience_.forget(call, id_, now()); }};
    for (const auto& write : writes) test::expect_to_end_with_the_call(call_, write);
    // Readers don't wait for writers.
    EXPECT_EQ(audience_.rating_by(call_, id_, "ann").value().score, 3);
}

using ConcurrentAudienceContract = AudienceContract;

TEST_P(ConcurrentAudienceContract, CountsEverybodyOnce) {
    constexpr int kUsers = 8;
    std::vector<std::thread> users;
    for (int user = 0; user < kUsers; ++user) {
        users.emplace_back([&, name = "user" + std::to_string(user)] {
            for (int score = 1; score <= 10; ++score) {
                EXPECT_EQ(rate("m", name, score).score, score);
                EXPECT_EQ(audience_.rating_by(call_, id_, name).value().score, score);
            }
        });
    }
    for (auto& user : users) user.join();
    EXPECT_EQ(rating("m").value().count, kUsers);
    EXPECT_EQ(rating("m").value().average, 10);
}

std::string form_name(const testing::TestParamInfo<test::MoviePortsForm>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, AudienceContract, testing::ValuesIn(test::movie_ports_forms()),
                         form_name);
INSTANTIATE_TEST_SUITE_P(Stored, WaitingAudienceContract,
                         testing::ValuesIn(test::stored_ports_forms()), form_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentAudienceContract,
                         testing::ValuesIn(test::movie_ports_forms()), form_name);

}  // namespace
}  // namespace marquee::movie
