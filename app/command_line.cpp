#include "app/command_line.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "CLI/CLI.hpp"

#include "app/command_help.h"
#include "app/command_names.h"
#include "app/command_options.h"
#include "app/exit_codes.h"
#include "app/settings/nearest_name.h"
#include "app/settings/setting_table.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

/// The command line as CLI11 takes it apart. It is told nothing of ranges and types, so that a
/// value is judged and worded in one place wherever it comes from; and unknown words are collected
/// rather than refused, so that we can say what was probably meant.
class Parser {
public:
    Parser() {
        app_.set_help_flag();
        app_.allow_extras();
        app_.require_subcommand(0, 1);
        app_.add_flag("-h,--help", help_);
        app_.add_flag("--version", version_);
        add_option("--config", config_);
        for (const auto& setting : setting_table()) add_setting(setting);
        for (const auto& command : kCommands) add_command(command);
    }

    std::variant<Invocation, Reply> parse(std::vector<std::string> arguments,
                                          const Environment& environment,
                                          const std::filesystem::path& default_file) {
        refuse_empty_values(arguments);
        arguments = with_peers_spelled_out(arguments);
        const std::string last = arguments.empty() ? "" : arguments.back();
        std::ranges::reverse(arguments);  // CLI11 takes them from the back.
        try {
            app_.parse(arguments);
        } catch (const CLI::ArgumentMismatch&) {
            throw UsageError(last + " needs a value");
        } catch (const CLI::ConversionError& error) {
            throw wrong_flag(error.what());
        } catch (const CLI::ParseError& error) {
            throw UsageError(error.what());
        }
        read_command();
        if (help_) return Reply{name_.empty() ? program_help_text() : page_text(), kSuccess};
        refuse_extras();
        Invocation invocation;
        invocation.command = Command::version;
        invocation.settings.settings = default_settings();
        if (version_) return invocation;
        if (name_.empty()) return Reply{program_help_text(), kUsage};
        invocation.command = complete_command();
        apply_command_options(options_, typed(), invocation);
        const auto flags = used_flags();
        if (invocation.command == Command::version) return invocation;
        invocation.settings = load_settings({flags, given(config_), environment, default_file});
        return invocation;
    }

    /// What was typed of the command's name, such as "marquee migrate"; known after parse.
    std::string typed() const {
        return "marquee" + (name_.empty() ? "" : " " + name_) +
               (action_.empty() ? "" : " " + action_);
    }

private:
    /// An option's value, and CLI11's word on whether it was given.
    struct Value {
        std::string text;
        CLI::Option* option = nullptr;
    };

    static std::optional<std::string> given(const Value& value) {
        return value.option->count() > 0 ? std::optional(value.text) : std::nullopt;
    }

    void add_option(const std::string& flag, Value& value) {
        value.option = app_.add_option(flag, value.text);
        value.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }

    void add_setting(const Setting& setting) {
        Value& value = values_[setting.key];
        if (setting.type.form == TomlForm::boolean) {
            value.option = app_.add_flag(setting.flag(), value.text);
            value.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        } else {
            add_option(setting.flag(), value);
        }
    }

    void add_command(const CommandName& command) {
        CLI::App*& group = commands_[command.name];
        if (!group) group = add_subcommand(app_, command.name);
        CLI::App* parser = group;
        if (!command.action.empty()) {
            group->require_subcommand(0, 1);
            parser = add_subcommand(*group, command.action);
        }
        add_command_options(*parser, command.command, options_);
    }

    static CLI::App* add_subcommand(CLI::App& parent, std::string_view name) {
        CLI::App* command = parent.add_subcommand(std::string(name));
        command->set_help_flag();
        command->fallthrough();
        return command;
    }

    /// CLI11 says "Could not convert: --flag = value", and the value may be a password.
    static UsageError wrong_flag(std::string told) {
        told = told.substr(0, told.find(" = "));
        return UsageError(told.substr(told.rfind(' ') + 1) + " takes no such value");
    }

    /// CLI11 would take the next argument for the value.
    static void refuse_empty_values(const std::vector<std::string>& arguments) {
        for (const auto& argument : arguments) {
            if (argument == "--") return;
            if (argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
                throw UsageError(argument.substr(0, argument.size() - 1) + " needs a value");
            }
        }
    }

    /// "--peer rating=TARGET" is "--peer-rating TARGET".
    static std::vector<std::string> with_peers_spelled_out(
        const std::vector<std::string>& arguments) {
        constexpr std::string_view kPeer = "--peer";
        std::vector<std::string> result;
        for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
            std::string value;
            if (argument->starts_with("--peer=")) {
                value = argument->substr(kPeer.size() + 1);
            } else if (*argument != kPeer) {
                result.push_back(*argument);
                continue;
            } else if (++argument != arguments.end()) {
                value = *argument;
            }
            const auto equals = value.find('=');
            const auto* setting = find_setting("peer." + value.substr(0, equals));
            if (!setting || equals == std::string::npos || equals + 1 == value.size()) {
                throw UsageError("--peer takes metadata=TARGET, rating=TARGET or identity=TARGET");
            }
            result.insert(result.end(), {setting->flag(), value.substr(equals + 1)});
        }
        return result;
    }

    void read_command() {
        const auto commands = app_.get_subcommands();
        if (commands.empty()) return;
        name_ = commands.front()->get_name();
        const auto actions = commands.front()->get_subcommands();
        if (!actions.empty()) action_ = actions.front()->get_name();
    }

    std::string page_text() const { return help_text(command_page(name_)); }

    void refuse_extras() const {
        const auto extras = app_.remaining(true);
        const auto option = std::ranges::find_if(extras, [](auto& extra) {
            return extra.size() > 1 && extra != "--" && extra[0] == '-';
        });
        if (option != extras.end()) throw unknown_option(*option);
        const auto word = std::ranges::find_if(extras, [](auto& extra) { return extra != "--"; });
        if (word == extras.end()) return;
        const auto next = next_words();
        if (next.empty() && name_ == "user") {
            // Which may be a password.
            throw UsageError(typed() +
                             " was given too much; a password is no argument, but read from "
                             "standard input with --password-stdin");
        }
        if (next.empty()) throw UsageError(typed() + " takes no argument " + shown_value(*word));
        throw UsageError(typed() + " has no command " + shown_value(*word) +
                         did_you_mean(*word, next));
    }

    UsageError unknown_option(std::string option) const {
        // What follows "=" may be a password.
        option = option.substr(0, option.find('='));
        // And so may what follows -p.
        if (name_ == "user" && !option.starts_with("--")) option.resize(2);
        std::vector<std::string> known{"help", "version", "config"};
        for (const auto& setting : setting_table()) known.push_back(setting.flag().substr(2));
        for (auto& flag : command_flags(name_, action_)) known.push_back(std::move(flag));
        const auto letters = std::min(option.find_first_not_of('-'), option.size());
        const auto nearest = nearest_name(option.substr(letters), known);
        return UsageError(typed() + " has no option " + shown_value(option) +
                          (nearest ? "; did you mean --" + *nearest + "?" : ""));
    }

    /// The words that can follow what was typed of the command's name.
    std::vector<std::string> next_words() const {
        std::vector<std::string> words;
        for (const auto& [name, action, command] : kCommands) {
            if (name_.empty()) {
                words.emplace_back(name);
            } else if (name == name_ && !action.empty() && action_.empty()) {
                words.emplace_back(action);
            }
        }
        return words;
    }

    Command complete_command() const {
        for (const auto& [name, action, command] : kCommands) {
            if (name == name_ && action == action_) return command;
        }
        std::string choices;
        for (const auto& word : next_words()) choices += (choices.empty() ? "" : " or ") + word;
        throw UsageError(typed() + " needs to be told what: " + choices);
    }

    std::vector<std::pair<std::string, std::string>> used_flags() const {
        const auto& sections = command_page(name_).setting_sections;
        std::vector<std::pair<std::string, std::string>> flags;
        for (const auto& setting : setting_table()) {
            const auto value = given(values_.at(setting.key));
            if (!value) continue;
            if (std::ranges::find(sections, setting.section()) == sections.end()) {
                throw UsageError(typed() + " makes no use of " + setting.flag());
            }
            flags.emplace_back(setting.key, *value);
        }
        return flags;
    }

    CLI::App app_;
    bool help_ = false;
    bool version_ = false;
    Value config_;
    std::map<std::string, Value> values_;
    std::map<std::string_view, CLI::App*> commands_;
    CommandOptions options_;
    std::string name_;
    std::string action_;
};

/// Each line of the problem, behind the program's name.
Reply usage_reply(std::string problem, const std::string& advice) {
    constexpr std::string_view kName = "marquee: ";
    for (auto at = problem.find('\n'); at != std::string::npos; at = problem.find('\n', at + 1)) {
        problem.insert(at + 1, kName);
    }
    return {std::string(kName) + problem + "\n" + advice + "\n", kUsage};
}

}  // namespace

std::variant<Invocation, Reply> parse_command_line(const std::vector<std::string>& arguments,
                                                   const Environment& environment,
                                                   const std::filesystem::path& default_file) {
    Parser parser;
    try {
        return parser.parse(arguments, environment, default_file);
    } catch (const UsageError& error) {
        return usage_reply(error.what(), "Try 'marquee --help'.");
    } catch (const Error& error) {
        return usage_reply(error.what(), "'marquee --help' explains each setting.");
    }
}

}  // namespace marquee::app
