#include "bench/load.h"

#include <algorithm>
#include <atomic>
#include <iomanip>
#include <mutex>
#include <sstream>
#include <thread>

namespace marquee::bench {

using std::chrono::steady_clock;

double Latencies::percentile(double p) const {
    if (milliseconds.empty()) return 0;
    auto sorted = milliseconds;
    const auto last = static_cast<double>(sorted.size() - 1);
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(p * last);
    std::ranges::nth_element(sorted, nth);
    return *nth;
}

double Latencies::per_second() const {
    return seconds > 0 ? static_cast<double>(milliseconds.size()) / seconds : 0;
}

void Latencies::add(const Latencies& more) {
    milliseconds.insert(milliseconds.end(), more.milliseconds.begin(), more.milliseconds.end());
    seconds += more.seconds;
    failures += more.failures;
}

Latencies run_clients(int clients, std::chrono::milliseconds time,
                      const std::function<Step(int)>& make_step) {
    Latencies all;
    std::mutex mutex;
    const auto began = steady_clock::now();
    std::vector<std::jthread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            const Step step = make_step(client);
            Latencies mine;
            while (steady_clock::now() - began < time) {
                const auto start = steady_clock::now();
                if (!step()) ++mine.failures;
                const std::chrono::duration<double, std::milli> took = steady_clock::now() - start;
                mine.milliseconds.push_back(took.count());
            }
            const std::lock_guard lock(mutex);
            all.add(mine);
        });
    }
    threads.clear();
    all.seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
    return all;
}

std::string text_of(const Latencies& latencies) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << "p50 " << latencies.percentile(0.5) << " ms, p99 "
         << latencies.percentile(0.99) << " ms, " << std::setprecision(0) << latencies.per_second()
         << "/s";
    if (latencies.failures > 0) text << ", " << latencies.failures << " FAILED";
    return text.str();
}

}  // namespace marquee::bench
