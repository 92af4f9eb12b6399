#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace marquee::movie {
class MovieRemoval;
}

namespace marquee::app {

/// Finishes removals that were cut off, in a thread of its own, as long as it lives.
class RemovalWorker {
public:
    /// `removal` outlives the worker.
    explicit RemovalWorker(movie::MovieRemoval& removal);
    ~RemovalWorker();
    RemovalWorker(const RemovalWorker&) = delete;
    RemovalWorker& operator=(const RemovalWorker&) = delete;

private:
    void run();
    void finish_all();

    movie::MovieRemoval& removal_;
    std::mutex mutex_;
    std::condition_variable stop_requested_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::app
