#include "application/identity/token_cache.h"

#include <atomic>
#include <latch>
#include <thread>

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Counts how often a key is asked for, may be away, and may be held up.
class WatchedApiKeys : public FakeApiKeyRepository {
public:
    using FakeApiKeyRepository::FakeApiKeyRepository;

    std::optional<ApiKeyOfAccount> find(const Call& call, const ApiKeyId& id) override {
        ++asked;
        if (entered) entered->count_down();
        if (go_on) go_on->wait();
        if (away) throw Error(ErrorCode::unavailable, "the store is away");
        return FakeApiKeyRepository::find(call, id);
    }

    std::atomic<int> asked = 0;
    std::atomic<bool> away = false;
    std::latch* entered = nullptr;
    std::latch* go_on = nullptr;
};

class TokenCacheTest : public IdentityFixture {
protected:
    TokenCacheTest() {
        ann_.emplace(create("ann", Role::editor));
        key_ = create_key(*ann_, ScopeSet::of(Role::admin));
    }

    KnownToken find(std::string_view token) { return cache_.find(call, token); }
    /// The role behind the key, or nothing.
    std::optional<Role> role() {
        const auto known = find(key_);
        const auto* facts = std::get_if<std::shared_ptr<const TokenFacts>>(&known);
        return facts ? std::optional((*facts)->caller.role) : std::nullopt;
    }
    std::optional<ErrorCode> failure() {
        return code_of([&] { find(key_); });
    }

    WatchedApiKeys watched_{state};
    StoredTokenCheck check_{
        {sessions, watched_, services, access_tokens, mint, [this] { return now; }}};
    TokenCache cache_{{check_, mint, [this] { return now; }}, {seconds(2), seconds(4), 64}};
    std::optional<Account> ann_;
    std::string key_;
};

TEST_F(TokenCacheTest, AsksOnceInTwoSeconds) {
    EXPECT_EQ(role(), Role::editor);
    now += milliseconds(1'999);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(watched_.asked, 1);
    now += milliseconds(1);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(watched_.asked, 2);
}

TEST_F(TokenCacheTest, TellsWithoutAskingWhatItWouldNotAskFor) {
    EXPECT_FALSE(cache_.find_fresh(key_));
    EXPECT_EQ(watched_.asked, 0);
    EXPECT_EQ(role(), Role::editor);
    now += milliseconds(1'999);
    EXPECT_EQ(cache_.find_fresh(key_)->caller.role, Role::editor);
    now += milliseconds(1);
    EXPECT_FALSE(cache_.find_fresh(key_));
    EXPECT_EQ(watched_.asked, 1);
}

TEST_F(TokenCacheTest, NoticesWhatChangedWithinTwoSeconds) {
    EXPECT_EQ(role(), Role::editor);
    accounts.set_role(system, ann_->id, Role::viewer);
    EXPECT_EQ(role(), Role::editor);
    now += seconds(2);
    EXPECT_EQ(role(), Role::viewer);
    accounts.disable(system, ann_->id);
    now += seconds(2);
    EXPECT_EQ(role(), std::nullopt);
    accounts.enable(system, ann_->id);
    EXPECT_EQ(role(), Role::viewer);
    api_keys.revoke(call, ann_->id, ApiKeyId("key-ann"));
    now += seconds(2);
    EXPECT_EQ(role(), std::nullopt);
}

TEST_F(TokenCacheTest, TellsWhyATokenIsNotGood) {
    EXPECT_EQ(std::get<TokenRefusal>(find("nonsense")), TokenRefusal::invalid);
    const auto tokens = sign_in("ann");
    EXPECT_TRUE(std::holds_alternative<std::shared_ptr<const TokenFacts>>(
        find(tokens.access_token.view())));
    service.revoke(call, tokens.access_token.view());
    now += seconds(2);
    EXPECT_EQ(std::get<TokenRefusal>(find(tokens.access_token.view())), TokenRefusal::ended);
    now += tokens.expires_in;
    EXPECT_EQ(std::get<TokenRefusal>(find(tokens.access_token.view())), TokenRefusal::expired);
}

TEST_F(TokenCacheTest, RemembersNoTokenThatIsNotGood) {
    find("nonsense");
    EXPECT_EQ(cache_.size(), 0u);
    find(key_);
    EXPECT_EQ(cache_.size(), 1u);
    accounts.disable(system, ann_->id);
    now += seconds(2);
    find(key_);
    EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(TokenCacheTest, GoesOnForTwoSecondsWhenTheStoreIsAway) {
    EXPECT_EQ(role(), Role::editor);
    watched_.away = true;
    now += milliseconds(3'999);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(watched_.asked, 3);
    now += milliseconds(1);
    EXPECT_EQ(failure(), ErrorCode::unavailable);
    watched_.away = false;
    EXPECT_EQ(role(), Role::editor);
}

TEST_F(TokenCacheTest, KnowsNobodyWhenTheStoreIsAwayFromTheStart) {
    watched_.away = true;
    EXPECT_EQ(failure(), ErrorCode::unavailable);
}

TEST_F(TokenCacheTest, TrustsNothingThatIsFromTheFuture) {
    EXPECT_EQ(role(), Role::editor);
    now -= seconds(60);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(watched_.asked, 2);
}

TEST_F(TokenCacheTest, HoldsALimitedNumberAndNoneThatIsOfNoUse) {
    std::vector<std::string> tokens;
    for (int i = 0; i < 300; ++i) tokens.emplace_back(sign_in("ann").access_token.view());
    for (const auto& token : tokens) find(token);
    EXPECT_GT(cache_.size(), 0u);
    EXPECT_LE(cache_.size(), 64u);
    now += seconds(4);
    for (const auto& token : tokens) find(token);
    EXPECT_LE(cache_.size(), 64u);
    now += seconds(4);
    // Somebody comes to each stripe, and the others leave.
    for (int i = 0; i < 300; ++i) find(tokens.back());
    EXPECT_LE(cache_.size(), 64u);
}

class ConcurrentTokenCache : public TokenCacheTest {};

TEST_F(ConcurrentTokenCache, AsksOnceForAllWhoNeedTheSame) {
    std::latch go_on(1);
    watched_.go_on = &go_on;
    std::atomic<int> known = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] { known += role() == Role::editor ? 1 : 0; });
    }
    go_on.count_down();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(known, 8);
    EXPECT_EQ(watched_.asked, 1);
}

TEST_F(ConcurrentTokenCache, LetsOneAskWhileTheOthersUseWhatIsKnown) {
    EXPECT_EQ(role(), Role::editor);
    now += seconds(3);
    std::latch entered(1);
    std::latch go_on(1);
    watched_.entered = &entered;
    watched_.go_on = &go_on;
    std::thread asking([&] { EXPECT_EQ(role(), Role::viewer); });
    entered.wait();
    accounts.set_role(system, ann_->id, Role::viewer);
    EXPECT_EQ(role(), Role::editor);
    EXPECT_EQ(watched_.asked, 2);
    go_on.count_down();
    asking.join();
    EXPECT_EQ(role(), Role::viewer);
    EXPECT_EQ(watched_.asked, 2);
}

TEST_F(ConcurrentTokenCache, WaitsNoLongerThanTheDeadline) {
    std::latch entered(1);
    std::latch go_on(1);
    watched_.entered = &entered;
    watched_.go_on = &go_on;
    std::thread asking([&] { EXPECT_EQ(role(), Role::editor); });
    entered.wait();
    Call late;
    late.deadline = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of([&] { cache_.find(late, key_); }), ErrorCode::deadline_exceeded);
    go_on.count_down();
    asking.join();
}

TEST_F(ConcurrentTokenCache, WaitsForNobodyWhoseCallIsCancelled) {
    std::latch entered(1);
    std::latch go_on(1);
    watched_.entered = &entered;
    watched_.go_on = &go_on;
    std::thread asking([&] { EXPECT_EQ(role(), Role::editor); });
    entered.wait();
    std::stop_source client;
    Call cancelled;
    cancelled.cancelled = client.get_token();
    std::thread waiting([&] {
        EXPECT_EQ(code_of([&] { cache_.find(cancelled, key_); }), ErrorCode::deadline_exceeded);
    });
    client.request_stop();
    waiting.join();
    go_on.count_down();
    asking.join();
}

TEST_F(ConcurrentTokenCache, TellsAllThatTheStoreIsAway) {
    watched_.away = true;
    std::latch go_on(1);
    watched_.go_on = &go_on;
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] { failed += failure() == ErrorCode::unavailable ? 1 : 0; });
    }
    go_on.count_down();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failed, 8);
}

TEST_F(ConcurrentTokenCache, StaysRightWhileManyTokensComeAndGo) {
    std::vector<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.emplace_back(sign_in("ann").access_token.view());
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 400; ++n) {
                const auto known = find(tokens[static_cast<std::size_t>(n * (i + 1)) % 100]);
                const auto* facts = std::get_if<std::shared_ptr<const TokenFacts>>(&known);
                if (!facts || (*facts)->caller.account_id != ann_->id.text()) ++wrong;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(cache_.size(), 64u);
}

}  // namespace
}  // namespace marquee::identity
