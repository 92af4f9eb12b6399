#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "domain/shared/call.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::test {

/// What answers the methods of marquee.probe.v1.Probe, and knows how it came to be asked. Callable
/// from any thread; outlives who serves its handlers.
class RpcProbe {
public:
    rpc::Handlers handlers();

    /// Lets all go that are held, and who comes to be held later.
    void let_go();
    /// Waits until so many calls are held at once; false when they aren't within 10 seconds.
    bool wait_until_held(int count);
    /// Waits until so many calls have found, while they waited, that they are over; false when
    /// they don't within 10 seconds.
    bool wait_until_over(int count);

    /// How many calls handlers have begun with, of all methods.
    int begun() const;
    /// How many calls have found that they are over.
    int over() const;
    /// What was added.
    std::int64_t sum() const;
    /// How many numbers were taken, of all streams.
    std::int64_t sent() const;

private:
    void begin();
    std::int64_t add(std::int64_t number);
    void hold(const Call& call);
    void sleep(const Call& call, std::int64_t milliseconds);
    void linger(const Call& call);
    void note_sent();
    void note_over();
    bool wait(const std::function<bool()>& reached);

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool gone_ = false;
    int held_ = 0;
    int begun_ = 0;
    int over_ = 0;
    std::int64_t sum_ = 0;
    std::int64_t sent_ = 0;
};

}  // namespace marquee::test
