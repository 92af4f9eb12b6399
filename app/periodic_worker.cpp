#include "app/periodic_worker.h"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

namespace marquee::app {
namespace {

constexpr std::chrono::milliseconds kPauseAfterFailure{1000};

}  // namespace

PeriodicWorker::PeriodicWorker(std::string name, std::chrono::milliseconds pause,
                               std::function<void()> work)
    : name_(std::move(name)), pause_(pause), work_(std::move(work)), thread_([this] { run(); }) {}

PeriodicWorker::~PeriodicWorker() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_requested_.notify_all();
    thread_.join();
}

void PeriodicWorker::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const bool done = work_once();
        lock.lock();
        // Whatever is away is not asked, nor its absence logged, all the time.
        const auto pause = done ? pause_ : std::max(pause_, kPauseAfterFailure);
        stop_requested_.wait_for(lock, pause, [this] { return stopping_; });
    }
}

bool PeriodicWorker::work_once() const {
    try {
        work_();
        return true;
    } catch (const std::exception& e) {
        spdlog::warn("{} failed and is tried again: {}", name_, e.what());
        return false;
    }
}

}  // namespace marquee::app
