#include "app/command_line.h"

#include <algorithm>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "app/command_help.h"
#include "app/exit_codes.h"
#include "app/settings/setting_table.h"

namespace marquee::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Outcome = std::variant<Invocation, Reply>;

Outcome parse(const std::vector<std::string>& arguments, const Environment& environment = {}) {
    return parse_command_line(arguments, environment, "/nonexistent/marquee.toml");
}

Invocation invocation(const std::vector<std::string>& arguments,
                      const Environment& environment = {}) {
    const auto outcome = parse(arguments, environment);
    if (const auto* reply = std::get_if<Reply>(&outcome)) {
        ADD_FAILURE() << reply->text;
        return {};
    }
    return std::get<Invocation>(outcome);
}

/// What is wrong with the arguments; the exit code is checked.
std::string usage_error(const std::vector<std::string>& arguments) {
    const auto outcome = parse(arguments);
    const auto* reply = std::get_if<Reply>(&outcome);
    if (!reply) return "(none)";
    EXPECT_EQ(reply->exit_code, kUsage);
    return reply->text;
}

std::string help(const std::vector<std::string>& arguments) {
    const auto outcome = parse(arguments);
    const auto* reply = std::get_if<Reply>(&outcome);
    if (!reply) return "(none)";
    EXPECT_EQ(reply->exit_code, kSuccess);
    return reply->text;
}

TEST(CommandLine, UnderstandsEveryCommand) {
    EXPECT_EQ(invocation({"serve"}).command, Command::serve);
    EXPECT_EQ(invocation({"migrate", "status"}).command, Command::migrate_status);
    EXPECT_EQ(invocation({"migrate", "up"}).command, Command::migrate_up);
    EXPECT_EQ(invocation({"import", "movielens", "d"}).command, Command::import_movielens);
    EXPECT_EQ(invocation({"ratings", "verify"}).command, Command::ratings_verify);
    EXPECT_EQ(invocation({"user", "create", "ann"}).command, Command::user_create);
    EXPECT_EQ(invocation({"user", "list"}).command, Command::user_list);
    EXPECT_EQ(invocation({"user", "set-role", "ann", "editor"}).command, Command::user_set_role);
    EXPECT_EQ(invocation({"user", "reset-password", "a"}).command, Command::user_reset_password);
    EXPECT_EQ(invocation({"user", "disable", "ann"}).command, Command::user_disable);
    EXPECT_EQ(invocation({"user", "enable", "ann"}).command, Command::user_enable);
    EXPECT_EQ(invocation({"user", "erase", "ann"}).command, Command::user_erase);
    EXPECT_EQ(invocation({"service", "create", "site"}).command, Command::service_create);
    EXPECT_EQ(invocation({"service", "list"}).command, Command::service_list);
    EXPECT_EQ(invocation({"service", "revoke", "x"}).command, Command::service_revoke);
    EXPECT_EQ(invocation({"keys", "list"}).command, Command::keys_list);
    EXPECT_EQ(invocation({"keys", "rotate"}).command, Command::keys_rotate);
    EXPECT_EQ(invocation({"config"}).command, Command::config);
    EXPECT_EQ(invocation({"version"}).command, Command::version);
    EXPECT_EQ(invocation({"--version"}).command, Command::version);
}

TEST(CommandLine, TakesTheOptionsOfAnImport) {
    const auto plain = invocation({"import", "movielens", "my data"}).import;
    EXPECT_EQ(plain.folder, "my data");
    EXPECT_FALSE(plain.dry_run || plain.strict);
    const auto full = invocation({"import", "movielens", "--dry-run", "serve", "--strict"}).import;
    EXPECT_EQ(full.folder, "serve");
    EXPECT_TRUE(full.dry_run && full.strict);
    EXPECT_EQ(invocation({"import", "movielens", "--", "-d"}).import.folder, "-d");
}

TEST(CommandLine, TakesTheOptionOfAVerification) {
    EXPECT_FALSE(invocation({"ratings", "verify"}).verify.repair);
    EXPECT_TRUE(invocation({"ratings", "verify", "--repair"}).verify.repair);
}

TEST(CommandLine, TakesWhatIsSaidOfAUser) {
    const auto plain = invocation({"user", "create", "ann"}).user;
    EXPECT_EQ(plain.name, "ann");
    EXPECT_EQ(plain.role, Role::viewer);
    EXPECT_FALSE(plain.password_stdin);
    const auto full =
        invocation({"user", "create", "--role", "admin", "--password-stdin", "bob"}).user;
    EXPECT_EQ(full.name, "bob");
    EXPECT_EQ(full.role, Role::admin);
    EXPECT_TRUE(full.password_stdin);
    EXPECT_EQ(invocation({"user", "set-role", "ann", "editor"}).user.role, Role::editor);
    EXPECT_TRUE(
        invocation({"user", "reset-password", "a", "--password-stdin"}).user.password_stdin);
    EXPECT_EQ(invocation({"user", "disable", "--", "-ann"}).user.name, "-ann");
}

TEST(CommandLine, TakesNoPasswordAndRepeatsNone) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"user", "create", "ann", "hunter2-hunter2"},
             {"user", "create", "ann", "--password", "hunter2-hunter2"},
             {"user", "create", "ann", "--password=hunter2-hunter2"},
             {"user", "create", "ann", "--password-stdin=hunter2-hunter2"},
             {"user", "reset-password", "ann", "hunter2-hunter2"},
             {"user", "reset-password", "ann", "--identity-admin-password", "hunter2"},
             {"user", "reset-password", "ann", "-phunter2-hunter2"}}) {
        const auto error = usage_error(arguments);
        EXPECT_THAT(error, StartsWith("marquee: "));
        EXPECT_THAT(error, Not(HasSubstr("hunter2")));
    }
}

TEST(CommandLine, TakesEverySettingAsAFlagBeforeAndBehindTheCommand) {
    for (const auto& setting : setting_table()) {
        const auto flag = setting.flag() + "=" + setting.default_value;
        for (const auto& arguments : {std::vector<std::string>{flag, "serve"}, {"serve", flag}}) {
            EXPECT_EQ(invocation(arguments).settings.provenance.at(setting.key), "flag") << flag;
        }
    }
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"--log-level", "debug", "import", "movielens", "d"},
             {"import", "--log-level", "debug", "movielens", "d"},
             {"import", "movielens", "--log-level", "debug", "d"},
             {"import", "movielens", "d", "--log-level", "debug"},
             {"--log-level", "error", "import", "movielens", "d", "--log-level=debug"}}) {
        const auto parsed = invocation(arguments);
        EXPECT_EQ(parsed.settings.settings.log_level, LogLevel::debug);
        EXPECT_EQ(parsed.import.folder, "d");
    }
}

TEST(CommandLine, TakesABareBooleanFlagForTrueAndEatsNothingBehindIt) {
    EXPECT_TRUE(invocation({"--demo-catalogue", "serve"}).settings.settings.demo_catalogue);
    EXPECT_TRUE(invocation({"serve", "--demo-catalogue=yes"}).settings.settings.demo_catalogue);
    EXPECT_FALSE(invocation({"serve", "--demo-catalogue=0"}).settings.settings.demo_catalogue);
    EXPECT_FALSE(invocation({"serve", "--demo-catalogue", "--demo-catalogue=no"})
                     .settings.settings.demo_catalogue);
    EXPECT_THAT(usage_error({"serve", "--demo-catalogue=maybe"}),
                HasSubstr("--demo-catalogue: must be true or false, not 'maybe'"));
}

TEST(CommandLine, PrefersFlagsToTheEnvironment) {
    const Environment environment{{"MARQUEE_HTTP_THREADS", "2"}, {"MARQUEE_LOG_LEVEL", "error"}};
    const auto settings = invocation({"serve", "--http-threads", "3"}, environment).settings;
    EXPECT_EQ(settings.settings.http_threads, 3);
    EXPECT_EQ(settings.settings.log_level, LogLevel::error);
}

TEST(CommandLine, RefusesFlagsThatTheCommandMakesNoUseOf) {
    EXPECT_THAT(usage_error({"import", "movielens", "d", "--http-threads", "3"}),
                HasSubstr("marquee import movielens makes no use of --http-threads"));
    EXPECT_THAT(usage_error({"version", "--log-level", "info"}), HasSubstr("makes no use of"));
}

struct WrongLine {
    std::vector<std::string> arguments;
    std::string told;
};

TEST(CommandLine, SaysWhatIsWrong) {
    for (const auto& [arguments, told] : std::vector<WrongLine>{
             {{"sevre"}, "marquee has no command 'sevre'; did you mean serve?"},
             {{"migrate", "stats"}, "marquee migrate has no command 'stats'; did you mean status?"},
             {{"migrate"}, "marquee migrate needs to be told what: status or up"},
             {{"import"}, "marquee import needs to be told what: movielens"},
             {{"import", "movielens"}, "marquee import movielens needs DIR"},
             {{"import", "movielens", ""}, "marquee import movielens needs DIR"},
             {{"import", "movielens", "a", "b"}, "takes no argument 'b'"},
             {{"serve", "config"}, "marquee serve takes no argument 'config'"},
             {{"migrate", "up", "status"}, "marquee migrate up takes no argument 'status'"},
             {{"serve", "--http-adress", "x:1"},
              "option '--http-adress'; did you mean --http-addr"},
             {{"serve", "-config", "x"}, "option '-config'; did you mean --config?"},
             {{"serve", "-x"}, "marquee serve has no option '-x'"},
             {{"serve", "--dry-run"}, "marquee serve has no option '--dry-run'"},
             {{"user"}, "marquee user needs to be told what: create or list or set-role or"},
             {{"service", "create"}, "marquee service create needs NAME"},
             {{"service", "revoke"}, "marquee service revoke needs ID"},
             {{"service", "list", "x"}, "marquee service list takes no argument 'x'"},
             {{"user", "remove", "ann"}, "marquee user has no command 'remove'"},
             {{"user", "create"}, "marquee user create needs NAME"},
             {{"user", "create", "ann", "--role"}, "--role needs a value"},
             {{"user", "create", "ann", "--role", "root"},
              "the role must be viewer, editor or admin, not 'root'"},
             {{"user", "set-role", "ann", "service"}, "must be viewer, editor or admin"},
             {{"user", "set-role", "ann"}, "marquee user set-role needs ROLE"},
             {{"user", "list", "--role", "admin"}, "marquee user list has no option '--role'"},
             {{"user", "create", "ann", "--password-stdin=x"},
              "--password-stdin takes no such value"},
             {{"user", "create", "ann", "-pw"}, "marquee user create has no option '-p'"},
             {{"user", "create", "ann", "--password"}, "did you mean --password-stdin?"},
             {{"ratings", "verify", "--repiar"}, "did you mean --repair?"},
             {{"import", "movielens", "d", "--stirct"}, "did you mean --strict?"},
             {{"serve", "--log-level"}, "--log-level needs a value"},
             {{"--log-level=", "serve"}, "--log-level needs a value"},
             {{"serve", "--log-level", "loud"}, "--log-level: must be trace|debug|"},
             {{"serve", "--config", "/nonexistent/x.toml"}, "/nonexistent/x.toml: No such file"},
         }) {
        const auto error = usage_error(arguments);
        EXPECT_THAT(error, StartsWith("marquee: "));
        EXPECT_THAT(error, HasSubstr(told));
        EXPECT_THAT(error, HasSubstr("--help"));
    }
}

TEST(CommandLine, NeverRepeatsAPassword) {
    const std::string url = "mysql://u:hunter2@h:x/x";
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"serve", "--database-ulr=" + url},
                                               {"serve", "--database-password=hunter2"},
                                               {"serve", "--database-ulr", url},
                                               {"serve", "--database-url", url},
                                               {"serve", "--http-address", url},
                                               {"serve", url},
                                               {url},
                                               {"serve", "--demo-catalogue=" + url}}) {
        const auto error = usage_error(arguments);
        EXPECT_THAT(error, StartsWith("marquee: "));
        EXPECT_THAT(error, Not(HasSubstr("hunter2")));
    }
}

TEST(CommandLine, NeedsNoSettingsForHelpAndVersion) {
    const Environment broken{{"MARQUEE_HTTP_THREADS", "x"}};
    EXPECT_TRUE(std::holds_alternative<Invocation>(parse({"version"}, broken)));
    EXPECT_EQ(std::get<Reply>(parse({"serve", "--help"}, broken)).exit_code, kSuccess);
    EXPECT_EQ(std::get<Reply>(parse({"serve"}, broken)).exit_code, kUsage);
}

TEST(CommandLine, ShowsHelpAndFailsWithoutACommand) {
    const auto reply = std::get<Reply>(parse({}));
    EXPECT_EQ(reply.exit_code, kUsage);
    EXPECT_EQ(reply.text, help({"--help"}));
}

TEST(CommandHelp, OfTheProgramExplainsEverySettingCommandAndExitCode) {
    const auto text = help({"-h"});
    for (const auto& setting : setting_table()) {
        EXPECT_THAT(text, HasSubstr("  " + setting.flag()));
        EXPECT_THAT(text, HasSubstr(setting.variable()));
        EXPECT_THAT(text, HasSubstr(setting.key));
        EXPECT_THAT(text, HasSubstr(setting.default_value));
    }
    for (const auto& page : command_pages()) EXPECT_THAT(text, HasSubstr(page.synopsis.at(0)));
    for (int code = 0; code <= 6; ++code) {
        EXPECT_THAT(text, HasSubstr("\n  " + std::to_string(code) + "  "));
    }
    EXPECT_THAT(text, HasSubstr("MARQUEE_CONFIG"));
}

TEST(CommandHelp, OfACommandHasItsPartsInTheirOrder) {
    for (const auto& page : command_pages()) {
        const auto text = help({page.name, "--help"});
        EXPECT_EQ(text, help({"--help", page.name}));
        EXPECT_THAT(text, StartsWith("marquee " + page.name + " - "));
        std::size_t at = 0;
        for (const std::string part :
             {"SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT CODES", "EXAMPLES"}) {
            at = text.find("\n" + part + "\n", at);
            ASSERT_NE(at, std::string::npos) << page.name << " " << part;
        }
        for (const auto& setting : setting_table()) {
            const auto& sections = page.setting_sections;
            const bool used = std::count(sections.begin(), sections.end(), setting.section()) > 0;
            EXPECT_EQ(text.find(setting.variable()) != std::string::npos, used) << setting.key;
        }
    }
}

TEST(CommandHelp, FitsItsColumns) {
    std::istringstream lines(help({"--help"}) + help({"serve", "--help"}) +
                             help({"import", "movielens", "--help"}) + help({"config", "-h"}));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 90u) << line;
        EXPECT_FALSE(line.ends_with(' ')) << line;
    }
}

TEST(CommandHelp, HasExamplesThatAreUnderstood) {
    for (const auto& page : command_pages()) {
        for (const auto& example : page.examples) {
            std::istringstream words(example.substr(example.find("marquee ") + 8));
            std::vector<std::string> arguments;
            for (std::string word; words >> word;) arguments.push_back(word);
            // An example's settings file isn't on this machine, and a variable isn't an argument.
            if (example.starts_with("MARQUEE_")) arguments = {"serve"};
            if (example.find(".toml") != std::string::npos) continue;
            EXPECT_TRUE(std::holds_alternative<Invocation>(parse(arguments))) << example;
        }
    }
}

}  // namespace
}  // namespace marquee::app
