#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.h"

// CLI11's name. NOLINTNEXTLINE(readability-identifier-naming)
namespace CLI {
class App;
}

namespace marquee::app {

/// A wrong command line; the message ends the conversation.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What was typed for the options and arguments of a command, beside the settings.
struct CommandOptions {
    std::string folder;
    bool dry_run = false;
    bool strict = false;
    bool repair = false;
    std::string user;
    std::string role;
    bool password_stdin = false;
    std::string service;
    std::string context;
    std::string method;
    std::string request;
};

/// Lets `parser` take what the command takes. It is parsed into `options`, which must stay where it
/// is until then.
void add_command_options(CLI::App& parser, Command command, CommandOptions& options);

/// The flags that `marquee name action` takes, without their dashes. Each command of `marquee user`
/// is said to take those of all.
std::vector<std::string> command_flags(std::string_view name, std::string_view action);

/// Puts what was typed for the invocation's command into the invocation. Throws UsageError for what
/// is missing or can't be; `typed` is the command as it was typed, such as "marquee user create".
void apply_command_options(const CommandOptions& options, const std::string& typed,
                           Invocation& invocation);

}  // namespace marquee::app
