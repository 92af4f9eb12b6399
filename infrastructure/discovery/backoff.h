#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace marquee::discovery {

/// Tells numbers from 0 up to but not 1, by chance. Callable from any thread.
using Random = std::function<double()>;

/// The one that isn't a test's.
double system_random();

/// `time`, up to a fifth more or less, so that many processes don't do the same at once.
std::chrono::milliseconds jittered(std::chrono::milliseconds time, const Random& random);

/// Returns after `time`, or when `stop` is asked for.
void pause(std::chrono::milliseconds time, const std::stop_token& stop);

/// How long to wait before the next attempt: twice as long each time, up to a second, and of that a
/// half and some more by chance. For one thread.
class Backoff {
public:
    explicit Backoff(Random random);

    std::chrono::milliseconds next();
    /// To be called after an attempt that went well.
    void reset();

private:
    Random random_;
    std::chrono::milliseconds longest_;
};

}  // namespace marquee::discovery
