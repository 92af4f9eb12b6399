#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "app/exit_codes.h"
#include "tests/support/marquee_process.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

/// `marquee keys` as people run it.
class KeysCommand : public testing::TestWithParam<test::DatabaseKind> {
protected:
    test::CommandResult keys(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "keys");
        arguments.push_back("--database-url=" + database_->url());
        auto result = test::run_marquee(arguments);
        EXPECT_EQ(result.exit_code, kSuccess) << result.err;
        return result;
    }

    std::vector<std::string> listed() {
        std::vector<std::string> lines;
        std::istringstream text(keys({"list"}).out);
        for (std::string line; std::getline(text, line);) lines.push_back(line);
        return lines;
    }

    const std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, KeysCommand, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(KeysCommand, RotatesAndListsKeysWithoutTheirSecrets) {
    EXPECT_TRUE(listed().empty());
    const auto first = keys({"rotate"});
    EXPECT_THAT(first.out, HasSubstr("the new key "));
    EXPECT_THAT(listed(), testing::ElementsAre(MatchesRegex("[^ ]{43}  ES256  [^ ]+Z  signs")));

    const auto second = keys({"rotate", "--identity-algorithm", "RS256"});
    EXPECT_THAT(second.err, HasSubstr("audit signing_key.create target="));
    const auto lines = listed();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_THAT(lines[0], MatchesRegex("[^ ]{43}  RS256  [^ ]+Z  signs from [^ ]+Z"));
    EXPECT_THAT(lines[1], MatchesRegex("[^ ]{43}  ES256  [^ ]+Z  signs"));
    EXPECT_THAT(second.out, HasSubstr(lines[0].substr(0, 43)));

    database_->run("UPDATE identity_signing_key SET signs_from = created_at");
    EXPECT_THAT(listed()[1], MatchesRegex("[^ ]{43}  ES256  [^ ]+Z  checks until [^ ]+Z"));
    const auto list = keys({"list"});
    EXPECT_THAT(list.out + list.err + first.out + first.err, Not(HasSubstr("PRIVATE")));
}

}  // namespace
}  // namespace marquee::app
