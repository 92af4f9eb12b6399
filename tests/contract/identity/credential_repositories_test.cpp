#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "domain/shared/error.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Outcome = RenewalResult::Outcome;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

SecretHash hash(char digit) {
    return SecretHash(std::string(64, digit));
}

Session session_of(const std::string& account, const std::string& id,
                   std::int64_t expires_at = 10'000) {
    return {SessionId(id), AccountId(account), hash('1'), at(100), at(100), at(expires_at)};
}

ApiKey key_of(const std::string& account, const std::string& id, std::int64_t created_at = 100) {
    return {ApiKeyId(id),
            AccountId(account),
            Label("My laptop 💻"),
            {Scope::catalogue_write, Scope::ratings_write},
            hash('2'),
            at(created_at),
            at(777),
            at(555)};
}

SigningKey signing_key(const std::string& id, std::int64_t created_at) {
    return {SigningKeyId(id),
            SigningAlgorithm::es256,
            "-----BEGIN PRIVATE KEY-----\n" + std::string(3'000, 'x') + "\n",
            at(created_at),
            at(created_at + 60),
            std::nullopt};
}

class CredentialRepositoriesContract : public testing::TestWithParam<test::StoreKind> {
protected:
    CredentialRepositoriesContract() {
        for (const char* name : {"ann", "bob"}) stores_.accounts.create(call_, account(name), "h");
    }

    static Account account(const std::string& name) {
        return {AccountId(name), AccountName(name), Role::editor, false, 1, at(50)};
    }
    void disable(const std::string& id, bool disabled = true) {
        stores_.accounts.update(call_, AccountId(id), [&](Account current, std::int64_t) {
            current.disabled = disabled;
            return std::optional(current);
        });
    }
    void erase(const std::string& id) {
        stores_.accounts.erase(call_, AccountId(id), [](const Account&, std::int64_t) {}, {});
    }
    bool begin(const Session& session) { return stores_.sessions.create(call_, session, 1); }
    RenewalResult renew(const std::string& id, char presented, char next, std::int64_t now = 200) {
        return stores_.sessions.renew(call_, SessionId(id),
                                      {hash(presented), hash(next), at(now), at(now + 10'000)});
    }
    std::vector<std::string> keys(const std::string& account) {
        std::vector<std::string> ids;
        for (const auto& key : stores_.api_keys.list(call_, AccountId(account))) {
            ids.push_back(key.id.text());
        }
        return ids;
    }
    std::vector<std::string> signing_keys() {
        std::vector<std::string> ids;
        for (const auto& key : stores_.signing_keys.list(call_)) ids.push_back(key.id.text());
        return ids;
    }

    std::unique_ptr<test::Stores> all_ = GetParam().make();
    test::IdentityStores stores_ = all_->identity();
    Call call_;
};

TEST_P(CredentialRepositoriesContract, KeepsASessionAndTellsWhoseItIs) {
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s")));
    EXPECT_TRUE(begin(session_of("ann", "s")));
    const auto found = stores_.sessions.find(call_, SessionId("s"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->session, session_of("ann", "s"));
    EXPECT_EQ(found->account, account("ann"));
}

TEST_P(CredentialRepositoriesContract, BeginsNoSessionThatWouldNotStand) {
    EXPECT_FALSE(begin(session_of("nobody", "s")));
    EXPECT_FALSE(stores_.sessions.create(call_, session_of("ann", "s"), 2));
    disable("ann");
    EXPECT_FALSE(begin(session_of("ann", "s")));
    disable("ann", false);
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s")));
    EXPECT_TRUE(begin(session_of("ann", "s")));
}

TEST_P(CredentialRepositoriesContract, RenewsASessionTokenByToken) {
    begin(session_of("ann", "s"));
    const auto renewed = renew("s", '1', '2', 200);
    ASSERT_EQ(renewed.outcome, Outcome::renewed);
    const Session expected{SessionId("s"), AccountId("ann"), hash('2'),
                           at(100),        at(200),          at(10'200)};
    EXPECT_EQ(renewed.session->session, expected);
    EXPECT_EQ(renewed.session->account, account("ann"));
    EXPECT_EQ(stores_.sessions.find(call_, SessionId("s"))->session, expected);
    EXPECT_EQ(renew("s", '2', '3').outcome, Outcome::renewed);
}

TEST_P(CredentialRepositoriesContract, RevokesASessionWhoseOldTokenComesAgain) {
    begin(session_of("ann", "s"));
    begin(session_of("ann", "other"));
    renew("s", '1', '2');
    const auto reused = renew("s", '1', '4');
    EXPECT_EQ(reused.outcome, Outcome::reused);
    EXPECT_FALSE(reused.session);
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s")));
    // Its rightful token is of no more use either.
    EXPECT_EQ(renew("s", '2', '3').outcome, Outcome::ended);
    EXPECT_TRUE(stores_.sessions.find(call_, SessionId("other")));
}

TEST_P(CredentialRepositoriesContract, RenewsNoSessionThatHasEnded) {
    begin(session_of("ann", "s", 10'000));
    EXPECT_EQ(renew("none", '1', '2').outcome, Outcome::ended);
    EXPECT_EQ(renew("s", '1', '2', 10'000).outcome, Outcome::ended);
    EXPECT_EQ(renew("s", '7', '2', 10'000).outcome, Outcome::ended);
    EXPECT_TRUE(stores_.sessions.find(call_, SessionId("s")));
    EXPECT_EQ(renew("s", '1', '2', 9'999).outcome, Outcome::renewed);
    disable("ann");
    EXPECT_EQ(renew("s", '2', '3').outcome, Outcome::ended);
}

TEST_P(CredentialRepositoriesContract, ListsTheSessionsOfAnAccountThatStand) {
    const auto listed = [&](std::size_t limit) {
        std::vector<std::string> ids;
        for (const auto& one : stores_.sessions.list(call_, AccountId("ann"), at(1'000), limit)) {
            ids.push_back(one.id.text());
        }
        return ids;
    };
    EXPECT_THAT(listed(10), IsEmpty());
    for (const char* id : {"a", "b", "c"}) begin(session_of("ann", id));
    begin(session_of("ann", "expired", 1'000));
    begin(session_of("bob", "d"));
    EXPECT_THAT(listed(10), ElementsAre("a", "b", "c"));
    renew("b", '1', '2');
    EXPECT_THAT(listed(10), ElementsAre("b", "a", "c"));
    EXPECT_THAT(listed(2), ElementsAre("b", "a"));
    EXPECT_EQ(stores_.sessions.list(call_, AccountId("bob"), at(1'000), 1).at(0),
              session_of("bob", "d"));
}

TEST_P(CredentialRepositoriesContract, RevokesASessionOnce) {
    begin(session_of("ann", "s"));
    EXPECT_TRUE(stores_.sessions.revoke(call_, SessionId("s")));
    EXPECT_FALSE(stores_.sessions.revoke(call_, SessionId("s")));
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s")));
}

TEST_P(CredentialRepositoriesContract, RemovesExpiredSessionsInPortions) {
    for (int i = 0; i < 5; ++i) begin(session_of("ann", "s" + std::to_string(i), 1'000 + i));
    EXPECT_EQ(stores_.sessions.remove_expired(call_, at(999), 10), 0u);
    EXPECT_EQ(stores_.sessions.remove_expired(call_, at(1'003), 3), 3u);
    EXPECT_EQ(stores_.sessions.remove_expired(call_, at(1'003), 3), 1u);
    EXPECT_EQ(stores_.sessions.remove_expired(call_, at(1'003), 3), 0u);
    EXPECT_TRUE(stores_.sessions.find(call_, SessionId("s4")));
}

TEST_P(CredentialRepositoriesContract, KeepsAKeyAndTellsWhoseItIs) {
    EXPECT_TRUE(stores_.api_keys.create(call_, key_of("ann", "k")));
    const auto found = stores_.api_keys.find(call_, ApiKeyId("k"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key, key_of("ann", "k"));
    EXPECT_EQ(found->account, account("ann"));
    ApiKey bare = key_of("ann", "bare");
    bare.scopes = {};
    bare.expires_at.reset();
    bare.used_at.reset();
    EXPECT_TRUE(stores_.api_keys.create(call_, bare));
    EXPECT_EQ(stores_.api_keys.find(call_, ApiKeyId("bare"))->key, bare);
    EXPECT_FALSE(stores_.api_keys.find(call_, ApiKeyId("none")));
}

TEST_P(CredentialRepositoriesContract, KeepsNoMoreKeysThanAnAccountMayHave) {
    for (std::int64_t i = 0; i < kMostApiKeys; ++i) {
        EXPECT_TRUE(stores_.api_keys.create(call_, key_of("ann", "k" + std::to_string(i))));
    }
    const auto another = [&] { stores_.api_keys.create(call_, key_of("ann", "another")); };
    EXPECT_EQ(code_of(another), ErrorCode::conflict);
    EXPECT_TRUE(stores_.api_keys.create(call_, key_of("bob", "of-bob")));
    stores_.api_keys.revoke(call_, AccountId("ann"), ApiKeyId("k7"));
    EXPECT_EQ(code_of(another), std::nullopt);
}

TEST_P(CredentialRepositoriesContract, ListsTheKeysOfOneAccountTheOldestFirst) {
    stores_.api_keys.create(call_, key_of("ann", "a", 300));
    stores_.api_keys.create(call_, key_of("ann", "c", 100));
    stores_.api_keys.create(call_, key_of("ann", "b", 100));
    stores_.api_keys.create(call_, key_of("bob", "d", 200));
    EXPECT_THAT(keys("ann"), ElementsAre("b", "c", "a"));
    EXPECT_THAT(keys("bob"), ElementsAre("d"));
    EXPECT_THAT(keys("nobody"), IsEmpty());
}

TEST_P(CredentialRepositoriesContract, MakesNoKeyForWhoIsGoneOrDisabled) {
    EXPECT_FALSE(stores_.api_keys.create(call_, key_of("nobody", "k")));
    disable("ann");
    EXPECT_FALSE(stores_.api_keys.create(call_, key_of("ann", "k")));
    EXPECT_THAT(keys("ann"), IsEmpty());
}

TEST_P(CredentialRepositoriesContract, KeepsTheKeysOfADisabledAccountAndSaysThatItIs) {
    stores_.api_keys.create(call_, key_of("ann", "k"));
    disable("ann");
    EXPECT_TRUE(stores_.api_keys.find(call_, ApiKeyId("k"))->account.disabled);
    disable("ann", false);
    EXPECT_FALSE(stores_.api_keys.find(call_, ApiKeyId("k"))->account.disabled);
    erase("ann");
    EXPECT_FALSE(stores_.api_keys.find(call_, ApiKeyId("k")));
}

TEST_P(CredentialRepositoriesContract, RevokesAKeyOfItsOwnerOnly) {
    stores_.api_keys.create(call_, key_of("ann", "k"));
    EXPECT_FALSE(stores_.api_keys.revoke(call_, AccountId("bob"), ApiKeyId("k")));
    EXPECT_TRUE(stores_.api_keys.find(call_, ApiKeyId("k")));
    EXPECT_TRUE(stores_.api_keys.revoke(call_, AccountId("ann"), ApiKeyId("k")));
    EXPECT_FALSE(stores_.api_keys.revoke(call_, AccountId("ann"), ApiKeyId("k")));
    EXPECT_FALSE(stores_.api_keys.find(call_, ApiKeyId("k")));
}

TEST_P(CredentialRepositoriesContract, NotesTheLatestUseOfAKey) {
    ApiKey key = key_of("ann", "k");
    key.used_at.reset();
    stores_.api_keys.create(call_, key);
    const auto used_at = [&] { return stores_.api_keys.find(call_, ApiKeyId("k"))->key.used_at; };
    stores_.api_keys.note_use(call_, ApiKeyId("k"), at(500));
    EXPECT_EQ(used_at(), at(500));
    stores_.api_keys.note_use(call_, ApiKeyId("k"), at(400));
    EXPECT_EQ(used_at(), at(500));
    stores_.api_keys.note_use(call_, ApiKeyId("k"), at(600));
    EXPECT_EQ(used_at(), at(600));
    stores_.api_keys.note_use(call_, ApiKeyId("none"), at(600));
}

TEST_P(CredentialRepositoriesContract, RemovesExpiredKeysInPortions) {
    for (int i = 0; i < 5; ++i) {
        ApiKey key = key_of("ann", "k" + std::to_string(i));
        key.expires_at = i < 4 ? std::optional(at(1'000 + i)) : std::nullopt;
        stores_.api_keys.create(call_, key);
    }
    EXPECT_EQ(stores_.api_keys.remove_expired(call_, at(999), 10), 0u);
    EXPECT_EQ(stores_.api_keys.remove_expired(call_, at(1'002), 2), 2u);
    EXPECT_EQ(stores_.api_keys.remove_expired(call_, at(1'002), 2), 1u);
    EXPECT_EQ(stores_.api_keys.remove_expired(call_, at(1'002), 2), 0u);
    EXPECT_THAT(keys("ann"), ElementsAre("k3", "k4"));
}

TEST_P(CredentialRepositoriesContract, KeepsServicesUntilTheyAreRevoked) {
    const ServiceCredential player{ServiceId("p"), Label("Player"), hash('3'), at(200)};
    const ServiceCredential site{ServiceId("s"), Label("Player"), hash('4'), at(100)};
    stores_.services.create(call_, player);
    stores_.services.create(call_, site);
    EXPECT_EQ(stores_.services.find(call_, ServiceId("p")), player);
    EXPECT_THAT(stores_.services.list(call_), ElementsAre(site, player));
    EXPECT_TRUE(stores_.services.revoke(call_, ServiceId("p")));
    EXPECT_FALSE(stores_.services.revoke(call_, ServiceId("p")));
    EXPECT_FALSE(stores_.services.find(call_, ServiceId("p")));
    EXPECT_THAT(stores_.services.list(call_), ElementsAre(site));
}

TEST_P(CredentialRepositoriesContract, RotatesSigningKeysWithOverlap) {
    EXPECT_THAT(signing_keys(), IsEmpty());
    EXPECT_TRUE(stores_.signing_keys.create_first(call_, signing_key("a", 100)));
    EXPECT_FALSE(stores_.signing_keys.create_first(call_, signing_key("b", 100)));
    EXPECT_THAT(stores_.signing_keys.list(call_), ElementsAre(signing_key("a", 100)));

    stores_.signing_keys.rotate(call_, signing_key("c", 200), at(900));
    SigningKey old = signing_key("a", 100);
    old.verifies_until = at(900);
    EXPECT_THAT(stores_.signing_keys.list(call_), ElementsAre(signing_key("c", 200), old));

    stores_.signing_keys.rotate(call_, signing_key("d", 899), at(1'500));
    EXPECT_THAT(signing_keys(), ElementsAre("d", "c", "a"));
    EXPECT_EQ(stores_.signing_keys.list(call_).back().verifies_until, at(900));
    stores_.signing_keys.rotate(call_, signing_key("e", 900), at(1'600));
    EXPECT_THAT(signing_keys(), ElementsAre("e", "d", "c"));
}

TEST_P(CredentialRepositoriesContract, GivesUpAtTheDeadline) {
    Call late;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    const auto deadline = ErrorCode::deadline_exceeded;
    EXPECT_EQ(code_of([&] { stores_.sessions.find(late, SessionId("s")); }), deadline);
    EXPECT_EQ(code_of([&] { stores_.api_keys.find(late, ApiKeyId("k")); }), deadline);
    EXPECT_EQ(code_of([&] { stores_.services.list(late); }), deadline);
    EXPECT_EQ(code_of([&] { stores_.signing_keys.list(late); }), deadline);
}

using ConcurrentCredentialRepositoriesContract = CredentialRepositoriesContract;

template <class Act>
void in_threads(int count, Act act) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([act, i] { act(i); });
    for (auto& thread : threads) thread.join();
}

TEST_P(ConcurrentCredentialRepositoriesContract, RenewsOnceForAllWhoHaveOneToken) {
    begin(session_of("ann", "s"));
    std::atomic<int> renewed = 0;
    std::atomic<int> reused = 0;
    in_threads(6, [&](int i) {
        const auto outcome = renew("s", '1', static_cast<char>('2' + i)).outcome;
        renewed += outcome == Outcome::renewed ? 1 : 0;
        reused += outcome == Outcome::reused ? 1 : 0;
    });
    EXPECT_EQ(renewed, 1);
    EXPECT_EQ(reused, 1);
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s")));
}

TEST_P(ConcurrentCredentialRepositoriesContract,
       LeavesNoSessionOfAnAccountThatIsDisabledMeanwhile) {
    begin(session_of("ann", "old"));
    in_threads(9, [&](int i) {
        if (i == 8) {
            disable("ann");
        } else if (i % 2 == 0) {
            begin(session_of("ann", "s" + std::to_string(i)));
        } else {
            renew("old", '1', '2');
        }
    });
    disable("ann", false);
    EXPECT_FALSE(stores_.sessions.find(call_, SessionId("old")));
    for (int i = 0; i < 8; ++i) {
        EXPECT_FALSE(stores_.sessions.find(call_, SessionId("s" + std::to_string(i))));
    }
}

TEST_P(ConcurrentCredentialRepositoriesContract, StoresOneFirstSigningKeyAndEveryRotation) {
    std::atomic<int> first = 0;
    in_threads(4, [&](int i) {
        const auto key = signing_key("first-" + std::to_string(i), 100);
        if (stores_.signing_keys.create_first(call_, key)) ++first;
    });
    EXPECT_EQ(first, 1);
    in_threads(3, [&](int i) {
        stores_.signing_keys.rotate(call_, signing_key("r" + std::to_string(i), 200), at(900));
    });
    const auto keys = stores_.signing_keys.list(call_);
    EXPECT_EQ(keys.size(), 4u);
    for (const auto& key : keys) EXPECT_EQ(key.verifies_until.has_value(), &key != &keys.front());
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, CredentialRepositoriesContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentCredentialRepositoriesContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::identity
