#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/shared/embedded_file.h"
#include "infrastructure/database/database_url.h"

namespace marquee::migration {

/// Why a context's tables can't be brought to, or are not in, the state that this binary needs. The
/// message is for the operator: what happened, and what to do.
class MigrationError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One step in the life of a context's tables.
struct Migration {
    Migration(int version_number, std::string full_name, std::string script);

    /// From 1, without gaps.
    int version;
    /// With the version in front: "0001_ratings".
    std::string name;
    /// Statements, the last of which ends with a semicolon, too.
    std::string sql;
    /// 16 hex digits over `sql`, whatever its line ends. It guards against accidents, not
    /// attackers: whoever can write the history can write the tables.
    std::string checksum;
};

/// The migrations of `context` among `files`, by version. Throws std::logic_error when a version is
/// missing or there twice, or a file's name or end is not as it has to be.
std::vector<Migration> migrations_in(std::span<const EmbeddedFile> files, std::string_view context,
                                     database::Engine engine);

/// Those that were compiled into the binary.
std::vector<Migration> migrations_of(std::string_view context, database::Engine engine);

}  // namespace marquee::migration
