#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "infrastructure/rpc/instance.h"

namespace grpc {
class CompletionQueue;
}

namespace marquee::rpc {

/// Sees to it that connections are made as soon as they can be, and says how they are. A thread of
/// its own waits for their changes.
class LinkWatch {
public:
    /// Called on the thread: `changed` for each change, `tick` about ten times a second.
    LinkWatch(std::function<void(Instance&, Instance::Link)> changed, std::function<void()> tick);
    ~LinkWatch();
    LinkWatch(const LinkWatch&) = delete;
    LinkWatch& operator=(const LinkWatch&) = delete;

    /// From now until the instance is gone. Callable from any thread.
    void watch(std::shared_ptr<Instance> instance);

private:
    struct Watched;

    void run();
    bool over();
    void wait_for_change(Watched& watched);
    void look_at(const void* tag);

    const std::function<void(Instance&, Instance::Link)> changed_;
    const std::function<void()> tick_;
    const std::unique_ptr<grpc::CompletionQueue> queue_;
    std::mutex mutex_;
    /// By what the queue calls them.
    std::map<const void*, std::unique_ptr<Watched>> watched_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::rpc
