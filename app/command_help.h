#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace marquee::app {

/// An option or argument of one command, beside the settings.
struct OptionHelp {
    std::string name;
    std::string text;
};

/// The manual page of a command.
struct CommandHelp {
    /// As it is typed after "marquee": "serve".
    std::string name;
    std::vector<std::string> synopsis;
    std::string summary;
    /// Paragraphs.
    std::vector<std::string> description;
    std::vector<OptionHelp> options;
    /// The sections of the settings that the command uses.
    std::vector<std::string> setting_sections;
    std::vector<int> exit_codes;
    std::vector<std::string> examples;
};

/// Each first-level command's page, in the order in which they are shown.
const std::vector<CommandHelp>& command_pages();

/// The page of the command with that name; std::out_of_range without one.
const CommandHelp& command_page(std::string_view name);

/// The whole manual page of a command, in lines of at most 90 columns.
std::string help_text(const CommandHelp& page);

/// The manual page of the program.
std::string program_help_text();

}  // namespace marquee::app
