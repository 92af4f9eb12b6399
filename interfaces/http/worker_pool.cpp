#include "interfaces/http/worker_pool.h"

#include <system_error>
#include <utility>

namespace marquee::http {

bool WorkerPool::submit(std::function<void()> task, bool begun) {
    Bed* called = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
        const std::size_t free = limit_ - busy_;
        if (tasks_.size() >= free + queue_limit_ && !begun) return false;
        tasks_.push_back(std::move(task));
        called = call_somebody();
        if (threads_.empty()) {
            tasks_.clear();
            return false;
        }
    }
    if (called) called->rung.notify_one();
    return true;
}

/// For the tasks that wait; who has to be woken then, if anybody.
WorkerPool::Bed* WorkerPool::call_somebody() {
    if (called_ || tasks_.empty()) return nullptr;
    if (asleep_.empty()) {
        called_ = threads_.size() < limit_ && start_thread();
        return nullptr;
    }
    Bed* const bed = asleep_.back();
    asleep_.pop_back();
    bed->called = called_ = true;
    return bed;
}

bool WorkerPool::start_thread() {
    try {
        Bed& bed = beds_.emplace_back();
        threads_.emplace_back([this, &bed] { work(bed); });
        return true;
    } catch (const std::system_error&) {
        // The system has no more; the ones that are there have to do.
        beds_.pop_back();
        return false;
    }
}

void WorkerPool::work(Bed& bed) {
    std::unique_lock lock(mutex_);
    called_ = false;
    for (;;) {
        while (tasks_.empty() && !stopping_) sleep(lock, bed);
        if (stopping_) return;
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        ++busy_;
        Bed* const called = call_somebody();
        lock.unlock();
        if (called) called->rung.notify_one();
        task();
        lock.lock();
        --busy_;
    }
}

void WorkerPool::sleep(std::unique_lock<std::mutex>& lock, Bed& bed) {
    asleep_.push_back(&bed);
    bed.rung.wait(lock, [&] { return bed.called || stopping_; });
    bed.called = called_ = false;
}

void WorkerPool::stop() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        tasks_.clear();
        threads.swap(threads_);
        for (Bed& bed : beds_) bed.rung.notify_one();
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace marquee::http
