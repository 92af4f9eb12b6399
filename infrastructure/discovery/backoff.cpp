#include "infrastructure/discovery/backoff.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

namespace marquee::discovery {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirst(100);
// An instance has to be back well before a lease that etcd renewed at its own start has expired.
constexpr milliseconds kLongest(1000);
constexpr double kSpread = 0.4;

milliseconds scaled(milliseconds time, double factor) {
    return std::chrono::duration_cast<milliseconds>(time * factor);
}

}  // namespace

double system_random() {
    thread_local std::mt19937 generator{std::random_device()()};
    return std::generate_canonical<double, 32>(generator);
}

milliseconds jittered(milliseconds time, const Random& random) {
    return scaled(time, 1 - kSpread / 2 + kSpread * random());
}

void pause(milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

Backoff::Backoff(Random random) : random_(std::move(random)), longest_(kFirst) {}

milliseconds Backoff::next() {
    const milliseconds time = scaled(longest_, 0.5 + 0.5 * random_());
    longest_ = std::min(2 * longest_, kLongest);
    return time;
}

void Backoff::reset() {
    longest_ = kFirst;
}

}  // namespace marquee::discovery
