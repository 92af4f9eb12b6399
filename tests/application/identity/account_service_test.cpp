#include "application/identity/account_service.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "tests/support/fake_identity.h"
#include "tests/support/fake_secrets.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Password& password() {
    static const Password password("correct horse");
    return password;
}

Call by(const Caller& caller) {
    Call call;
    call.caller = caller;
    return call;
}

Caller signed_in_to(const Account& account) {
    Caller caller = Caller::of_account(account.id.text(), account.role);
    caller.session_id = "session";
    return caller;
}

class AccountServiceTest : public testing::Test {
protected:
    Account create(const std::string& name, Role role = Role::viewer) {
        return service_.create(call_, AccountName(name), role, password());
    }
    bool signs_in(const std::string& name, const std::string& text = "correct horse") {
        return service_.sign_in(call_, name, text).has_value();
    }
    SessionId begin_session(const Account& account, const std::string& id) {
        const Session session{SessionId(id), account.id, SecretHash(std::string(64, '0')),
                              now_,          now_,       now_ + std::chrono::hours(1)};
        EXPECT_TRUE(sessions_.create(call_, session, account.password_version));
        return session.id;
    }
    bool stands(const SessionId& id) { return sessions_.find(call_, id).has_value(); }

    /// By Marquee itself, which may do all.
    Call call_ = by(Caller::of_system());
    Timestamp now_{std::chrono::milliseconds(5000)};
    FakeIdentityState state_;
    FakeAccountRepository repository_{state_};
    FakeSessionRepository sessions_{state_};
    FakePasswordHasher hasher_;
    FakeSecretMint mint_;
    AccountService service_{repository_, hasher_, mint_, [this] { return now_; }};
};

TEST_F(AccountServiceTest, CreatesAnAccountAtTheTimeOfItsClock) {
    const Account expected{AccountId("id-1"), AccountName("Ann"), Role::editor, false, 1, now_};
    EXPECT_EQ(create("Ann", Role::editor), expected);
    EXPECT_EQ(service_.find(call_, AccountName("ANN")), expected);
    EXPECT_EQ(service_.find(call_, AccountId("id-1")), expected);
    EXPECT_FALSE(service_.find(call_, AccountName("bob")));
    EXPECT_EQ(repository_.find_with_password(call_, expected.id)->password_hash,
              "weak:correct horse");
}

TEST_F(AccountServiceTest, CreatesNoServiceAndNoSecondOfAName) {
    EXPECT_EQ(blame_of([&] { create("ann", Role::service); }), "role");
    create("ann");
    EXPECT_EQ(code_of([&] { create("ANN"); }), ErrorCode::conflict);
}

TEST_F(AccountServiceTest, LetsAnybodySignUpAsAViewer) {
    const Account made = service_.sign_up(Call(), AccountName("ann"), password());
    EXPECT_EQ(made.role, Role::viewer);
    EXPECT_FALSE(made.disabled);
    EXPECT_TRUE(signs_in("ann"));
    EXPECT_EQ(code_of([&] { service_.sign_up(Call(), AccountName("Ann"), password()); }),
              ErrorCode::conflict);
}

TEST_F(AccountServiceTest, ListsPageByPage) {
    for (const char* name : {"bob", "Ann", "cid"}) create(name);
    const auto page = service_.list(call_, std::nullopt, 2);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].name.text(), "Ann");
    EXPECT_EQ(page[1].name.text(), "bob");
    EXPECT_EQ(service_.list(call_, page[1].name, 2).at(0).name.text(), "cid");
}

TEST_F(AccountServiceTest, ChangesARole) {
    const auto ann = create("ann");
    EXPECT_EQ(service_.set_role(call_, ann.id, Role::admin).role, Role::admin);
    EXPECT_EQ(service_.find(call_, ann.id)->role, Role::admin);
    EXPECT_EQ(blame_of([&] { service_.set_role(call_, ann.id, Role::service); }), "role");
}

TEST_F(AccountServiceTest, NeverLosesTheLastAdmin) {
    const auto ann = create("ann", Role::admin);
    const auto bob = create("bob", Role::admin);
    EXPECT_TRUE(service_.disable(call_, bob.id).disabled);
    const auto error = error_of([&] { service_.set_role(call_, ann.id, Role::editor); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::conflict);
    EXPECT_THAT(error->what(), HasSubstr("ann is the last admin"));
    EXPECT_EQ(code_of([&] { service_.disable(call_, ann.id); }), ErrorCode::conflict);
    EXPECT_EQ(code_of([&] { service_.erase(call_, ann.id); }), ErrorCode::conflict);
    EXPECT_EQ(service_.find(call_, ann.id), ann);

    service_.enable(call_, bob.id);
    service_.erase(call_, ann.id);
    EXPECT_FALSE(service_.find(call_, ann.id));
}

TEST_F(AccountServiceTest, EndsTheSessionsOfWhomItDisables) {
    const auto ann = create("ann");
    const auto session = begin_session(ann, "s");
    service_.disable(call_, ann.id);
    service_.disable(call_, ann.id);
    EXPECT_FALSE(stands(session));
    EXPECT_FALSE(signs_in("ann"));
    service_.enable(call_, ann.id);
    EXPECT_FALSE(stands(session));
    EXPECT_TRUE(signs_in("ann"));
}

TEST_F(AccountServiceTest, KnowsNobodyElse) {
    const AccountId nobody("nobody");
    const auto none = ErrorCode::not_found;
    EXPECT_EQ(code_of([&] { service_.set_role(call_, nobody, Role::viewer); }), none);
    EXPECT_EQ(code_of([&] { service_.disable(call_, nobody); }), none);
    EXPECT_EQ(code_of([&] { service_.enable(call_, nobody); }), none);
    EXPECT_EQ(code_of([&] { service_.erase(call_, nobody); }), none);
    EXPECT_EQ(code_of([&] { service_.reset_password(call_, nobody, password()); }), none);
    EXPECT_EQ(
        code_of([&] { service_.change_password(call_, nobody, "x", password(), std::nullopt); }),
        none);
    EXPECT_EQ(hasher_.hashed + hasher_.verified, 0);
}

TEST_F(AccountServiceTest, ResetsAPasswordAndEndsEverySession) {
    const auto ann = create("ann");
    const auto session = begin_session(ann, "s");
    service_.reset_password(call_, ann.id, Password("battery staple"));
    EXPECT_FALSE(stands(session));
    EXPECT_FALSE(signs_in("ann"));
    EXPECT_TRUE(signs_in("ann", "battery staple"));
}

TEST_F(AccountServiceTest, LetsNoKeyOfAnAdminTakeOrEraseTheAdminsAccount) {
    create("root", Role::admin);
    const auto ann = create("ann", Role::admin);
    const Call by_key = by(Caller::of_account(ann.id.text(), Role::admin));
    EXPECT_EQ(code_of([&] { service_.reset_password(by_key, ann.id, Password("battery staple")); }),
              ErrorCode::forbidden);
    EXPECT_EQ(code_of([&] { service_.erase(by_key, ann.id); }), ErrorCode::forbidden);
    EXPECT_TRUE(signs_in("ann"));
    service_.erase(by(signed_in_to(ann)), ann.id);
    EXPECT_FALSE(signs_in("ann"));
}

TEST_F(AccountServiceTest, ChangesAPasswordForWhoKnowsTheOldOne) {
    const auto ann = create("ann");
    const auto here = begin_session(ann, "here");
    const auto there = begin_session(ann, "there");
    const Password next("battery staple");
    for (const std::string& wrong :
         {std::string("wrong"), std::string(), std::string(9'999, 'x')}) {
        EXPECT_FALSE(service_.change_password(call_, ann.id, wrong, next, here));
    }
    EXPECT_TRUE(stands(there));
    EXPECT_TRUE(service_.change_password(call_, ann.id, "correct horse", next, here));
    EXPECT_TRUE(stands(here));
    EXPECT_FALSE(stands(there));
    EXPECT_TRUE(signs_in("ann", "battery staple"));
}

/// Resets the account's password in the moment in which it is verified.
class MeddlingHasher : public FakePasswordHasher {
public:
    explicit MeddlingHasher(AccountRepository& repository) : repository_(repository) {}

    Verification verify(const Call& call, std::string_view password,
                        const std::string& hash) override {
        repository_.change_password(call, AccountId("id-1"), {"weak:of the owner", {}, {}});
        return FakePasswordHasher::verify(call, password, hash);
    }

private:
    AccountRepository& repository_;
};

TEST_F(AccountServiceTest, LetsAnOldPasswordUndoNoReset) {
    const auto ann = create("ann");
    MeddlingHasher meddling(repository_);
    AccountService service(repository_, meddling, mint_, [this] { return now_; });
    EXPECT_EQ(code_of([&] {
                  service.change_password(call_, ann.id, "correct horse", Password("of the thief"),
                                          std::nullopt);
              }),
              ErrorCode::conflict);
    EXPECT_TRUE(signs_in("ann", "of the owner"));
}

TEST_F(AccountServiceTest, SignsInByNameAndPassword) {
    const auto ann = create("Ann");
    EXPECT_EQ(service_.sign_in(call_, "aNN", "correct horse"), ann);
    EXPECT_FALSE(signs_in("ann", "correct horsf"));
    EXPECT_FALSE(signs_in("ann", ""));
    EXPECT_FALSE(signs_in("bob"));
}

TEST_F(AccountServiceTest, HashesOncePerAttemptWhoeverIsNamed) {
    const auto ann = create("ann");
    create("bob");
    service_.disable(call_, ann.id);
    const auto work = [&] { return hasher_.verified + hasher_.pretended; };
    int before = work();
    for (const std::string& name :
         {std::string("ann"), std::string("bob"), std::string("nobody"), std::string("not a name"),
          std::string(), std::string("\xFF"), std::string(100'000, 'x')}) {
        EXPECT_FALSE(signs_in(name, "wrong password")) << name.substr(0, 20);
        EXPECT_EQ(work(), ++before) << name.substr(0, 20);
    }
    // And none at all for what can't be a password, whoever is named.
    for (const char* name : {"bob", "nobody"}) {
        EXPECT_FALSE(signs_in(name, std::string(100'000, 'x')));
        EXPECT_EQ(work(), before);
    }
}

TEST_F(AccountServiceTest, StoresABetterHashOfAPasswordThatItHears) {
    const auto ann = create("ann");
    hasher_.effort = "strong";
    EXPECT_FALSE(signs_in("ann", "wrong"));
    EXPECT_EQ(repository_.find_with_password(call_, ann.id)->password_hash, "weak:correct horse");
    EXPECT_TRUE(signs_in("ann"));
    EXPECT_EQ(repository_.find_with_password(call_, ann.id)->password_hash, "strong:correct horse");
}

TEST_F(AccountServiceTest, MakesAnAdminForAFirstStart) {
    const auto first = service_.ensure_admin(call_, std::nullopt);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->account.name.text(), "admin");
    EXPECT_EQ(first->account.role, Role::admin);
    ASSERT_TRUE(first->password);
    EXPECT_TRUE(signs_in("admin", std::string(first->password->view())));
    EXPECT_FALSE(service_.ensure_admin(call_, std::nullopt));
}

TEST_F(AccountServiceTest, GivesTheFirstAdminThePasswordThatWasChosen) {
    const auto first = service_.ensure_admin(call_, password());
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->password);
    EXPECT_TRUE(signs_in("admin"));
}

TEST_F(AccountServiceTest, MakesNoAdminWhenThereIsAnyAccount) {
    create("ann");
    const int hashed = hasher_.hashed;
    EXPECT_FALSE(service_.ensure_admin(call_, password()));
    EXPECT_FALSE(service_.find(call_, AccountName("admin")));
    EXPECT_EQ(hasher_.hashed, hashed);
}

TEST_F(AccountServiceTest, ChangesAllThatIsAskedForOrNothing) {
    const auto ann = create("ann", Role::admin);
    const auto bob = create("bob");
    EXPECT_EQ(code_of([&] {
                  service_.change(call_, ann.id, {Role::viewer, true});
              }),
              ErrorCode::conflict);
    EXPECT_EQ(service_.change(call_, ann.id, {}), ann);
    const auto changed = service_.change(call_, bob.id, {Role::editor, true});
    EXPECT_EQ(changed.role, Role::editor);
    EXPECT_TRUE(changed.disabled);
    EXPECT_EQ(service_.find(call_, bob.id), changed);
}

TEST_F(AccountServiceTest, LetsOnlyAdminsDecideAboutAccounts) {
    const auto root = create("root", Role::admin);
    const auto ann = create("ann", Role::editor);
    const auto bob = create("bob");
    const auto may_all = [&](const Caller& caller) {
        const Call call = by(caller);
        const std::vector<std::function<void()>> acts = {
            [&] { service_.create(call, AccountName("eve"), Role::admin, password()); },
            [&] { service_.list(call, std::nullopt, 1); },
            [&] { service_.find(call, AccountName("bob")); },
            [&] { service_.find(call, bob.id); },
            [&] { service_.set_role(call, bob.id, Role::editor); },
            [&] { service_.disable(call, bob.id); },
            [&] { service_.enable(call, bob.id); },
            [&] { service_.reset_password(call, bob.id, Password("battery staple")); },
            [&] { service_.erase(call, bob.id); },
        };
        std::set<std::optional<ErrorCode>> outcomes;
        for (const auto& act : acts) outcomes.insert(code_of(act));
        EXPECT_EQ(outcomes.size(), 1u) << "each act is judged alike";
        return *outcomes.begin();
    };
    EXPECT_EQ(may_all(Caller()), ErrorCode::unauthenticated);
    EXPECT_EQ(may_all(signed_in_to(ann)), ErrorCode::forbidden);
    EXPECT_EQ(may_all(Caller::of_account("service", Role::service)), ErrorCode::forbidden);
    const ScopeSet but_admin{Scope::catalogue_write, Scope::ratings_write_any};
    EXPECT_EQ(may_all(Caller::of_account(root.id.text(), Role::admin, but_admin)),
              ErrorCode::forbidden);
    // Whoever asked for the scope of a role that they have no more.
    EXPECT_EQ(may_all(Caller::of_account(ann.id.text(), Role::editor, {Scope::admin})),
              ErrorCode::forbidden);
    EXPECT_EQ(service_.find(call_, bob.id), bob);
    EXPECT_EQ(may_all(signed_in_to(root)), std::nullopt);
    EXPECT_FALSE(service_.find(call_, bob.id));
}

TEST_F(AccountServiceTest, LetsPeopleSeeAndEraseTheirOwnAccount) {
    const auto ann = create("ann");
    const Caller key = Caller::of_account(ann.id.text(), Role::viewer);
    EXPECT_EQ(service_.find(by(key), ann.id), ann);
    EXPECT_EQ(code_of([&] { service_.erase(by(key), ann.id); }), ErrorCode::forbidden);
    service_.erase(by(signed_in_to(ann)), ann.id);
    EXPECT_FALSE(service_.find(call_, ann.id));
}

TEST_F(AccountServiceTest, LetsNobodyChangeAPasswordButWhoSignedIn) {
    const auto ann = create("ann");
    const auto root = create("root", Role::admin);
    const auto outcome = [&](const Caller& caller) {
        return code_of([&] {
            service_.change_password(by(caller), ann.id, "correct horse",
                                     Password("battery staple"), std::nullopt);
        });
    };
    EXPECT_EQ(outcome(Caller()), ErrorCode::unauthenticated);
    EXPECT_EQ(outcome(signed_in_to(root)), ErrorCode::forbidden);
    EXPECT_EQ(outcome(Caller::of_account(ann.id.text(), Role::viewer)), ErrorCode::forbidden);
    EXPECT_EQ(outcome(signed_in_to(ann)), std::nullopt);
    EXPECT_TRUE(signs_in("ann", "battery staple"));
}

}  // namespace
}  // namespace marquee::identity
