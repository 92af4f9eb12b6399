#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "app/contexts.h"
#include "app/periodic_worker.h"
#include "app/settings/settings.h"
#include "application/movie/change_watch.h"
#include "application/movie/movie_list_service.h"
#include "infrastructure/events/rpc_event_feed.h"
#include "interfaces/movie/answer_cache.h"

namespace marquee::app {

/// The cache of a serving process's answers about movies, and the threads that hear of what other
/// processes change. For one thread, but for the cache.
class HotReads {
public:
    /// All outlive it.
    HotReads(const Settings& settings, Contexts& contexts, movie::MovieListService& lists);
    ~HotReads();
    HotReads(const HotReads&) = delete;
    HotReads& operator=(const HotReads&) = delete;

    void start();
    /// From now on nothing is answered from the cache.
    void stop();

    movie::AnswerCache& cache() { return cache_; }

private:
    movie::ChangeWatch::Listener listener();

    movie::MovieNotices& notices_;
    /// Streams of their own, since each feed has one; none to a context in this process.
    std::optional<events::RpcEventFeed> metadata_feed_;
    std::optional<events::RpcEventFeed> rating_feed_;
    movie::ChangeWatch metadata_watch_;
    movie::ChangeWatch rating_watch_;
    movie::AnswerCache cache_;
    std::vector<std::unique_ptr<PeriodicWorker>> workers_;
};

}  // namespace marquee::app
