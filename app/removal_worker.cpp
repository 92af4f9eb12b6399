#include "app/removal_worker.h"

#include <spdlog/spdlog.h>

#include "application/movie/movie_removal.h"

namespace marquee::app {
namespace {

constexpr std::chrono::seconds kPause{5};
constexpr std::chrono::seconds kLimit{20};

}  // namespace

RemovalWorker::RemovalWorker(movie::MovieRemoval& removal)
    : removal_(removal), thread_([this] { run(); }) {}

RemovalWorker::~RemovalWorker() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_requested_.notify_all();
    thread_.join();
}

void RemovalWorker::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        finish_all();
        lock.lock();
        stop_requested_.wait_for(lock, kPause, [this] { return stopping_; });
    }
}

void RemovalWorker::finish_all() {
    try {
        Call call;
        call.request_id = "removal-worker";
        do {
            call.deadline = std::chrono::steady_clock::now() + kLimit;
        } while (removal_.finish_next(call));
    } catch (const std::exception& e) {
        // What is still recorded is tried again.
        spdlog::warn("a removal was not finished: {}", e.what());
    }
}

}  // namespace marquee::app
