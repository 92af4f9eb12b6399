#include <iostream>

#include "app/commands/commands.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/prepare_database.h"

namespace marquee::app {

int migrate_status(const Settings& settings) {
    Contexts contexts(settings);
    for (const auto& [context, migrations] : migration_status(contexts.database, contexts.hosted)) {
        for (const auto& migration : migrations) {
            std::cout << context << "  " << migration.name << "  "
                      << migration::name_of(migration.state) << "\n";
        }
    }
    return kSuccess;
}

int migrate_up(const Settings& settings) {
    Contexts contexts(settings);
    const int applied =
        prepare_database(contexts.database, contexts.hosted, settings.database_startup_wait,
                         [](const std::string& text) { std::cout << text << std::endl; });
    std::cout << (applied == 0 ? "nothing to do: every migration is applied"
                               : "migrations applied: " + std::to_string(applied))
              << "\n";
    return kSuccess;
}

}  // namespace marquee::app
