#include "app/periodic_worker.h"

#include <spdlog/spdlog.h>
#include <utility>

namespace marquee::app {

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
        work_once();
        lock.lock();
        stop_requested_.wait_for(lock, pause_, [this] { return stopping_; });
    }
}

void PeriodicWorker::work_once() const {
    try {
        work_();
    } catch (const std::exception& e) {
        spdlog::warn("{} failed and is tried again: {}", name_, e.what());
    }
}

}  // namespace marquee::app
