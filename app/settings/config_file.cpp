#include "app/settings/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "toml++/toml.h"

#include "app/one_line.h"
#include "app/settings/setting_table.h"
#include "app/settings/setting_value.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

std::string content_of(const std::filesystem::path& file) {
    errno = std::filesystem::is_directory(file) ? EISDIR : 0;
    std::ostringstream content;
    if (errno == 0) content << std::ifstream(file, std::ios::binary).rdbuf();
    // Inserting nothing at all counts as a failure, which an empty file is not.
    if (errno != 0) {
        throw Error(ErrorCode::invalid, "cannot read the settings file " + one_line(file.string()) +
                                            ": " + std::strerror(errno));
    }
    return content.str();
}

FileValue value_of(const std::string& key, const toml::node& node) {
    FileValue value{key, TomlForm::other, "", node.source().begin.line};
    if (const auto* text = node.as_string()) {
        value.form = TomlForm::text;
        value.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
        value.form = TomlForm::integer;
        value.text = std::to_string(integer->get());
    } else if (const auto* number = node.as_floating_point()) {
        value.form = TomlForm::number;
        value.text = text_of(number->get());
    } else if (const auto* boolean = node.as_boolean()) {
        value.form = TomlForm::boolean;
        value.text = boolean->get() ? "true" : "false";
    }
    return value;
}

bool is_section(const std::string& name) {
    return std::ranges::any_of(setting_table(),
                               [&](const Setting& setting) { return setting.section() == name; });
}

void collect(const std::string& prefix, const toml::table& table, std::vector<FileValue>& values) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        const auto* inner = node.as_table();
        if (!inner || (inner->empty() && !is_section(key))) {
            values.push_back(value_of(key, node));
        } else {
            collect(key + ".", *inner, values);
        }
    }
}

}  // namespace

std::vector<FileValue> read_config_file(const std::filesystem::path& file) {
    std::vector<FileValue> values;
    const std::string content = content_of(file);
    try {
        collect("", toml::parse(content), values);
    } catch (const toml::parse_error& error) {
        throw Error(ErrorCode::invalid,
                    one_line(file.string()) + ":" + std::to_string(error.source().begin.line) +
                        ": is not TOML (column " + std::to_string(error.source().begin.column) +
                        "): a line is a [section] or a key = value, and text stands in quotes");
    }
    std::ranges::stable_sort(values, {}, &FileValue::line);
    return values;
}

}  // namespace marquee::app
