#include <iostream>
#include <unistd.h>

#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/uuid.h"
#include "app/writers_of_import.h"
#include "interfaces/import/movielens_importer.h"
#include "interfaces/import/progress.h"

namespace marquee::app {
namespace {

void print(const movielens::ImportReport& report, bool dry_run) {
    const auto& [movies, tags, ratings, skipped, dropped, stopped] = report;
    std::cout << "movies:  " << movies.read << " read";
    if (!dry_run) {
        std::cout << ", " << movies.created << " created, " << movies.changed << " changed, "
                  << movies.unchanged << " unchanged";
    }
    std::cout << "\ntags:    " << tags.read << " read, " << tags.keywords << " keywords";
    std::cout << "\nratings: " << ratings.read << " read";
    if (!dry_run) {
        std::cout << ", " << ratings.created << " created, " << ratings.replaced << " replaced, "
                  << ratings.unchanged << " unchanged";
    }
    std::cout << "\n";
    if (dropped > 0) std::cout << "external ids left out: " << dropped << "\n";
    std::cout << "rows skipped: " << skipped << "\n";
    if (stopped) {
        std::cout << "stopped at the first bad row (--strict)"
                  << (dry_run ? "" : "; what was read before it is stored") << "\n";
    }
    if (dry_run) {
        std::cout << "a dry run: nothing was written\n";
    } else {
        const auto changes = movies.created + movies.changed + ratings.created + ratings.replaced;
        std::cout << changes << " changes\n";
    }
}

}  // namespace

int import_movielens(const Settings& settings, const ImportOptions& options) {
    Contexts contexts(settings);
    if (!options.dry_run) {
        prepare(contexts, settings, {ContextName::metadata, ContextName::rating});
    }
    movielens::ProgressDisplay display(std::cerr, movielens::is_terminal(STDERR_FILENO));
    movielens::MovieLensImporter importer(
        contexts.metadata, contexts.ratings, system_now,
        [&](const movielens::RowProblem& problem) {
            display.clear();
            std::cerr << problem.file << ":" << problem.line << ": " << problem.reason
                      << (problem.skipped && !options.strict ? "; row skipped" : "") << "\n";
        },
        [&](const movielens::Progress& progress) {
            display.show(progress, std::chrono::steady_clock::now());
        });
    const auto report = importer.run(Call().by_system(), options.folder,
                                     {.dry_run = options.dry_run,
                                      .strict = options.strict,
                                      .writers = writers_of_import(contexts.database)});
    display.finish(std::chrono::steady_clock::now());
    print(report, options.dry_run);
    return report.skipped_rows > 0 ? kFindings : kSuccess;
}

}  // namespace marquee::app
