#include "app/command_options.h"

#include <array>
#include <variant>

#include "CLI/CLI.hpp"

#include "app/command_names.h"
#include "app/settings/setting_value.h"

namespace marquee::app {
namespace {

using Text = std::string CommandOptions::*;
using Flag = bool CommandOptions::*;

/// One thing that a command takes.
struct Option {
    Command command;
    /// With dashes, unless it is an argument.
    std::string_view name;
    std::variant<Text, Flag> value;
    /// What the command is said to need when this text is not given; empty when it does without.
    std::string_view need = "";
};

/// Everything that commands take; a command's arguments in their order.
constexpr auto kOptions = std::to_array<Option>({
    {Command::import_movielens, "DIR", &CommandOptions::folder, "DIR, the folder with the files"},
    {Command::import_movielens, "--dry-run", &CommandOptions::dry_run},
    {Command::import_movielens, "--strict", &CommandOptions::strict},
    {Command::ratings_verify, "--repair", &CommandOptions::repair},
    {Command::user_create, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::user_create, "--role", &CommandOptions::role},
    {Command::user_create, "--password-stdin", &CommandOptions::password_stdin},
    {Command::user_set_role, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::user_set_role, "ROLE", &CommandOptions::role, "ROLE"},
    {Command::user_reset_password, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::user_reset_password, "--password-stdin", &CommandOptions::password_stdin},
    {Command::user_disable, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::user_enable, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::user_erase, "NAME", &CommandOptions::user, "NAME, the account's"},
    {Command::service_create, "NAME", &CommandOptions::service, "NAME, what to call the service"},
    {Command::service_revoke, "ID", &CommandOptions::service, "ID, the service's client id"},
    {Command::call, "CONTEXT", &CommandOptions::context, "CONTEXT, such as rating"},
    {Command::call, "METHOD", &CommandOptions::method, "METHOD, such as Standings"},
    {Command::call, "JSON", &CommandOptions::request, "JSON, the request; {} for an empty one"},
});

Role role_of(const std::string& text) {
    const auto role = role_named(text);
    if (!role || *role == Role::service) {
        throw UsageError("the role must be viewer, editor or admin, not " + shown_value(text));
    }
    return *role;
}

}  // namespace

void add_command_options(CLI::App& parser, Command command, CommandOptions& options) {
    for (const auto& option : kOptions) {
        if (option.command != command) continue;
        const std::string name(option.name);
        if (const auto* flag = std::get_if<Flag>(&option.value)) {
            parser.add_flag(name, options.*(*flag));
        } else {
            parser.add_option(name, options.*std::get<Text>(option.value));
        }
    }
}

std::vector<std::string> command_flags(std::string_view name, std::string_view action) {
    std::vector<std::string> flags;
    for (const auto& known : kCommands) {
        // Whoever gives any user command a password is to be told of --password-stdin.
        if (known.name != name || (known.action != action && name != "user")) continue;
        for (const auto& option : kOptions) {
            const bool is_flag = option.name.starts_with("--");
            if (option.command == known.command && is_flag)
                flags.emplace_back(option.name.substr(2));
        }
    }
    return flags;
}

void apply_command_options(const CommandOptions& options, const std::string& typed,
                           Invocation& invocation) {
    for (const auto& option : kOptions) {
        if (option.command != invocation.command || option.need.empty()) continue;
        if ((options.*std::get<Text>(option.value)).empty()) {
            throw UsageError(typed + " needs " + std::string(option.need));
        }
    }
    invocation.import = {options.folder, options.dry_run, options.strict};
    invocation.verify.repair = options.repair;
    invocation.user.name = options.user;
    if (!options.role.empty()) invocation.user.role = role_of(options.role);
    invocation.user.password_stdin = options.password_stdin;
    invocation.service = options.service;
    invocation.call = {options.context, options.method, options.request};
}

}  // namespace marquee::app
