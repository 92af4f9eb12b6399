#include "bench/rounds.h"

#include "bench/spread.h"

namespace marquee::bench {

void Rounds::add(const Latencies& latencies, double processor_seconds) {
    per_second.push_back(latencies.per_second());
    p99_milliseconds.push_back(latencies.percentile(0.99));
    microseconds.push_back(processor_seconds / static_cast<double>(latencies.milliseconds.size()) *
                           1e6);
}

std::vector<std::string> Rounds::cells() const {
    return {text_of(spread_of(per_second), 0), text_of(spread_of(p99_milliseconds), 2),
            text_of(spread_of(microseconds), 1)};
}

std::vector<std::string> row(std::vector<std::string> front, const std::vector<std::string>& more) {
    front.insert(front.end(), more.begin(), more.end());
    return front;
}

Comparison::Comparison(const std::string& what)
    : table_{{what, "throughput", "p99", "processor time"}, {}} {}

void Comparison::add(const std::string& name, const Rounds& one, const Rounds& other) {
    const auto throughput = spread_of(ratios(one.per_second, other.per_second));
    table_.rows.push_back(
        {name, text_of(throughput, 2),
         text_of(spread_of(ratios(one.p99_milliseconds, other.p99_milliseconds)), 2),
         text_of(spread_of(ratios(one.microseconds, other.microseconds)), 2)});
    bars_.push_back({name, throughput});
}

Chart Comparison::chart(const std::string& name, const std::string& title) const {
    return {name, title, "times the throughput", bars_, 2};
}

}  // namespace marquee::bench
