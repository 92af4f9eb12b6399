#include "infrastructure/rpc/throttle.h"

#include <algorithm>

namespace marquee::rpc {
namespace {

/// Fewer say nothing about a peer.
constexpr std::uint64_t kFewRequests = 10;
/// Something always goes through, or nobody would notice that the peer is back.
constexpr double kMostHeldBack = 0.9;
/// A peer that refuses nothing for so long, in so many calls, is well again. Without that the
/// refusals of a bad minute would hold calls back until the window is over.
constexpr std::chrono::seconds kWell{1};
constexpr int kWellCalls = 3;

}  // namespace

bool Throttle::admits(const ThrottleOptions& options, Time now, double random) {
    if (!options.on || random >= probability(options, now)) return true;
    ++part_at(now).requests;
    return false;
}

void Throttle::accepted(Time now) {
    Part& part = part_at(now);
    ++part.requests;
    ++part.accepts;
    if (in_a_row_++ == 0) row_began_ = now;
    if (in_a_row_ >= kWellCalls && now - row_began_ >= kWell) {
        forget_refusals();
        in_a_row_ = 0;
    }
}

void Throttle::refused(Time now) {
    ++part_at(now).requests;
    in_a_row_ = 0;
}

double Throttle::probability(const ThrottleOptions& options, Time now) {
    const std::int64_t oldest = part_at(now).number - static_cast<std::int64_t>(kParts);
    std::uint64_t requests = 0;
    std::uint64_t accepts = 0;
    for (const Part& part : parts_) {
        if (part.number <= oldest) continue;
        requests += part.requests;
        accepts += part.accepts;
    }
    if (requests < kFewRequests) return 0;
    const double excess =
        static_cast<double>(requests) - options.factor * static_cast<double>(accepts);
    return std::clamp(excess / static_cast<double>(requests + 1), 0.0, kMostHeldBack);
}

Throttle::Part& Throttle::part_at(Time now) {
    const std::int64_t number = now.time_since_epoch() / kPart;
    Part& part = parts_[static_cast<std::size_t>(number) % kParts];
    if (part.number != number) part = {number, 0, 0};
    return part;
}

void Throttle::forget_refusals() {
    for (Part& part : parts_) part.requests = part.accepts;
}

}  // namespace marquee::rpc
