#pragma once

#include <string>
#include <vector>

#include "infrastructure/migration/migration.h"

namespace marquee::migration {

/// What a database remembers of a migration: a row of `<context>_migration`.
struct HistoryRow {
    int version;
    std::string name;
    std::string checksum;
    /// False from its start until its end; it stays so when the script failed or its runner died.
    bool finished;
};

enum class MigrationState {
    /// Not applied yet.
    pending,
    applied,
    /// Stopped half-way, or running at this moment.
    unfinished,
    /// Applied with other contents than this binary has.
    changed,
    /// Not in this binary: a newer one has been here.
    unknown,
};

/// The state's name as `marquee migrate status` shows it.
std::string_view name_of(MigrationState state);

struct MigrationStatus {
    int version;
    std::string name;
    MigrationState state;

    bool operator==(const MigrationStatus&) const = default;
};

/// Holds what the binary has against what the database remembers; by version. What never finished
/// may have other contents by now: that is how a failed migration is corrected.
std::vector<MigrationStatus> compare(const std::vector<Migration>& migrations,
                                     const std::vector<HistoryRow>& history);

/// The migrations still to be applied, in their order. Throws MigrationError when one was changed,
/// is unknown, or was passed over.
std::vector<Migration> remaining(const std::string& context,
                                 const std::vector<Migration>& migrations,
                                 const std::vector<HistoryRow>& history);

/// The tables of one context in one database, and their history.
class Schema {
public:
    virtual ~Schema() = default;

    /// By version; empty when nothing was ever applied. Changes nothing.
    virtual std::vector<HistoryRow> history() = 0;

    /// Applies what remains of `migrations`, one runner at a time; answers how many this one did.
    /// Errors as of Migrator::up.
    virtual int apply(const std::vector<Migration>& migrations) = 0;
};

}  // namespace marquee::migration
