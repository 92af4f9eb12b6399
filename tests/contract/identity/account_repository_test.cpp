#include "domain/identity/account_repository.h"

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
using testing::HasSubstr;
using testing::IsEmpty;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

Account account(const std::string& id, const std::string& name, Role role = Role::viewer) {
    return {AccountId(id), AccountName(name), role, false, 1, at(1234)};
}

const SecretHash kHash(std::string(64, 'a'));

Session session_of(const std::string& account, const std::string& id) {
    return {SessionId(id), AccountId(account), kHash, at(10), at(10), at(99'000)};
}

ApiKey key_of(const std::string& account, const std::string& id) {
    return {ApiKeyId(id), AccountId(account), Label("laptop"), {}, kHash, at(10), {}, {}};
}

class AccountRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    void create(const Account& added) {
        accounts_.create(call_, added, "hash of " + added.id.text());
    }
    void create(const std::string& id, const std::string& name, Role role = Role::viewer) {
        create(account(id, name, role));
    }
    std::optional<Account> by_id(const std::string& id) {
        return accounts_.find(call_, AccountId(id));
    }
    std::optional<Account> by_name(const std::string& name) {
        return accounts_.find(call_, AccountName(name));
    }
    std::string hash_of(const std::string& id) {
        return accounts_.find_with_password(call_, AccountId(id))->password_hash;
    }
    std::optional<Account> set(const std::string& id, Role role, bool disabled) {
        return accounts_.update(call_, AccountId(id), [&](Account current, std::int64_t) {
            current.role = role;
            current.disabled = disabled;
            return std::optional(current);
        });
    }
    /// What creating an account by that name is refused with, or nothing.
    std::optional<Error> refusal(const std::string& name) {
        return error_of([&] { create("refused", name); });
    }
    bool sign_in(const std::string& account, const std::string& session) {
        return stores_->identity().sessions.create(call_, session_of(account, session),
                                                   by_id(account)->password_version);
    }
    bool signed_in(const std::string& session) {
        return stores_->identity().sessions.find(call_, SessionId(session)).has_value();
    }
    std::vector<std::string> list(const std::optional<AccountName>& after, std::size_t limit) {
        std::vector<std::string> names;
        for (const auto& found : accounts_.list(call_, after, limit)) {
            names.push_back(found.name.text());
        }
        return names;
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    AccountRepository& accounts_ = stores_->identity().accounts;
    Call call_;
};

TEST_P(AccountRepositoryContract, HasNothingAtFirst) {
    EXPECT_TRUE(accounts_.empty(call_));
    EXPECT_FALSE(by_id("1"));
    EXPECT_FALSE(by_name("ann"));
    EXPECT_FALSE(accounts_.find_with_password(call_, AccountName("ann")));
    EXPECT_THAT(list(std::nullopt, 10), IsEmpty());
    EXPECT_FALSE(set("1", Role::viewer, false));
    EXPECT_FALSE(accounts_.change_password(call_, AccountId("1"), {"h", {}, {}}));
    EXPECT_FALSE(accounts_.erase(
        call_, AccountId("1"), [](const Account&, std::int64_t) {}, at(7)));
}

TEST_P(AccountRepositoryContract, KeepsAnAccountWhole) {
    Account ann{AccountId("a-1"), AccountName("Žofie.千尋"), Role::editor, true, 7, at(987654321)};
    create(ann);
    EXPECT_FALSE(accounts_.empty(call_));
    EXPECT_EQ(by_id("a-1"), ann);
    EXPECT_EQ(by_name("Žofie.千尋"), ann);
    const auto found = accounts_.find_with_password(call_, AccountName("Žofie.千尋"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->account, ann);
    EXPECT_EQ(found->password_hash, "hash of a-1");
}

TEST_P(AccountRepositoryContract, FindsAnAccountByItsNameInAnyCase) {
    create("1", "Ann.Straße");
    for (const char* name : {"ann.straße", "ANN.STRASSE", "Ann.Straße", "Ａnn.strasse"}) {
        ASSERT_TRUE(by_name(name)) << name;
        EXPECT_EQ(by_name(name)->name.text(), "Ann.Straße");
    }
    EXPECT_FALSE(by_name("Ann"));
}

TEST_P(AccountRepositoryContract, NeverFindsAnAccountByALookAlike) {
    create("1", "admin");
    for (const char* name : {"аdmin", "adrnin", "admіn", "ad\u00ADmin.", "adm1n", "admin."}) {
        EXPECT_FALSE(by_name(name)) << name;
        EXPECT_FALSE(accounts_.find_with_password(call_, AccountName(name))) << name;
    }
}

TEST_P(AccountRepositoryContract, RefusesNamesThatDifferByCaseOnly) {
    create("1", "Admin");
    for (const char* name : {"Admin", "ADMIN", "admin", "aDMIN", "ＡＤＭＩＮ"}) {
        const auto error = refusal(name);
        ASSERT_TRUE(error) << name;
        EXPECT_EQ(error->code(), ErrorCode::conflict);
        EXPECT_EQ(error->fields().at(0).field, "name");
    }
    EXPECT_FALSE(by_id("refused"));
}

TEST_P(AccountRepositoryContract, RefusesNamesThatLookAlike) {
    create("1", "Admin");
    create("2", "root");
    create("3", "mary");
    create("4", "paypal");
    for (const char* name : {"\u0410dmin",  // Cyrillic А
                             "\u0430dmin",  // Cyrillic а
                             "adm\u0456n",  // Ukrainian і
                             "ADM\u0399N",  // Greek Ι
                             "r00t", "R0OT", "rnary", "paypa1"}) {
        EXPECT_EQ(code_of([&] { create("refused", name); }), ErrorCode::conflict) << name;
    }
    int next = 0;
    for (const char* name : {"admin2", "adm", "toor", "marie", "администратор"}) {
        EXPECT_NO_THROW(create("id-" + std::to_string(next++), name)) << name;
    }
}

TEST_P(AccountRepositoryContract, SaysWhoseNameItIs) {
    create("1", "Admin");
    if (stores_->database()) {
        EXPECT_THAT(refusal("ADMIN")->what(), HasSubstr("there is an account Admin already"));
        EXPECT_THAT(refusal("\u0430dmin")->what(), HasSubstr("looks like that of account Admin"));
    }
}

TEST_P(AccountRepositoryContract, RefusesNamesThatCannotBeSeenOrTold) {
    std::string ligatures;
    for (int i = 0; i < 64; ++i) ligatures += "\uFDFA";
    for (const std::string name : {"ad\u00ADmin", "ad\u200Dmin", "\u2060", "\u3164", "a\u202Eb",
                                   "a\uFE0F", "a\U000E0041", "a\uFFFF", "a\uE000\u0378"}) {
        const auto error = refusal(name);
        ASSERT_TRUE(error) << name;
        EXPECT_EQ(error->code(), ErrorCode::invalid);
        EXPECT_EQ(error->fields().at(0).field, "name");
        EXPECT_NO_THROW(by_name(name));
    }
    EXPECT_EQ(code_of([&] { create("refused", ligatures); }), ErrorCode::invalid);
    EXPECT_FALSE(by_name(ligatures));
}

TEST_P(AccountRepositoryContract, TakesTheLongestNames) {
    std::string hangul;
    std::string emoji;
    for (int i = 0; i < 64; ++i) {
        hangul += "각";
        emoji += "😀";
    }
    create("1", hangul);
    create("2", emoji);
    EXPECT_EQ(by_name(hangul)->id.text(), "1");
    EXPECT_EQ(by_name(emoji)->id.text(), "2");
}

TEST_P(AccountRepositoryContract, MakesTheFirstAccountOnlyOnce) {
    EXPECT_TRUE(accounts_.create_first(call_, account("1", "admin", Role::admin), "h1"));
    EXPECT_FALSE(accounts_.create_first(call_, account("2", "admin", Role::admin), "h2"));
    EXPECT_FALSE(accounts_.create_first(call_, account("3", "other", Role::admin), "h3"));
    EXPECT_EQ(by_name("admin")->id.text(), "1");
    EXPECT_EQ(hash_of("1"), "h1");
    EXPECT_FALSE(by_name("other"));
}

TEST_P(AccountRepositoryContract, ListsByNamePageByPage) {
    int next = 0;
    for (const char* name : {"delta", "Alpha", "charlie", "Écho", "bravo"}) {
        create("id-" + std::to_string(next++), name);
    }
    EXPECT_THAT(list(std::nullopt, 2), ElementsAre("Alpha", "bravo"));
    EXPECT_THAT(list(AccountName("bravo"), 2), ElementsAre("charlie", "delta"));
    EXPECT_THAT(list(AccountName("DELTA"), 2), ElementsAre("Écho"));
    EXPECT_THAT(list(AccountName("Écho"), 2), IsEmpty());
    // The place is good after who was there has gone.
    EXPECT_THAT(list(AccountName("bz"), 1), ElementsAre("charlie"));
}

TEST_P(AccountRepositoryContract, ChangesRoleAndState) {
    create("1", "ann");
    const auto changed = set("1", Role::editor, true);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->role, Role::editor);
    EXPECT_TRUE(changed->disabled);
    EXPECT_EQ(by_id("1"), changed);
    EXPECT_EQ(set("1", Role::viewer, false), account("1", "ann"));
    EXPECT_EQ(by_id("1"), account("1", "ann"));
    EXPECT_EQ(hash_of("1"), "hash of 1");
}

TEST_P(AccountRepositoryContract, LeavesAnAccountThatIsNotToChange) {
    create("1", "ann");
    const auto none = [](const Account&, std::int64_t) { return std::optional<Account>(); };
    EXPECT_EQ(accounts_.update(call_, AccountId("1"), none), account("1", "ann"));
    const auto refuse = [](const Account&, std::int64_t) -> std::optional<Account> {
        throw Error(ErrorCode::forbidden, "no");
    };
    EXPECT_EQ(code_of([&] { accounts_.update(call_, AccountId("1"), refuse); }),
              ErrorCode::forbidden);
    EXPECT_EQ(by_id("1"), account("1", "ann"));
}

TEST_P(AccountRepositoryContract, CountsTheOtherAdminsThatAreEnabled) {
    create("1", "ann", Role::admin);
    create("2", "bob", Role::admin);
    create("3", "cid", Role::admin);
    create("4", "dan", Role::editor);
    set("3", Role::admin, true);
    const auto others = [&](const std::string& id) {
        std::int64_t count = -1;
        accounts_.update(call_, AccountId(id), [&](const Account&, std::int64_t admins) {
            count = admins;
            return std::optional<Account>();
        });
        return count;
    };
    EXPECT_EQ(others("1"), 1);
    EXPECT_EQ(others("3"), 2);
    EXPECT_EQ(others("4"), 2);
}

TEST_P(AccountRepositoryContract, EndsTheSessionsOfAnAccountThatIsDisabled) {
    create("1", "ann");
    create("2", "bob");
    EXPECT_TRUE(sign_in("1", "s1"));
    EXPECT_TRUE(sign_in("1", "s2"));
    EXPECT_TRUE(sign_in("2", "s3"));
    set("1", Role::editor, false);
    EXPECT_TRUE(signed_in("s1"));
    set("1", Role::editor, true);
    EXPECT_FALSE(signed_in("s1") || signed_in("s2"));
    EXPECT_TRUE(signed_in("s3"));
    set("1", Role::editor, false);
    EXPECT_FALSE(signed_in("s1"));
}

TEST_P(AccountRepositoryContract, ChangesAPasswordAndEndsTheOtherSessions) {
    create("1", "ann");
    for (const char* id : {"s1", "s2", "s3"}) sign_in("1", id);
    EXPECT_TRUE(accounts_.change_password(call_, AccountId("1"), {"new", 1, SessionId("s2")}));
    EXPECT_EQ(hash_of("1"), "new");
    EXPECT_EQ(by_id("1")->password_version, 2);
    EXPECT_TRUE(signed_in("s2"));
    EXPECT_FALSE(signed_in("s1") || signed_in("s3"));
    EXPECT_TRUE(accounts_.change_password(call_, AccountId("1"), {"newer", {}, {}}));
    EXPECT_EQ(by_id("1")->password_version, 3);
    EXPECT_FALSE(signed_in("s2"));
}

TEST_P(AccountRepositoryContract, ChangesNoPasswordThatWasChangedMeanwhile) {
    create("1", "ann");
    sign_in("1", "s1");
    EXPECT_FALSE(accounts_.change_password(call_, AccountId("1"), {"late", 2, {}}));
    EXPECT_FALSE(accounts_.change_password(call_, AccountId("1"), {"late", 0, {}}));
    EXPECT_EQ(hash_of("1"), "hash of 1");
    EXPECT_TRUE(signed_in("s1"));
}

TEST_P(AccountRepositoryContract, ReplacesTheHashOfTheSamePassword) {
    create("1", "ann");
    sign_in("1", "s1");
    accounts_.replace_password_hash(call_, AccountId("1"), 1, "stronger");
    EXPECT_EQ(hash_of("1"), "stronger");
    EXPECT_EQ(by_id("1")->password_version, 1);
    EXPECT_TRUE(signed_in("s1"));
    accounts_.replace_password_hash(call_, AccountId("1"), 2, "of another password");
    accounts_.replace_password_hash(call_, AccountId("none"), 1, "of nobody's");
    EXPECT_EQ(hash_of("1"), "stronger");
}

TEST_P(AccountRepositoryContract, ErasesAnAccountWithAllThatIsIts) {
    create("1", "ann", Role::admin);
    create("2", "bob", Role::admin);
    sign_in("1", "s1");
    sign_in("2", "s2");
    auto& keys = stores_->identity().api_keys;
    keys.create(call_, key_of("1", "k1"));
    keys.create(call_, key_of("2", "k2"));
    EXPECT_EQ(code_of([&] {
                  accounts_.erase(
                      call_, AccountId("1"),
                      [](const Account&, std::int64_t others) {
                          EXPECT_EQ(others, 1);
                          throw Error(ErrorCode::conflict, "no");
                      },
                      at(7));
              }),
              ErrorCode::conflict);
    EXPECT_TRUE(signed_in("s1"));
    EXPECT_FALSE(stores_->identity().erasures.find(call_, AccountId("1")));
    const auto agree = [](const Account&, std::int64_t) {};
    EXPECT_TRUE(accounts_.erase(call_, AccountId("1"), agree, at(8)));
    EXPECT_FALSE(by_id("1"));
    EXPECT_FALSE(signed_in("s1"));
    EXPECT_FALSE(keys.find(call_, ApiKeyId("k1")));
    EXPECT_TRUE(signed_in("s2"));
    EXPECT_TRUE(keys.find(call_, ApiKeyId("k2")));
    EXPECT_FALSE(accounts_.erase(call_, AccountId("1"), agree, at(8)));
    EXPECT_EQ(stores_->identity().erasures.find(call_, AccountId("1")),
              (Erasure{AccountId("1"), at(8), {}, 0, {}}));
    // The name is free again.
    EXPECT_NO_THROW(create("3", "ANN"));
}

TEST_P(AccountRepositoryContract, GivesUpAtTheDeadline) {
    Call late;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    const auto deadline = ErrorCode::deadline_exceeded;
    EXPECT_EQ(code_of([&] { accounts_.find(late, AccountId("1")); }), deadline);
    EXPECT_EQ(code_of([&] { accounts_.create(late, account("1", "ann"), "h"); }), deadline);
    EXPECT_TRUE(accounts_.empty(call_));
}

using ConcurrentAccountRepositoryContract = AccountRepositoryContract;

/// Calls `act(i)` for each i below `count`, each in a thread of its own.
template <class Act>
void in_threads(int count, Act act) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([act, i] { act(i); });
    for (auto& thread : threads) thread.join();
}

TEST_P(ConcurrentAccountRepositoryContract, GivesANameToOneOfManyWhoWantIt) {
    const std::vector<std::string> names{"Admin", "ADMIN", "admin", "\u0430dmin", "adm\u0456n"};
    std::atomic<int> created = 0;
    std::atomic<int> refused = 0;
    in_threads(static_cast<int>(names.size()), [&](int i) {
        const auto error = error_of([&] { create(std::to_string(i), names.at(std::size_t(i))); });
        ++(error ? refused : created);
        if (error) {
            EXPECT_EQ(error->code(), ErrorCode::conflict) << error->what();
        }
    });
    EXPECT_EQ(created, 1);
    EXPECT_EQ(refused, 4);
}

TEST_P(ConcurrentAccountRepositoryContract, MakesOneFirstAccount) {
    std::atomic<int> created = 0;
    in_threads(6, [&](int i) {
        const auto first = account(std::to_string(i), "admin", Role::admin);
        if (accounts_.create_first(call_, first, "hash")) ++created;
    });
    EXPECT_EQ(created, 1);
    EXPECT_EQ(accounts_.list(call_, std::nullopt, 10).size(), 1u);
}

TEST_P(ConcurrentAccountRepositoryContract, LeavesAnAdminWhenAllAreDemotedAtOnce) {
    constexpr int kAdmins = 6;
    for (int i = 0; i < kAdmins; ++i) {
        create(std::to_string(i), "admin-" + std::to_string(i) + "x", Role::admin);
    }
    std::atomic<int> refused = 0;
    in_threads(kAdmins, [&](int i) {
        const AccountId id(std::to_string(i));
        const auto error = error_of([&] {
            accounts_.update(call_, id, [&](const Account& current, std::int64_t others) {
                Account after = current;
                if (i % 2 == 0) {
                    after.role = Role::viewer;
                } else {
                    after.disabled = true;
                }
                require_admin_left(current, after, others);
                return std::optional(after);
            });
        });
        if (error) ++refused;
    });
    EXPECT_EQ(refused, 1);
    int admins = 0;
    for (const auto& found : accounts_.list(call_, std::nullopt, 10)) {
        admins += found.role == Role::admin && !found.disabled ? 1 : 0;
    }
    EXPECT_EQ(admins, 1);
}

TEST_P(ConcurrentAccountRepositoryContract, LetsNoSignInOutliveAChangeOfThePassword) {
    create("1", "ann");
    constexpr int kSignIns = 8;
    in_threads(kSignIns + 1, [&](int i) {
        if (i == kSignIns) {
            accounts_.change_password(call_, AccountId("1"), {"new", {}, {}});
        } else {
            // With the old password, whenever it comes to it.
            stores_->identity().sessions.create(call_, session_of("1", std::to_string(i)), 1);
        }
    });
    for (int i = 0; i < kSignIns; ++i) EXPECT_FALSE(signed_in(std::to_string(i)));
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, AccountRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentAccountRepositoryContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::identity
