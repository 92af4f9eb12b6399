#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"

namespace marquee::app {
namespace {

std::string text_of(const std::optional<rating::RatingSummary>& summary) {
    if (!summary) return "missing or damaged";
    return std::to_string(summary->count()) + " ratings, sum " + std::to_string(summary->sum());
}

}  // namespace

int verify_ratings(const Settings& settings, const VerifyOptions& options) {
    // Counting all ratings of a type is one statement, and may take long.
    Settings patient = settings;
    patient.database_statement_timeout = std::chrono::hours(24);
    Contexts contexts(patient);
    prepare(contexts, settings, {ContextName::rating});
    const auto result = contexts.ratings.recount(
        Call().by_system(), options.repair, [](const rating::SummaryMismatch& mismatch) {
            std::cout << mismatch.record.type.text() << " " << mismatch.record.id.text()
                      << ": stored " << text_of(mismatch.stored) << "; counted "
                      << text_of(mismatch.recounted) << "\n";
        });
    const auto wrong = result.mismatches + result.wrong_totals;
    std::cout << result.ratings << " ratings of " << result.records << " records counted; "
              << result.mismatches << " summaries and " << result.wrong_totals << " totals differed"
              << (wrong > 0 && options.repair ? ", all mended" : "") << "\n";
    return wrong > 0 && !options.repair ? kFindings : kSuccess;
}

}  // namespace marquee::app
