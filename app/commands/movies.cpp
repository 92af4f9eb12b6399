#include <iostream>
#include <unistd.h>

#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/own_call.h"
#include "application/movie/listing_verification.h"
#include "interfaces/import/progress.h"

namespace marquee::app {
namespace {

using std::chrono::steady_clock;

/// What the list is made of.
constexpr std::initializer_list<ContextName> kAsked{ContextName::metadata, ContextName::rating};
/// How long one step may take.
constexpr std::chrono::minutes kStepLimit{2};

Call step_call() {
    return own_call("movies-command", kStepLimit);
}

/// Says on standard error how many movies have been gone through.
class Count {
public:
    explicit Count(std::string what) : what_(std::move(what)) {}

    void show(std::int64_t movies) {
        const auto now = steady_clock::now();
        const auto pause = std::chrono::milliseconds(terminal_ ? 200 : 5000);
        if (now - shown_ < pause) return;
        shown_ = now;
        const auto seconds = std::chrono::duration<double>(now - began_).count();
        std::cerr << (terminal_ ? "\r" : "") << what_ << ": " << movies << " movies, "
                  << static_cast<std::int64_t>(static_cast<double>(movies) / seconds) << "/s"
                  << (terminal_ ? "   " : "\n") << std::flush;
        drawn_ = true;
    }

    ~Count() {
        if (terminal_ && drawn_) std::cerr << "\n";
    }

private:
    std::string what_;
    bool terminal_ = movielens::is_terminal(STDERR_FILENO);
    bool drawn_ = false;
    steady_clock::time_point began_ = steady_clock::now();
    steady_clock::time_point shown_ = began_;
};

}  // namespace

int rebuild_movies(const Settings& settings) {
    Contexts contexts(settings, kAsked);
    prepare(contexts, settings, {ContextName::movie});
    const auto began = steady_clock::now();
    std::int64_t movies = 0;
    bool done = false;
    {
        Count count("rebuilding");
        movie::ListingBuilder builder(
            contexts.listing_parts,
            {.call = step_call, .progress = [&](std::int64_t read) { count.show(movies = read); }});
        done = builder.rebuild();
    }
    if (!done) {
        throw Error(ErrorCode::unavailable,
                    "the build was taken away by another process; nothing was changed, try again");
    }
    const auto time = std::chrono::duration<double>(steady_clock::now() - began).count();
    while (contexts.listing.drop_some(step_call())) {
    }
    std::cout << "rebuilt the movie list: " << movies << " movies in "
              << std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(time))
                     .count()
              << " ms\n";
    return kSuccess;
}

int verify_movies(const Settings& settings) {
    Contexts contexts(settings, kAsked);
    prepare(contexts, settings, {ContextName::movie});
    movie::ListingVerdict verdict;
    {
        Count count("comparing");
        movie::ListingVerification verification(
            contexts.listing_parts,
            {.call = step_call, .progress = [&](std::int64_t movies) { count.show(movies); }});
        verdict = verification.run([](const MovieId& id, const std::string& what) {
            std::cout << id.text() << ": " << what << "\n";
        });
    }
    std::cout << verdict.movies << " movies and " << verdict.rated << " rated ones compared; "
              << verdict.mismatches << " differed"
              << (verdict.mismatches > 0 ? "; `marquee movies rebuild` mends that" : "") << "\n";
    return verdict.mismatches > 0 ? kFindings : kSuccess;
}

}  // namespace marquee::app
