#pragma once

#include <algorithm>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::architecture {

/// A source file: its path from the root of the project, and its text.
struct SourceFile {
    std::string path;
    std::string text;
};

/// What the files whose paths start with `folder` may include, besides the C++ standard library:
/// headers that start with one of `allowed`. The rule with the longest `folder` holds, alone; of
/// equals the first.
struct IncludeRule {
    std::string folder;
    std::vector<std::string> allowed;
};

/// The header that a line includes, or nothing.
inline std::optional<std::string> included_header(const std::string& line) {
    static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::smatch match;
    if (!std::regex_search(line, match, pattern)) {
        return std::nullopt;
    }
    return match[1].str();
}

/// Whether the header is the C++ standard library's: those alone have neither folder nor ending.
inline bool is_standard(std::string_view header) {
    return header.find_first_of("./") == std::string_view::npos;
}

/// The rule that holds for the file, or nullptr.
inline const IncludeRule* rule_for(std::string_view path, const std::vector<IncludeRule>& rules) {
    const IncludeRule* longest = nullptr;
    for (const IncludeRule& rule : rules) {
        if (path.starts_with(rule.folder) &&
            (longest == nullptr || rule.folder.size() > longest->folder.size())) {
            longest = &rule;
        }
    }
    return longest;
}

/// The includes that break the rules, each as a line "path:line includes header". A file that no
/// rule is for is reported too.
inline std::vector<std::string> include_violations(const std::vector<SourceFile>& files,
                                                   const std::vector<IncludeRule>& rules) {
    std::vector<std::string> violations;
    for (const SourceFile& file : files) {
        const IncludeRule* rule = rule_for(file.path, rules);
        if (rule == nullptr) {
            violations.push_back(file.path + " is in a folder that has no rule");
            continue;
        }
        std::istringstream text(file.text);
        std::string line;
        for (int number = 1; std::getline(text, line); ++number) {
            const std::optional<std::string> header = included_header(line);
            if (header && !is_standard(*header) &&
                std::none_of(rule->allowed.begin(), rule->allowed.end(),
                             [&](const auto& prefix) { return header->starts_with(prefix); })) {
                violations.push_back(file.path + ":" + std::to_string(number) + " includes " +
                                     *header);
            }
        }
    }
    return violations;
}

/// The lines of files under one of `folders` that match `pattern` outside of // comments, each as
/// "path:line text". With `except`, files that start with one of those are left out.
inline std::vector<std::string> matching_lines(const std::vector<SourceFile>& files,
                                               const std::vector<std::string>& folders,
                                               const std::string& pattern,
                                               const std::vector<std::string>& except = {}) {
    const auto is_under = [](const std::string& path, const std::vector<std::string>& prefixes) {
        return std::any_of(prefixes.begin(), prefixes.end(),
                           [&](const auto& prefix) { return path.starts_with(prefix); });
    };
    const std::regex wanted(pattern);
    std::vector<std::string> found;
    for (const SourceFile& file : files) {
        if (!is_under(file.path, folders) || is_under(file.path, except)) {
            continue;
        }
        std::istringstream text(file.text);
        std::string line;
        for (int number = 1; std::getline(text, line); ++number) {
            if (std::regex_search(line.substr(0, line.find("//")), wanted)) {
                found.push_back(file.path + ":" + std::to_string(number) + " " + line);
            }
        }
    }
    return found;
}

}  // namespace marquee::architecture
