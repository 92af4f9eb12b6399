#include "application/identity/token_check.h"

#include <gtest/gtest.h>
#include <thread>

#include "application/identity/token_cache.h"
#include "infrastructure/identity/rpc_token_check.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "tests/support/call_end.h"
#include "tests/support/identity_place.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class TokenCheckContract : public testing::TestWithParam<test::Form> {
protected:
    TokenCheckContract() {
        if (GetParam() == test::Form::direct) return;
        channel_ = place_.channel();
        remote_.emplace(*channel_);
        check_ = &*remote_;
    }

    TokenFacts facts(std::string_view token) {
        return std::get<TokenFacts>(check_->check(call_, token));
    }
    std::optional<TokenRefusal> refusal(std::string_view token) {
        const auto verdict = check_->check(call_, token);
        const auto* refusal = std::get_if<TokenRefusal>(&verdict);
        return refusal ? std::optional(*refusal) : std::nullopt;
    }
    std::optional<Timestamp> used_at(const Account& account) {
        return place_.keys.list(place_.system, account.id).front().used_at;
    }
    Timestamp whole_seconds() { return std::chrono::floor<seconds>(place_.now()); }

    test::IdentityPlace place_{GetParam()};
    /// Nobody is known yet to make it.
    Call call_;
    std::unique_ptr<rpc::Channel> channel_;
    std::optional<RpcTokenCheck> remote_;
    TokenCheck* check_ = &place_.check;
};

TEST_P(TokenCheckContract, KnowsWhoSignedIn) {
    const auto ann = place_.create("Ännchen", Role::editor);
    const auto found = facts(place_.sign_in("Ännchen"));
    EXPECT_FALSE(found.caller.session_id.empty());
    Caller expected = Caller::of_account(ann.id.text(), Role::editor);
    expected.session_id = found.caller.session_id;
    EXPECT_EQ(found.caller, expected);
    EXPECT_EQ(found.name, "Ännchen");
    EXPECT_FALSE(found.token_id.empty());
    EXPECT_EQ(found.api_key, std::nullopt);
    EXPECT_EQ(found.key_used_at, std::nullopt);
    EXPECT_EQ(found.issued_at, whole_seconds());
    EXPECT_EQ(found.expires_at, whole_seconds() + std::chrono::minutes(15));
}

TEST_P(TokenCheckContract, KnowsAnApiKey) {
    const auto ann = place_.create("ann", Role::admin);
    const auto forever = place_.create_key(ann, {Scope::ratings_write, Scope::catalogue_write});
    auto found = facts(forever.text.view());
    EXPECT_EQ(found.caller, Caller::of_account(ann.id.text(), Role::admin,
                                               {Scope::ratings_write, Scope::catalogue_write}));
    EXPECT_EQ(found.name, "ann");
    EXPECT_EQ(found.token_id, "");
    EXPECT_EQ(found.api_key, forever.key.id);
    EXPECT_EQ(found.key_used_at, std::nullopt);
    EXPECT_EQ(found.issued_at, place_.now());
    EXPECT_EQ(found.expires_at, std::nullopt);

    const auto narrow = place_.create_key(ann, {}, place_.now() + hours(1));
    found = facts(narrow.text.view());
    EXPECT_EQ(found.caller, Caller::of_account(ann.id.text(), Role::admin, {}));
    EXPECT_EQ(found.expires_at, place_.now() + hours(1));
}

TEST_P(TokenCheckContract, KnowsAService) {
    const auto shop = place_.services.create(place_.system, Label("the shop"));
    const auto token = place_.token_of(shop);
    const auto found = facts(token);
    EXPECT_EQ(found.caller, Caller::of_account(shop.service.id.text(), Role::service));
    EXPECT_EQ(found.name, "the shop");
    place_.services.revoke(place_.system, shop.service.id);
    EXPECT_EQ(refusal(token), TokenRefusal::ended);
}

TEST_P(TokenCheckContract, SaysWhyATokenIsNotGood) {
    const auto ann = place_.create("ann");
    const auto token = place_.sign_in("ann");
    const auto key = place_.create_key(ann, {}, place_.now() + hours(1));
    EXPECT_EQ(refusal(token + "x"), TokenRefusal::invalid);
    EXPECT_EQ(refusal(""), TokenRefusal::invalid);
    EXPECT_EQ(refusal(std::string("no text: \xff\0\x80", 11)), TokenRefusal::invalid);
    // More than a message may have, the last one.
    for (const std::size_t size : {5 << 20, 70 << 20}) {
        EXPECT_EQ(refusal(std::string(size, 'x')), TokenRefusal::invalid);
    }
    EXPECT_EQ(refusal(token), std::nullopt);
    place_.pass(hours(2));
    EXPECT_EQ(refusal(token), TokenRefusal::expired);
    EXPECT_EQ(refusal(key.text.view()), TokenRefusal::expired);
    const auto fresh = place_.sign_in("ann");
    place_.tokens.revoke(place_.system, fresh);
    EXPECT_EQ(refusal(fresh), TokenRefusal::ended);
}

TEST_P(TokenCheckContract, KnowsNothingOfOtherPlaces) {
    test::IdentityPlace other;
    const auto stranger = other.create("ann", Role::admin);
    place_.create("ann", Role::admin);
    EXPECT_EQ(refusal(other.sign_in("ann")), TokenRefusal::invalid);
    EXPECT_EQ(refusal(other.create_key(stranger, {}).text.view()), TokenRefusal::invalid);
}

TEST_P(TokenCheckContract, GoesByWhatIsStoredNow) {
    const auto ann = place_.create("ann", Role::editor);
    const auto key = place_.create_key(ann, ScopeSet::of(Role::editor));
    EXPECT_EQ(facts(key.text.view()).caller.role, Role::editor);
    place_.accounts.set_role(place_.system, ann.id, Role::viewer);
    EXPECT_EQ(facts(key.text.view()).caller.role, Role::viewer);
    place_.accounts.disable(place_.system, ann.id);
    EXPECT_EQ(refusal(key.text.view()), TokenRefusal::ended);
}

TEST_P(TokenCheckContract, RecordsWhenAKeyWasUsed) {
    const auto ann = place_.create("ann");
    const auto key = place_.create_key(ann, {});
    check_->check(call_, key.text.view());
    EXPECT_EQ(used_at(ann), std::nullopt);
    place_.write_key_uses();
    EXPECT_EQ(used_at(ann), place_.now());
    EXPECT_EQ(facts(key.text.view()).key_used_at, place_.now());
}

TEST_P(TokenCheckContract, AsksNoLongerThanTheCallMay) {
    const auto ann = place_.create("ann");
    const auto key = place_.create_key(ann, {});
    Call late;
    late.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { check_->check(late, key.text.view()); }), ErrorCode::deadline_exceeded);
    std::stop_source client;
    client.request_stop();
    Call cancelled;
    cancelled.cancelled = client.get_token();
    EXPECT_EQ(code_of([&] { check_->check(cancelled, key.text.view()); }),
              ErrorCode::deadline_exceeded);
}

TEST_P(TokenCheckContract, EndsWithItsCall) {
    const auto ann = place_.create("ann");
    const auto key = place_.create_key(ann, {});
    place_.hold_checks();
    test::expect_to_end_with_the_call(
        call_, [&](const Call& call) { check_->check(call, key.text.view()); });
}

TEST_P(TokenCheckContract, TellsACacheInTimeWhatWasRevoked) {
    const auto ann = place_.create("ann", Role::editor);
    const auto key = place_.create_key(ann, {});
    SodiumSecretMint mint{system_random()};
    TokenCache cache({*check_, mint, [&] { return place_.now(); }});
    const auto known = [&] {
        return !std::holds_alternative<TokenRefusal>(cache.find(call_, key.text.view()));
    };
    EXPECT_TRUE(known());
    place_.keys.revoke(place_.system, ann.id, key.key.id);
    place_.pass(milliseconds(1'999));
    EXPECT_TRUE(known());
    place_.pass(milliseconds(1));
    EXPECT_FALSE(known());
}

class ConcurrentTokenCheckContract : public TokenCheckContract {};

TEST_P(ConcurrentTokenCheckContract, TellsEverybodyApart) {
    std::vector<std::pair<std::string, std::string>> tokens;
    for (int i = 0; i < 8; ++i) {
        const auto account = place_.create("user" + std::to_string(i));
        const auto key = place_.create_key(account, {});
        tokens.emplace_back(account.id.text(), key.text.view());
    }
    std::vector<std::thread> threads;
    for (const auto& [id, token] : tokens) {
        threads.emplace_back([&, this] {
            for (int n = 0; n < 50; ++n) EXPECT_EQ(facts(token).caller.account_id, id);
        });
    }
    for (auto& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(Forms, TokenCheckContract, testing::ValuesIn(test::all_forms()),
                         test::FormName());
INSTANTIATE_TEST_SUITE_P(Forms, ConcurrentTokenCheckContract, testing::ValuesIn(test::all_forms()),
                         test::FormName());

/// Fails as it is told to.
class FailingCheck : public TokenCheck {
public:
    TokenVerdict check(const Call&, std::string_view token) override {
        throw std::runtime_error("this is wrong: " + std::string(token));
    }
};

TEST(RpcTokenCheck, TellsNobodyTheTokenWhenSomethingGoesWrong) {
    test::IdentityPlace place;
    FailingCheck failing;
    rpc::DirectChannel channel(identity_methods(failing, place.erasures));
    RpcTokenCheck check(channel);
    try {
        check.check({}, "secret");
        FAIL() << "nothing was thrown";
    } catch (const std::exception& error) {
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace marquee::identity
