#include "infrastructure/rpc/retry_budget.h"

#include <algorithm>

namespace marquee::rpc {
namespace {

constexpr double kMost = 100;

}  // namespace

void RetryBudget::called(const RetryOptions& options) {
    left_ = std::min(kMost, left_ + options.share);
}

bool RetryBudget::take(const RetryOptions& options, Time now) {
    const double seconds = std::chrono::duration<double>(now - filled_).count();
    left_ = std::min(kMost, left_ + seconds * options.per_second);
    filled_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
}

}  // namespace marquee::rpc
