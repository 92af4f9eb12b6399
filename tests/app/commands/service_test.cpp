#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

#include "app/accounts.h"
#include "app/exit_codes.h"
#include "app/settings/setting_table.h"
#include "infrastructure/identity/sql_service_repository.h"
#include "tests/support/marquee_process.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

/// `marquee service` as people run it.
class ServiceCommand : public testing::TestWithParam<test::DatabaseKind> {
protected:
    test::CommandResult service(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "service");
        arguments.push_back("--database-url=" + database_->url());
        arguments.push_back("--log-level=warning");
        return test::run_marquee(arguments);
    }

    /// What a command printed behind `name`, or "".
    static std::string shown(const test::CommandResult& result, const std::string& name) {
        const std::regex line(name + ": (\\S+)\n");
        std::smatch match;
        return std::regex_search(result.out, match, line) ? match[1].str() : "";
    }

    void expect_refusal(const test::CommandResult& result, const std::string& why) {
        EXPECT_EQ(result.exit_code, kUsage);
        EXPECT_THAT(result.err, HasSubstr(why));
        EXPECT_THAT(result.out, IsEmpty());
    }

    std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
};

TEST_P(ServiceCommand, MakesListsAndRevokesCredentials) {
    EXPECT_EQ(service({"list"}).out, "");
    const auto made = service({"create", "the film site"});
    EXPECT_EQ(made.exit_code, kSuccess) << made.err;
    EXPECT_THAT(made.out, HasSubstr("created the film site\n"));
    EXPECT_THAT(made.err, HasSubstr("audit service.create target=" + shown(made, "client_id")));
    const std::string id = shown(made, "client_id");
    const std::string secret = shown(made, "client_secret");
    EXPECT_THAT(secret, MatchesRegex("mqs_[A-Za-z0-9_-]{43}"));

    const auto listed = service({"list"});
    EXPECT_THAT(listed.out, MatchesRegex("20[0-9-]+T[0-9:.]+Z  " + id + "  the film site\n"));
    EXPECT_THAT(listed.out + listed.err, Not(HasSubstr(secret)));

    const auto revoked = service({"revoke", id});
    EXPECT_EQ(revoked.out, "revoked " + id + "\n");
    EXPECT_THAT(revoked.err, HasSubstr("audit service.revoke target=" + id));
    EXPECT_EQ(service({"list"}).out, "");
    expect_refusal(service({"revoke", id}), "there is no service " + id);
}

TEST_P(ServiceCommand, MakesSecretsThatAreKnownAgain) {
    const auto made = service({"create", "site"});
    Settings settings = default_settings();
    settings.database_url = database_->url();
    Contexts contexts(settings);
    Accounts accounts(settings, contexts);
    identity::SqlServiceRepository repository(accounts.log);
    const auto found = repository.find(Call(), identity::ServiceId(shown(made, "client_id")));
    ASSERT_TRUE(found);
    const std::string secret = shown(made, "client_secret");
    EXPECT_TRUE(accounts.mint.matches(secret.substr(4), found->secret_hash));
}

TEST_P(ServiceCommand, RefusesNamesAndIdsThatAreNone) {
    expect_refusal(service({"create", std::string(101, 'x')}), "name must");
    expect_refusal(service({"create", "a\nb"}), "name must");
    expect_refusal(service({"revoke", "a b"}), "client_id must be 1 to 64 of");
}

std::string database_name(const testing::TestParamInfo<test::DatabaseKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, ServiceCommand, testing::ValuesIn(test::all_databases()),
                         database_name);

}  // namespace
}  // namespace marquee::app
