#include "infrastructure/migration/migration.h"

#include <algorithm>
#include <cstdint>

namespace marquee {
// Defined by the build.
std::span<const EmbeddedFile> embedded_migrations();
}  // namespace marquee

namespace marquee::migration {
namespace {

constexpr std::size_t kVersionDigits = 4;

/// FNV-1a, 64 bits. A carriage return doesn't count, so that a checkout with other line ends is
/// still the same migration.
std::string checksum_of(std::string_view sql) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : sql) {
        if (c == '\r') {
            continue;
        }
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) {
        hex += "0123456789abcdef"[(hash >> shift) & 0xf];
    }
    return hex;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads a file called "NNNN_name.sql".
Migration read(std::string_view file_name, const EmbeddedFile& file) {
    constexpr std::string_view kSuffix = ".sql";
    const std::string path(file.path);
    if (!file_name.ends_with(kSuffix) || file_name.size() <= kVersionDigits + 1 + kSuffix.size() ||
        file_name[kVersionDigits] != '_' ||
        !std::ranges::all_of(file_name.substr(0, kVersionDigits), is_digit)) {
        throw std::logic_error(path + ": a migration is called NNNN_name.sql");
    }
    file_name.remove_suffix(kSuffix.size());
    const std::size_t end = file.content.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos || file.content[end] != ';') {
        throw std::logic_error(path + ": a migration ends with a semicolon");
    }
    return Migration(std::stoi(std::string(file_name.substr(0, kVersionDigits))),
                     std::string(file_name), std::string(file.content));
}

}  // namespace

Migration::Migration(int version_number, std::string full_name, std::string script)
    : version(version_number),
      name(std::move(full_name)),
      sql(std::move(script)),
      checksum(checksum_of(sql)) {}

std::vector<Migration> migrations_in(std::span<const EmbeddedFile> files, std::string_view context,
                                     database::Engine engine) {
    const std::string folder =
        "migrations/" + std::string(context) + "/" + std::string(database::name_of(engine)) + "/";
    std::vector<Migration> migrations;
    for (const EmbeddedFile& file : files) {
        if (file.path.starts_with(folder)) {
            migrations.push_back(read(file.path.substr(folder.size()), file));
        }
    }
    std::ranges::sort(migrations, {}, &Migration::version);
    int expected = 1;
    for (const Migration& migration : migrations) {
        if (migration.version != expected) {
            throw std::logic_error(folder + migration.name + ": expected version " +
                                   std::to_string(expected));
        }
        ++expected;
    }
    return migrations;
}

std::vector<Migration> migrations_of(std::string_view context, database::Engine engine) {
    return migrations_in(embedded_migrations(), context, engine);
}

}  // namespace marquee::migration
