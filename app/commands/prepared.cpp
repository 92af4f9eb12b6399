#include "app/commands/prepared.h"

#include <spdlog/spdlog.h>

#include "app/prepare_database.h"
#include "domain/shared/error.h"

namespace marquee::app {

void prepare(Contexts& contexts, const Settings& settings,
             std::initializer_list<ContextName> needed) {
    for (const auto context : needed) {
        if (contexts.hosted.contains(context)) continue;
        throw Error(ErrorCode::invalid,
                    "this works on " + std::string(name_of(context)) +
                        ", which the setting contexts leaves out: give the database that has it, "
                        "and the contexts that are there");
    }
    prepare_database(contexts.database, contexts.hosted, settings.database_startup_wait,
                     [](const std::string& text) { spdlog::info("{}", text); });
}

}  // namespace marquee::app
