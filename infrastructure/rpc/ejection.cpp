#include "infrastructure/rpc/ejection.h"

#include <algorithm>

namespace marquee::rpc {

Ejection::State Ejection::state(Time now) const {
    if (time_.count() == 0) return State::in;
    return now < until_ ? State::out : State::on_trial;
}

void Ejection::succeeded(Time now) {
    failures_ = 0;
    // What was asked before it was taken out and is answered now does not bring it back.
    if (state(now) != State::out) time_ = std::chrono::milliseconds::zero();
}

bool Ejection::failed(const EjectionOptions& options, Time now) {
    const State before = state(now);
    if (!options.on || before == State::out) return false;
    if (before == State::in && ++failures_ < options.failures) return false;
    failures_ = 0;
    time_ = before == State::in ? options.first_time : std::min(time_ * 2, options.longest_time);
    until_ = now + time_;
    return true;
}

}  // namespace marquee::rpc
