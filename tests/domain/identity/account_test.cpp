#include "domain/identity/account.h"

#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

Account account(Role role, bool disabled = false) {
    return {AccountId("1"), AccountName("ann"), role, disabled, 1, {}};
}

TEST(AccountName, TakesNamesOfPeopleEverywhere) {
    for (const char* name : {"a", "ann", "Ann.Smith-2", "ann@example.org", "Žofie", "и́мя", "千尋",
                             "_", "..", "+1", "😀"}) {
        EXPECT_EQ(AccountName(name).text(), name);
    }
    EXPECT_EQ(AccountName(std::string(64, 'x')).text().size(), 64u);
}

TEST(AccountName, RefusesWhatPeopleCannotTypeOrWouldMistake) {
    const auto is_blamed = [](const std::string& name) {
        return blame_of([&] { AccountName{name}; }) == "name";
    };
    for (const char* name : {"", " ", "a b", " a", "a ", "a\tb", "a\nb", "a\x7f", "\xC2\xA0z",
                             "a\xE2\x80\x8Bz", "a/b", "/", "a:b", "\xFF", "a\xC3"}) {
        EXPECT_TRUE(is_blamed(name)) << name;
    }
    EXPECT_TRUE(is_blamed(std::string("a\0b", 3)));
    EXPECT_TRUE(is_blamed(std::string(65, 'x')));
    EXPECT_TRUE(is_blamed(std::string(100'000, 'x')));
}

TEST(AccountName, SaysWhatIsWrong) {
    EXPECT_EQ(AccountName::problem("a b"), "must not contain spaces");
    EXPECT_EQ(AccountName::problem("a/b"), "must not contain / or :");
    EXPECT_EQ(AccountName::problem(std::string(65, 'x')),
              "must have at most 64 characters, not 65");
    EXPECT_FALSE(AccountName::problem("ann"));
}

TEST(AccountId, BlamesItsField) {
    EXPECT_EQ(blame_of([] { AccountId(""); }), "account_id");
    EXPECT_EQ(blame_of([] { SessionId("a b"); }), "session_id");
    EXPECT_EQ(AccountId("01a-b").text(), "01a-b");
}

TEST(Account, IsForPeopleNotForServices) {
    for (const Role role : {Role::viewer, Role::editor, Role::admin}) {
        EXPECT_NO_THROW(require_account_role(role));
    }
    EXPECT_EQ(blame_of([] { require_account_role(Role::service); }), "role");
}

TEST(Account, OfTheLastAdminStaysOne) {
    const Account admin = account(Role::admin);
    const auto refused = [&](const std::optional<Account>& after) {
        return code_of([&] { require_admin_left(admin, after, 0); }) == ErrorCode::conflict;
    };
    EXPECT_TRUE(refused(std::nullopt));
    EXPECT_TRUE(refused(account(Role::editor)));
    EXPECT_TRUE(refused(account(Role::admin, true)));
    EXPECT_FALSE(refused(admin));
    EXPECT_NO_THROW(require_admin_left(admin, std::nullopt, 1));
    EXPECT_NO_THROW(require_admin_left(admin, account(Role::viewer), 2));
}

TEST(Account, OfAnybodyElseMayChangeAndGo) {
    for (const Account& other : {account(Role::viewer), account(Role::admin, true)}) {
        EXPECT_NO_THROW(require_admin_left(other, std::nullopt, 0));
        EXPECT_NO_THROW(require_admin_left(other, account(Role::viewer, true), 0));
    }
}

}  // namespace
}  // namespace marquee::identity
