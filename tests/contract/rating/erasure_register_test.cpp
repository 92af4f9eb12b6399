#include "application/rating/erasure_register.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <thread>

#include "infrastructure/rating/local_erasure_register.h"
#include "infrastructure/rating/rpc_erasure_register.h"
#include "tests/support/call_end.h"
#include "tests/support/identity_place.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

class ErasureRegisterContract : public testing::TestWithParam<test::Form> {
protected:
    ErasureRegisterContract() {
        if (GetParam() == test::Form::direct) return;
        channel_ = place_.channel();
        remote_.emplace(*channel_);
        register_ = &*remote_;
    }

    UserId erase(const std::string& name) {
        const auto account = place_.create(name);
        place_.accounts.erase(place_.system, account.id);
        return UserId(account.id.text());
    }
    /// In the order of their ids.
    std::vector<UserId> erase_some(int count) {
        std::vector<UserId> users;
        for (int i = 0; i < count; ++i) users.push_back(erase("user" + std::to_string(i)));
        std::ranges::sort(users);
        return users;
    }
    identity::Erasure stored(const UserId& user) {
        return place_.erasures.find(place_.system, identity::AccountId(user.text())).value();
    }
    std::vector<UserId> unfinished(const std::optional<UserId>& after, std::size_t limit) {
        std::vector<UserId> users;
        for (const auto& erasure : register_->unfinished(call_, after, limit)) {
            users.push_back(erasure.user);
        }
        return users;
    }

    test::IdentityPlace place_{GetParam()};
    Call call_ = place_.system;
    std::unique_ptr<rpc::Channel> channel_;
    std::optional<RpcErasureRegister> remote_;
    LocalErasureRegister local_{place_.erasures};
    ErasureRegister* register_ = &local_;
};

TEST_P(ErasureRegisterContract, HasNothingAtFirst) {
    EXPECT_TRUE(unfinished(std::nullopt, 10).empty());
    // Of nobody who was erased here: that may be a late repetition.
    register_->report(call_, UserId("nobody"), {at(1), 1, true});
    EXPECT_TRUE(unfinished(std::nullopt, 10).empty());
}

TEST_P(ErasureRegisterContract, KnowsHowFarAnErasureIs) {
    const UserId user = erase("ann");
    auto erasure = register_->unfinished(call_, std::nullopt, 10).at(0);
    EXPECT_EQ(erasure.user, user);
    EXPECT_EQ(erasure.started_at, std::nullopt);
    EXPECT_EQ(erasure.removed, 0);
    register_->report(call_, user, {at(1'790'000'000'321), 0, false});
    register_->report(call_, user, {at(1'790'000'001'000), 5'000'000'000, false});
    erasure = register_->unfinished(call_, std::nullopt, 10).at(0);
    EXPECT_EQ(erasure.started_at, at(1'790'000'000'321));
    EXPECT_EQ(erasure.removed, 5'000'000'000);
    register_->report(call_, user, {at(1'790'000'002'000), 5'000'000'001, true});
    EXPECT_TRUE(unfinished(std::nullopt, 10).empty());
    EXPECT_EQ(stored(user).ratings_removed, 5'000'000'001);
    EXPECT_EQ(stored(user).finished_at, at(1'790'000'002'000));
}

TEST_P(ErasureRegisterContract, NeverUndoesProgress) {
    const UserId user = erase("ann");
    register_->report(call_, user, {at(110), 8, false});
    register_->report(call_, user, {at(111), 5, false});
    EXPECT_EQ(stored(user).ratings_removed, 8);
    register_->report(call_, user, {at(120), 9, true});
    const auto done = stored(user);
    register_->report(call_, user, {at(130), 10, false});
    EXPECT_EQ(stored(user), done);
}

TEST_P(ErasureRegisterContract, TellsPageByPage) {
    const auto users = erase_some(5);
    EXPECT_EQ(unfinished(std::nullopt, 10), users);
    EXPECT_EQ(unfinished(std::nullopt, 2), std::vector(users.begin(), users.begin() + 2));
    EXPECT_EQ(unfinished(users[1], 2), std::vector(users.begin() + 2, users.begin() + 4));
    EXPECT_TRUE(unfinished(users[4], 2).empty());
    register_->report(call_, users[2], {at(1), 0, true});
    EXPECT_EQ(unfinished(users[1], 1), std::vector{users[3]});
}

TEST_P(ErasureRegisterContract, TellsOfMoreThanOneAnswerHolds) {
    const auto users = erase_some(1'100);
    EXPECT_EQ(unfinished(std::nullopt, 5'000), users);
    EXPECT_EQ(unfinished(std::nullopt, 1'050), std::vector(users.begin(), users.begin() + 1'050));
}

TEST_P(ErasureRegisterContract, IsForMarqueeItselfAndAdministrators) {
    const UserId user = erase("ann");
    const std::vector<std::pair<Caller, ErrorCode>> strangers = {
        {Caller(), ErrorCode::unauthenticated},
        {Caller::of_account("u", Role::editor), ErrorCode::forbidden},
        {Caller::of_account("s", Role::service), ErrorCode::forbidden},
        {Caller::of_account("a", Role::admin, {Scope::ratings_write}), ErrorCode::forbidden}};
    for (const auto& [caller, code] : strangers) {
        call_.caller = caller;
        const auto error = error_of([&] { register_->unfinished(call_, std::nullopt, 1); });
        const auto expected = error_of([&] { local_.unfinished(call_, std::nullopt, 1); });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code(), code);
        EXPECT_STREQ(error->what(), expected->what());
        EXPECT_EQ(code_of([&] { register_->report(call_, user, {at(1), 1, true}); }), code);
    }
    call_.caller = Caller::of_account("a", Role::admin);
    EXPECT_EQ(unfinished(std::nullopt, 1), std::vector{user});
}

TEST_P(ErasureRegisterContract, AsksNoLongerThanTheCallMay) {
    const UserId user = erase("ann");
    std::stop_source client;
    client.request_stop();
    Call late = call_;
    late.deadline = Call::Deadline::min();
    Call cancelled = call_;
    cancelled.cancelled = client.get_token();
    for (const Call& over : {late, cancelled}) {
        EXPECT_EQ(code_of([&] { register_->unfinished(over, std::nullopt, 1); }),
                  ErrorCode::deadline_exceeded);
        EXPECT_EQ(code_of([&] {
                      register_->report(over, user, {at(1), 1, true});
                  }),
                  ErrorCode::deadline_exceeded);
    }
    EXPECT_EQ(stored(user).started_at, std::nullopt);
}

TEST_P(ErasureRegisterContract, EndsAReportWithItsCall) {
    const UserId user = erase("ann");
    const auto held = place_.hold_writes();
    test::expect_to_end_with_the_call(call_, [&](const Call& call) {
        register_->report(call, user, {at(1), 1, true});
    });
    // Readers don't wait for writers.
    EXPECT_EQ(unfinished(std::nullopt, 10), std::vector{user});
}

class ConcurrentErasureRegisterContract : public ErasureRegisterContract {};

TEST_P(ConcurrentErasureRegisterContract, KeepsTheFurthestOfManyReports) {
    const UserId user = erase("ann");
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 10; ++n) {
                register_->report(call_, user, {at(100), n * 8 + i, false});
                EXPECT_EQ(unfinished(std::nullopt, 10), std::vector{user});
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(stored(user).ratings_removed, 79);
}

INSTANTIATE_TEST_SUITE_P(Forms, ErasureRegisterContract, testing::ValuesIn(test::all_forms()),
                         test::FormName());
INSTANTIATE_TEST_SUITE_P(Forms, ConcurrentErasureRegisterContract,
                         testing::ValuesIn(test::all_forms()), test::FormName());

}  // namespace
}  // namespace marquee::rating
