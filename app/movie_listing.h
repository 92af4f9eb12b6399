#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/contexts.h"
#include "app/periodic_worker.h"
#include "app/settings/settings.h"
#include "application/movie/listing_follower.h"
#include "application/movie/movie_list_service.h"
#include "infrastructure/events/commit_signal.h"
#include "infrastructure/movie/indexed_movie_finder.h"
#include "interfaces/json/page_signer.h"

namespace prometheus {
class Gauge;
}

namespace marquee::app {

/// The movie list of a serving process: what it is found in, and the threads that keep that up to
/// date. For one thread, but for the service.
class MovieListing {
public:
    /// `contexts`, whose database is prepared, outlives it. Throws Error(unavailable) when the
    /// index's folder can't be used.
    MovieListing(const Settings& settings, Contexts& contexts);
    ~MovieListing();
    MovieListing(const MovieListing&) = delete;
    MovieListing& operator=(const MovieListing&) = delete;

    void start();
    /// Lets the listing be as it is. The feeds have to be closed, or it takes a second.
    void stop();

    movie::MovieListService& service() { return service_; }
    const json::PageSigner& page_signer() const { return page_signer_; }

private:
    void follow(movie::Source source);
    void refresh_list();
    void refresh_texts();
    void measure_lag();

    Contexts& contexts_;
    json::PageSigner page_signer_;
    /// The listing changed, or an index has to be made anew.
    events::CommitSignal changed_;
    movie::ListingFollower follower_;
    movie::ListMirror list_;
    std::filesystem::path index_folder_;
    movie::TextMirror texts_;
    movie::IndexedMovieFinder finder_;
    movie::MovieListService service_;
    std::atomic<bool> stopping_ = false;
    std::vector<std::unique_ptr<PeriodicWorker>> workers_;
};

}  // namespace marquee::app
