#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace marquee::app {

/// Does its work at once and then again and again, in a thread of its own, as long as it lives.
/// Work that throws is logged, and tried again after a second or the pause, whichever is longer.
class PeriodicWorker {
public:
    /// `name` says in the log whose work failed. What `work` uses outlives the worker.
    PeriodicWorker(std::string name, std::chrono::milliseconds pause, std::function<void()> work);
    /// Waits for the work under way.
    ~PeriodicWorker();
    PeriodicWorker(const PeriodicWorker&) = delete;
    PeriodicWorker& operator=(const PeriodicWorker&) = delete;

private:
    void run();
    bool work_once() const;

    std::string name_;
    std::chrono::milliseconds pause_;
    std::function<void()> work_;
    std::mutex mutex_;
    std::condition_variable stop_requested_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::app
