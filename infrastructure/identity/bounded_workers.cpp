#include "infrastructure/identity/bounded_workers.h"

#include <algorithm>
#include <pthread.h>
#include <sched.h>

#include "domain/shared/error.h"

namespace marquee::identity {
namespace {

/// Has the calling thread give way at once to any that answers requests. A merely "nice" one is let
/// finish its turn of some milliseconds first. Without it threads are only less polite.
void take_the_back_seat() {
    const sched_param none{};
    pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
}

Error too_late() {
    return Error(ErrorCode::deadline_exceeded, "the request took too long");
}

}  // namespace

BoundedWorkers::BoundedWorkers(const Limits& limits) : limits_(limits) {
    for (std::size_t i = 0; i < limits_.threads; ++i) {
        threads_.emplace_back([this] { serve(); });
    }
}

BoundedWorkers::~BoundedWorkers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_came_.notify_all();
    for (auto& thread : threads_) thread.join();
}

std::size_t BoundedWorkers::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void BoundedWorkers::await(const Call& call, std::function<void()> work) {
    if (call.expired()) throw too_late();
    const auto job = std::make_shared<Job>(Job{std::move(work)});
    std::unique_lock lock(mutex_);
    // Each of the queue's first goes to a thread that is free, though it may not have woken up yet.
    const std::size_t free = limits_.threads - busy_;
    if (queue_.size() >= free + limits_.queue) {
        throw Error(ErrorCode::unavailable,
                    "too many passwords are being checked at this moment; try again in a few "
                    "seconds");
    }
    queue_.push_back(job);
    work_came_.notify_one();
    const auto done = [&] { return job->done; };
    if (work_done_.wait_until(lock, call.deadline, done)) return;
    std::erase(queue_, job);
    throw too_late();
}

void BoundedWorkers::serve() {
    take_the_back_seat();
    std::unique_lock lock(mutex_);
    while (true) {
        work_came_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const auto job = queue_.front();
        queue_.pop_front();
        ++busy_;
        lock.unlock();
        job->work();
        // What it holds may be secret, and whoever asked may be gone.
        job->work = nullptr;
        lock.lock();
        --busy_;
        job->done = true;
        work_done_.notify_all();
    }
}

}  // namespace marquee::identity
