#include "interfaces/rpc/congestion.h"

namespace marquee::rpc {

bool Congestion::observe(std::optional<TimePoint> oldest, TimePoint now,
                         std::chrono::nanoseconds target) {
    if (!oldest || now - *oldest <= target) {
        late_since_.reset();
        return false;
    }
    if (!late_since_) late_since_ = *oldest + target;
    return now - *late_since_ >= interval_;
}

}  // namespace marquee::rpc
