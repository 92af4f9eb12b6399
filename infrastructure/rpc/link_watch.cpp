#include "infrastructure/rpc/link_watch.h"

#include <chrono>
#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <utility>

namespace marquee::rpc {
namespace {

/// How long the thread waits for a change at most: so long may it take to end it.
constexpr std::chrono::milliseconds kTick{100};

/// gRPC waits by this clock.
std::chrono::system_clock::time_point next_tick() {
    return std::chrono::system_clock::now() + kTick;
}

Instance::Link link_of(grpc_connectivity_state state) {
    switch (state) {
        case GRPC_CHANNEL_READY:
            return Instance::Link::connected;
        case GRPC_CHANNEL_TRANSIENT_FAILURE:
        case GRPC_CHANNEL_SHUTDOWN:
            return Instance::Link::broken;
        case GRPC_CHANNEL_IDLE:
        case GRPC_CHANNEL_CONNECTING:
            break;
    }
    return Instance::Link::connecting;
}

}  // namespace

/// A connection and how it was last.
struct LinkWatch::Watched {
    std::shared_ptr<Instance> instance;
    grpc_connectivity_state state = GRPC_CHANNEL_IDLE;
};

LinkWatch::LinkWatch(std::function<void(Instance&, Instance::Link)> changed,
                     std::function<void()> tick)
    : changed_(std::move(changed)),
      tick_(std::move(tick)),
      queue_(std::make_unique<grpc::CompletionQueue>()),
      thread_([this] { run(); }) {}

LinkWatch::~LinkWatch() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    thread_.join();
    queue_->Shutdown();
}

void LinkWatch::watch(std::shared_ptr<Instance> instance) {
    auto watched = std::make_unique<Watched>();
    watched->instance = std::move(instance);
    watched->instance->channel->GetState(/*try_to_connect=*/true);
    const std::scoped_lock lock(mutex_);
    wait_for_change(*watched);
    const void* const tag = watched.get();
    watched_.emplace(tag, std::move(watched));
}

void LinkWatch::wait_for_change(Watched& watched) {
    watched.instance->channel->NotifyOnStateChange(watched.state, next_tick(), queue_.get(),
                                                   &watched);
}

void LinkWatch::run() {
    auto next = next_tick();
    while (!over()) {
        void* tag = nullptr;
        bool changed = false;
        if (queue_->AsyncNext(&tag, &changed, next) == grpc::CompletionQueue::GOT_EVENT) {
            look_at(tag);
        }
        if (std::chrono::system_clock::now() < next) continue;
        tick_();
        next = next_tick();
    }
}

bool LinkWatch::over() {
    const std::scoped_lock lock(mutex_);
    return stopping_ && watched_.empty();
}

void LinkWatch::look_at(const void* tag) {
    std::unique_lock lock(mutex_);
    const auto found = watched_.find(tag);
    Watched& watched = *found->second;
    const auto instance = watched.instance;
    if (stopping_ || instance->gone) {
        watched_.erase(found);
        return;
    }
    // An idle connection is told to connect, at once or when it may again.
    const auto state = instance->channel->GetState(/*try_to_connect=*/true);
    const bool changed = state != std::exchange(watched.state, state);
    wait_for_change(watched);
    lock.unlock();
    if (changed) changed_(*instance, link_of(state));
}

}  // namespace marquee::rpc
