#include "infrastructure/rpc/instance_score.h"

#include <algorithm>
#include <cmath>

namespace marquee::rpc {
namespace {

using Seconds = std::chrono::duration<double>;

/// After this time an average counts for a third.
constexpr Seconds kMemory{10};
/// Who fails fast is not fast.
constexpr std::chrono::milliseconds kFailure{100};
/// So that of two idle instances without a past none costs nothing.
constexpr Seconds kLeast{1e-6};

double weight(InstanceScore::Time since, InstanceScore::Time now) {
    return std::exp(-(Seconds(now - since) / kMemory));
}

}  // namespace

void InstanceScore::started(Time now) {
    if (in_flight_++ == 0) silent_since_ = now;
}

void InstanceScore::answered(Time now, std::chrono::nanoseconds took) {
    --in_flight_;
    silent_since_ = now;
    observe(now, took);
}

void InstanceScore::failed(Time now, std::chrono::nanoseconds took) {
    --in_flight_;
    observe(now, std::max<std::chrono::nanoseconds>(took, kFailure));
}

void InstanceScore::abandoned() {
    --in_flight_;
}

void InstanceScore::forget() {
    average_ = Seconds::zero();
}

double InstanceScore::cost(Time now) const {
    Seconds latency = std::max(average_ * weight(observed_, now), kLeast);
    // An instance that hangs gets no new averages: it is as slow as it is silent.
    if (in_flight_ > 0) latency = std::max(latency, Seconds(now - silent_since_));
    return latency.count() * (in_flight_ + 1);
}

std::chrono::nanoseconds InstanceScore::latency(Time now) const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(average_ * weight(observed_, now));
}

void InstanceScore::observe(Time now, std::chrono::nanoseconds took) {
    const double old = weight(observed_, now);
    const Seconds latest(took);
    average_ = latest > average_ ? latest : average_ * old + latest * (1 - old);
    observed_ = now;
}

}  // namespace marquee::rpc
