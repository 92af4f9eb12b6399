#include "infrastructure/migration/history.h"

#include <algorithm>
#include <map>

namespace marquee::migration {
namespace {

/// Throws when a migration with this status forbids to go on.
void require_usable(const std::string& context, const MigrationStatus& status) {
    const std::string which = context + " migration " + status.name;
    switch (status.state) {
        case MigrationState::pending:
        case MigrationState::applied:
        case MigrationState::unfinished:
            return;
        case MigrationState::changed:
            throw MigrationError(
                which +
                " was applied to this database with other contents than this program has. Start "
                "the program version that applied it, or restore the database from a backup; an "
                "applied migration must never be edited, changes go into a new one.");
        case MigrationState::unknown:
            throw MigrationError(
                which +
                " is in this database but not in this program: a newer version has used the "
                "database. Start that version or a later one, or restore a backup from before the "
                "upgrade.");
    }
}

}  // namespace

std::string_view name_of(MigrationState state) {
    switch (state) {
        case MigrationState::pending:
            return "pending";
        case MigrationState::applied:
            return "applied";
        case MigrationState::unfinished:
            return "unfinished";
        case MigrationState::changed:
            return "changed";
        case MigrationState::unknown:
            return "unknown";
    }
    throw std::logic_error("a migration state without a name");
}

std::vector<MigrationStatus> compare(const std::vector<Migration>& migrations,
                                     const std::vector<HistoryRow>& history) {
    std::map<int, MigrationStatus> by_version;
    for (const HistoryRow& row : history) {
        by_version.insert({row.version, {row.version, row.name, MigrationState::unknown}});
    }
    for (const Migration& migration : migrations) {
        const auto row = std::ranges::find(history, migration.version, &HistoryRow::version);
        auto state = MigrationState::applied;
        if (row == history.end()) {
            state = MigrationState::pending;
        } else if (!row->finished) {
            state = MigrationState::unfinished;
        } else if (row->checksum != migration.checksum) {
            state = MigrationState::changed;
        }
        by_version.insert_or_assign(migration.version,
                                    MigrationStatus{migration.version, migration.name, state});
    }
    std::vector<MigrationStatus> statuses;
    for (auto& [version, status] : by_version) {
        statuses.push_back(std::move(status));
    }
    return statuses;
}

std::vector<Migration> remaining(const std::string& context,
                                 const std::vector<Migration>& migrations,
                                 const std::vector<HistoryRow>& history) {
    std::vector<Migration> result;
    for (const MigrationStatus& status : compare(migrations, history)) {
        require_usable(context, status);
        if (status.state != MigrationState::applied) {
            result.push_back(*std::ranges::find(migrations, status.version, &Migration::version));
        } else if (!result.empty()) {
            throw MigrationError(context + " migration " + status.name +
                                 " was applied to this database, but the one before it, " +
                                 result.back().name +
                                 ", was not: its history was tampered with. Restore the database "
                                 "from a backup.");
        }
    }
    return result;
}

}  // namespace marquee::migration
