#include "app/movie_listing.h"

#include <filesystem>
#include <prometheus/gauge.h>
#include <random>
#include <thread>

#include "app/own_call.h"
#include "app/uuid.h"

namespace marquee::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// How long a change of the listing by another instance may go unnoticed.
constexpr milliseconds kLookAgain{100};
/// Between two transactions of the list: under load, so many changes are taken in together, and
/// leave the database, of which SQLite lets one write at a time, to those who make them.
constexpr milliseconds kPause{20};
/// What is added to that after so many events: many are about few movies, of each of which the last
/// is enough.
constexpr milliseconds kLongerPause{30};
constexpr std::int64_t kManyEvents = 200;
/// How long to wait for the next event at a time.
constexpr seconds kEventWait{1};
/// How long a piece of background work may take.
constexpr seconds kWorkLimit{30};

Call work_call() {
    return own_call("movie-listing", kWorkLimit);
}

std::string random_secret() {
    std::random_device random;
    std::string secret;
    for (int i = 0; i < 32; ++i) secret += static_cast<char>(random());
    return secret;
}

std::filesystem::path index_folder(const Settings& settings, const database::DatabaseUrl& url) {
    if (settings.index_path != "auto") return settings.index_path;
    if (url.engine == database::Engine::mysql) return "data/index";
    if (!url.in_memory()) return url.path + ".index";
    // As short-lived as the database.
    return std::filesystem::temp_directory_path() / ("marquee-index-" + new_uuid(system_now()));
}

}  // namespace

MovieListing::MovieListing(const Settings& settings, Contexts& contexts)
    : contexts_(contexts),
      page_signer_(contexts.listing.token_secret(work_call(), random_secret())),
      follower_(contexts.listing_parts, system_now, [this] { changed_.notify(); }),
      list_(contexts.listing, settings.rating_prior_weight),
      index_folder_(index_folder(settings, contexts.database.url())),
      // A name that no other database has, and that tells nothing of its secret.
      texts_(contexts.listing, index_folder_, page_signer_.sign("", "search index")),
      finder_(list_, texts_, [this] { changed_.notify(); }),
      service_(finder_, contexts.listing, settings.rating_prior_weight) {}

MovieListing::~MovieListing() {
    stop();
    if (!contexts_.database.url().in_memory()) return;
    std::error_code failure;
    std::filesystem::remove_all(index_folder_, failure);
}

void MovieListing::start() {
    const auto work = [this](const char* name, milliseconds pause, std::function<void()> round) {
        workers_.push_back(std::make_unique<PeriodicWorker>(name, pause, std::move(round)));
    };
    work("the care for the movie list", seconds(2), [this] { follower_.tend(work_call); });
    work("the list's following of the catalogue", kPause,
         [this] { follow(movie::Source::catalogue); });
    work("the list's following of ratings", kPause, [this] { follow(movie::Source::audience); });
    work("the reading of the movie list", milliseconds(1), [this] { refresh_list(); });
    work("the search index", milliseconds(1), [this] { refresh_texts(); });
    work("the measuring of the list's lag", seconds(5), [this] { measure_lag(); });
}

void MovieListing::stop() {
    stopping_ = true;
    follower_.stop();
    changed_.close();
    workers_.clear();
}

void MovieListing::follow(movie::Source source) {
    const auto take_in = [&] {
        return follower_.follow(work_call(), source, steady_clock::now() + kEventWait);
    };
    std::int64_t taken_in = 0;
    do {
        taken_in = take_in();
    } while (!stopping_ && taken_in == movie::ListingFollower::kPortion);
    if (taken_in >= kManyEvents) std::this_thread::sleep_for(kLongerPause);
}

void MovieListing::refresh_list() {
    const auto seen = changed_.count();
    if (list_.refresh(work_call)) return;
    changed_.wait(seen, steady_clock::now() + kLookAgain);
}

void MovieListing::refresh_texts() {
    const auto seen = changed_.count();
    if (texts_.refresh(work_call, [this] { return stopping_.load(); })) return;
    changed_.wait(seen, steady_clock::now() + kLookAgain);
}

void MovieListing::measure_lag() {
    auto& events = prometheus::BuildGauge()
                       .Name("marquee_listing_lag_events")
                       .Help("Events that the movie list has not taken in yet.")
                       .Register(contexts_.metrics);
    auto& time = prometheus::BuildGauge()
                     .Name("marquee_listing_lag_seconds")
                     .Help("Age of the oldest event that the movie list has not taken in yet.")
                     .Register(contexts_.metrics);
    const std::pair<movie::Source, const char*> sources[] = {{movie::Source::catalogue, "metadata"},
                                                             {movie::Source::audience, "rating"}};
    for (const auto& [source, name] : sources) {
        const auto lag = follower_.lag(work_call(), source);
        events.Add({{"context", name}}).Set(static_cast<double>(lag.events));
        time.Add({{"context", name}}).Set(static_cast<double>(lag.time.count()) / 1000);
    }
}

}  // namespace marquee::app
