#include "app/command_help.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "app/exit_codes.h"
#include "app/settings/setting_table.h"

namespace marquee::app {
namespace {

constexpr std::size_t kColumns = 90;

/// The text in lines that fit, each behind `indent` blanks.
std::string wrapped(const std::string& text, std::size_t indent) {
    const std::string margin(indent, ' ');
    std::string result;
    std::string line;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (!line.empty() && line.size() + 1 + word.size() > kColumns) {
            result += line + "\n";
            line.clear();
        }
        line += (line.empty() ? margin : " ") + word;
    }
    return line.empty() ? result : result + line + "\n";
}

std::string heading(const std::string& name) {
    return "\n" + name + "\n";
}

std::string option_text(const std::string& name, const std::string& text) {
    return "  " + name + "\n" + wrapped(text, 8);
}

std::string setting_text(const Setting& setting) {
    const bool boolean = setting.type.form == TomlForm::boolean;
    const std::string value =
        boolean ? "[=" + setting.type.placeholder + "]" : " " + setting.type.placeholder;
    // Named values are all in the placeholder, times are explained once for all, rates by the first
    // limit, and the database's description explains its own.
    const bool explained = boolean || setting.type.allowed == setting.type.placeholder ||
                           setting.type.placeholder == "TIME" ||
                           setting.type.placeholder == "RATE" || setting.secret == Secret::yes;
    std::string text = setting.description;
    if (!explained) text += " Takes " + setting.type.allowed + ".";
    if (setting.live == Live::yes) text += " Can be changed while it runs.";
    return option_text(setting.flag() + value, text) +
           wrapped("Default: " + setting.default_value + ". Environment: " + setting.variable() +
                       ". File: " + setting.key + ".",
                   8);
}

std::string settings_text(const std::vector<std::string>& sections) {
    std::string text =
        heading("SETTINGS") +
        wrapped(
            "Each is taken from its flag, else from its environment variable, "
            "else from the settings file, else it has its default. Flags stand "
            "anywhere on the command line; of one given twice the last counts. A TIME is a whole "
            "number with its unit, such as 250ms, 5s, 2m, 1h or 7d, and at most 1d if not said "
            "otherwise.",
            2);
    text += "\n" + option_text("--config FILE",
                               "The settings file, in TOML. Default: marquee.toml in the working "
                               "folder, if there is one. Environment: MARQUEE_CONFIG.");
    for (const auto& setting : setting_table()) {
        if (std::ranges::find(sections, setting.section()) == sections.end()) continue;
        text += "\n" + setting_text(setting);
    }
    return text;
}

std::string meaning_of(int exit_code) {
    switch (exit_code) {
        case kSuccess:
            return "Success.";
        case kInternalFailure:
            return "A fault of Marquee itself; the log says more. Or of the machine: a data set "
                   "can't be read to its end, or the output not be written.";
        case kUsage:
            return "The command line or a setting is wrong, or what it asks for is not there or "
                   "can't be; nothing was started or changed.";
        case kFindings:
            return "Done, with findings: an import skipped rows, or stopped at the first bad one "
                   "as --strict asks, or a verification found mismatches that it did not repair.";
        case kDatabaseUnusable:
            return "The database, or a process that is asked, can't be reached or used.";
        case kMigrationFailed:
            return "A migration failed, or was changed after it had been applied.";
        case kCannotListen:
            return "Cannot listen on the address.";
        default:
            throw std::logic_error("an exit code without a meaning");
    }
}

std::string exit_codes_text(const std::vector<int>& exit_codes) {
    std::string text = heading("EXIT CODES");
    for (const int code : exit_codes) {
        std::string lines = wrapped(meaning_of(code), 5);
        lines.replace(2, 1, std::to_string(code));
        text += lines;
    }
    return text;
}

std::string lines_text(const std::string& name, const std::vector<std::string>& lines) {
    std::string text = heading(name);
    for (const auto& line : lines) text += "  " + line + "\n";
    return text;
}

std::string description_text(const std::vector<std::string>& paragraphs) {
    std::string text;
    for (const auto& paragraph : paragraphs) {
        text += (text.empty() ? heading("DESCRIPTION") : "\n") + wrapped(paragraph, 2);
    }
    return text;
}

}  // namespace

std::string help_text(const CommandHelp& page) {
    std::string text = "marquee " + page.name + " - " + page.summary + "\n";
    text += lines_text("SYNOPSIS", page.synopsis) + description_text(page.description);
    text += heading("OPTIONS");
    for (const auto& option : page.options) text += option_text(option.name, option.text);
    text += option_text("-h, --help", "Show this page.");
    if (!page.setting_sections.empty()) text += settings_text(page.setting_sections);
    return text + exit_codes_text(page.exit_codes) + lines_text("EXAMPLES", page.examples);
}

std::string program_help_text() {
    std::string text = "marquee - a self-hosted movie catalogue and ratings server\n";
    std::vector<std::string> synopsis{"marquee COMMAND [OPTION]... [SETTING]..."};
    text += lines_text("SYNOPSIS", synopsis);
    text += description_text(
        {"Marquee keeps a catalogue of movies and what people think of them, and serves both over "
         "HTTP. It starts on an embedded SQLite database with nothing to install, and runs on "
         "MySQL or MariaDB in production.",
         "`marquee COMMAND --help` is the page of a command, with the settings that it uses."});
    text += heading("COMMANDS");
    for (const auto& page : command_pages()) {
        for (const auto& line : page.synopsis) text += "  " + line + "\n";
        text += wrapped(page.summary, 8);
    }
    text += heading("OPTIONS") + option_text("-h, --help", "Show this page.") +
            option_text("--version", "Show the version.");
    std::vector<std::string> sections;
    for (const auto& setting : setting_table()) sections.push_back(setting.section());
    text += settings_text(sections);
    text += exit_codes_text({kSuccess, kInternalFailure, kUsage, kFindings, kDatabaseUnusable,
                             kMigrationFailed, kCannotListen});
    return text +
           lines_text("EXAMPLES", {"marquee serve --demo-catalogue",
                                   "marquee import movielens ml-latest-small", "marquee config"});
}

}  // namespace marquee::app
