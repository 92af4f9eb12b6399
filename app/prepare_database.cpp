#include "app/prepare_database.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"

namespace marquee::app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLongestPause{2'000};

void make_folder(const database::DatabaseUrl& url) {
    if (url.engine != database::Engine::sqlite || url.in_memory()) return;
    const auto folder = std::filesystem::path(url.path).parent_path();
    if (folder.empty()) return;
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw Error(ErrorCode::unavailable,
                    "the folder " + folder.string() +
                        " of the database can't be made: " + failure.message());
    }
}

migration::Migrator migrator(database::Database& database, const std::string& context,
                             const migration::MigratorOptions& options) {
    return {database, context, migration::migrations_of(context, database.engine()), options};
}

/// The parts of the database that have migrations of their own.
std::vector<std::string> parts_of(const ContextSet& hosted) {
    std::vector<std::string> parts;
    for (const auto context : kAllContexts) {
        if (hosted.contains(context)) parts.emplace_back(name_of(context));
    }
    // Of requests that come several times, which only context movie takes.
    if (hosted.contains(ContextName::movie)) parts.emplace_back("idempotency");
    return parts;
}

int migrate(database::Database& database, const ContextSet& hosted,
            const std::function<void(const std::string&)>& progress) {
    migration::MigratorOptions options;
    options.progress = progress;
    int applied = 0;
    for (const auto& part : parts_of(hosted)) applied += migrator(database, part, options).up();
    return applied;
}

}  // namespace

int prepare_database(database::Database& database, const ContextSet& hosted,
                     std::chrono::milliseconds patience,
                     const std::function<void(const std::string&)>& progress) {
    make_folder(database.url());
    const auto give_up = steady_clock::now() + patience;
    std::chrono::milliseconds pause{100};
    while (true) {
        try {
            return migrate(database, hosted, progress);
        } catch (const Error& error) {
            const bool may_come = database.engine() == database::Engine::mysql &&
                                  error.code() == ErrorCode::unavailable;
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                give_up - steady_clock::now());
            if (!may_come || left.count() <= 0) {
                throw Error(error.code(), database.url().masked() + ": " + error.what());
            }
            progress("waiting up to " + std::to_string(left.count() / 1000 + 1) + " s for " +
                     database.url().masked() + ": " + error.what());
            std::this_thread::sleep_for(std::min(pause, left));
            pause = std::min(pause * 2, kLongestPause);
        }
    }
}

std::vector<ContextMigrations> migration_status(database::Database& database,
                                                const ContextSet& hosted) {
    // To open a file that does not exist would make it.
    const auto& url = database.url();
    const bool exists = url.engine == database::Engine::mysql || url.in_memory() ||
                        std::filesystem::exists(url.path);
    std::vector<ContextMigrations> result;
    for (const auto& context : parts_of(hosted)) {
        result.push_back(
            {context, exists
                          ? migrator(database, context, {}).status()
                          : migration::compare(migration::migrations_of(context, url.engine), {})});
    }
    return result;
}

}  // namespace marquee::app
