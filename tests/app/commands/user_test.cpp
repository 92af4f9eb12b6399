#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

#include "app/accounts.h"
#include "app/exit_codes.h"
#include "app/settings/setting_table.h"
#include "tests/support/marquee_process.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

/// `marquee user` as people run it, with passwords that are quickly hashed.
class UserCommand : public testing::TestWithParam<test::DatabaseKind> {
protected:
    test::CommandResult user(std::vector<std::string> arguments, const std::string& input = "") {
        arguments.insert(arguments.begin(), "user");
        for (const std::string& setting :
             {"--database-url=" + database_->url(), std::string("--identity-password-memory=8"),
              std::string("--identity-password-operations=1"),
              std::string("--log-level=warning")}) {
            arguments.push_back(setting);
        }
        test::ProcessOptions options;
        options.input = input;
        return test::run_marquee(arguments, options);
    }

    /// What `list` prints, without the times and ids.
    std::vector<std::string> listed() {
        const auto result = user({"list"});
        EXPECT_EQ(result.exit_code, kSuccess) << result.err;
        std::vector<std::string> lines;
        std::istringstream text(result.out);
        for (std::string role, state, time, id, name;
             text >> role >> state >> time >> id >> name;) {
            EXPECT_THAT(time, MatchesRegex("20[0-9-]+T[0-9:.]+Z"));
            EXPECT_EQ(id.size(), 32u);
            lines.push_back(role + " " + state + " " + name);
        }
        return lines;
    }

    /// The password that a command printed, or "".
    static std::string shown_password(const test::CommandResult& result) {
        static const std::regex line("password: (\\S+)\n");
        std::smatch match;
        return std::regex_search(result.out, match, line) ? match[1].str() : "";
    }

    /// Whether that is the account's password now.
    bool signs_in(const std::string& name, const std::string& password) {
        Settings settings = default_settings();
        settings.database_url = database_->url();
        Contexts contexts(settings);
        Accounts accounts(settings, contexts);
        return accounts.service.sign_in(Call(), name, password).has_value();
    }

    void expect_refusal(const test::CommandResult& result, const std::string& why) {
        EXPECT_EQ(result.exit_code, kUsage);
        EXPECT_THAT(result.err, HasSubstr(why));
        EXPECT_THAT(result.out, IsEmpty());
    }

    std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
};

TEST_P(UserCommand, MakesAccountsAndListsThem) {
    EXPECT_THAT(listed(), IsEmpty());
    const auto ann = user({"create", "ann"});
    EXPECT_EQ(ann.exit_code, kSuccess) << ann.err;
    EXPECT_THAT(ann.out, HasSubstr("created ann, viewer, id "));
    EXPECT_THAT(ann.err, HasSubstr("audit account.create target="));
    EXPECT_TRUE(signs_in("ann", shown_password(ann)));
    EXPECT_EQ(user({"create", "Žofie", "--role", "editor"}).exit_code, kSuccess);
    EXPECT_EQ(user({"create", "Bob", "--role", "admin"}).exit_code, kSuccess);
    EXPECT_THAT(listed(),
                ElementsAre("viewer enabled ann", "admin enabled Bob", "editor enabled Žofie"));
}

TEST_P(UserCommand, ReadsAPasswordFromStandardInputAndNeverShowsIt) {
    const auto made = user({"create", "ann", "--password-stdin"}, "correct horse\nand more\n");
    EXPECT_EQ(made.exit_code, kSuccess) << made.err;
    EXPECT_THAT(made.out + made.err, Not(HasSubstr("horse")));
    EXPECT_EQ(shown_password(made), "");
    EXPECT_TRUE(signs_in("ann", "correct horse"));

    const auto reset = user({"reset-password", "ANN", "--password-stdin"}, "battery staple\r\n");
    EXPECT_EQ(reset.exit_code, kSuccess) << reset.err;
    EXPECT_THAT(reset.err, HasSubstr("audit account.reset_password target="));
    EXPECT_FALSE(signs_in("ann", "correct horse"));
    EXPECT_TRUE(signs_in("ann", "battery staple"));
    // The same word, whichever way its accents are put together.
    user({"reset-password", "ann", "--password-stdin"}, "Ame\xCC\x81lie-2");
    EXPECT_TRUE(signs_in("ann", "Am\xC3\xA9lie-2"));
}

TEST_P(UserCommand, RefusesPasswordsThatAreNone) {
    expect_refusal(user({"create", "ann", "--password-stdin"}, "hunter2\n"),
                   "password must have at least 8 bytes, not 7");
    expect_refusal(user({"create", "ann", "--password-stdin"}), "at least 8 bytes, not 0");
    expect_refusal(user({"create", "ann", "--password-stdin"}, std::string(100'000, 'x')),
                   "password must have at most 1024 bytes");
    expect_refusal(user({"create", "ann", "--password-stdin"}, "12345678\xFF\n"), "UTF-8");
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_P(UserCommand, MakesUpANewPassword) {
    const auto made = user({"create", "ann"});
    const auto reset = user({"reset-password", "ann"});
    EXPECT_EQ(reset.exit_code, kSuccess) << reset.err;
    EXPECT_NE(shown_password(reset), shown_password(made));
    EXPECT_FALSE(signs_in("ann", shown_password(made)));
    EXPECT_TRUE(signs_in("ann", shown_password(reset)));
}

TEST_P(UserCommand, RefusesNamesThatAreTakenOrLookAlike) {
    user({"create", "Admin"});
    expect_refusal(user({"create", "ADMIN"}), "there is an account Admin already");
    expect_refusal(user({"create", "\u0430dmin"}), "looks like that of account Admin");
    expect_refusal(user({"create", "a b"}), "name must not contain spaces");
    expect_refusal(user({"create", "ad\u00ADmin"}), "can't be seen");
    expect_refusal(user({"create", "\xFF"}), "name is not valid UTF-8");
    EXPECT_THAT(listed(), ElementsAre("viewer enabled Admin"));
}

TEST_P(UserCommand, ChangesRolesAndStates) {
    const auto password = shown_password(user({"create", "ann"}));
    user({"create", "bob", "--role", "admin"});
    EXPECT_EQ(user({"set-role", "ann", "admin"}).out, "ann is admin now\n");
    EXPECT_EQ(user({"disable", "Bob"}).out, "bob is disabled, and all its sessions have ended\n");
    EXPECT_THAT(listed(), ElementsAre("admin enabled ann", "admin disabled bob"));
    EXPECT_EQ(user({"enable", "bob"}).out, "bob is enabled\n");
    EXPECT_EQ(user({"disable", "ann"}).exit_code, kSuccess);
    EXPECT_FALSE(signs_in("ann", password));
    EXPECT_EQ(user({"enable", "ann"}).exit_code, kSuccess);
    EXPECT_TRUE(signs_in("ann", password));
}

TEST_P(UserCommand, KeepsTheLastAdmin) {
    user({"create", "ann", "--role", "admin"});
    expect_refusal(user({"disable", "ann"}), "ann is the last admin");
    expect_refusal(user({"set-role", "ann", "viewer"}), "ann is the last admin");
    expect_refusal(user({"erase", "ann"}), "ann is the last admin");
    EXPECT_THAT(listed(), ElementsAre("admin enabled ann"));
}

TEST_P(UserCommand, ErasesAnAccount) {
    const auto password = shown_password(user({"create", "ann"}));
    user({"create", "bob"});
    const auto erased = user({"erase", "Ann"});
    EXPECT_EQ(erased.exit_code, kSuccess) << erased.err;
    EXPECT_THAT(erased.out, StartsWith("ann is erased; a running server removes the ratings of "));
    EXPECT_THAT(listed(), ElementsAre("viewer enabled bob"));
    EXPECT_FALSE(signs_in("ann", password));
}

TEST_P(UserCommand, KnowsNobodyElse) {
    user({"create", "ann"});
    for (const char* action : {"disable", "enable", "reset-password", "erase"}) {
        expect_refusal(user({action, "\u0430nn"}), "there is no account \u0430nn");
    }
    expect_refusal(user({"set-role", "bob", "viewer"}), "there is no account bob");
}

std::string database_name(const testing::TestParamInfo<test::DatabaseKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, UserCommand, testing::ValuesIn(test::all_databases()), database_name);

TEST(IdentitySettings, ShowNoPassword) {
    test::ProcessOptions options;
    options.environment = {"MARQUEE_IDENTITY_ADMIN_PASSWORD=hunter2-hunter2"};
    const auto config = test::run_marquee({"config"}, options);
    EXPECT_EQ(config.exit_code, kSuccess);
    EXPECT_THAT(config.out, AllOf(HasSubstr("identity.admin_password"), HasSubstr("***"),
                                  Not(HasSubstr("hunter2"))));
    options.environment = {"MARQUEE_IDENTITY_ADMIN_PASSWORD=hunter2"};
    const auto refused = test::run_marquee({"config"}, options);
    EXPECT_EQ(refused.exit_code, kUsage);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("at least 8 bytes"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace marquee::app
