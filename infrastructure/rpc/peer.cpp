#include "infrastructure/rpc/peer.h"

#include <algorithm>
#include <utility>

#include "spdlog/spdlog.h"

namespace marquee::rpc {
namespace {

using Clock = std::chrono::steady_clock;

bool among(const std::vector<Peer::Chosen>& instances, const Peer::Chosen& instance) {
    return std::find(instances.begin(), instances.end(), instance) != instances.end();
}

bool connected(const Peer::Chosen& instance) {
    return instance->link == Instance::Link::connected;
}

/// Who says to be going down and is still there after that, is not.
constexpr std::chrono::seconds kLeaving{10};

bool takes_calls(const Peer::Chosen& instance, Clock::time_point now) {
    return connected(instance) && now >= instance->leaving_until;
}

}  // namespace

Peer::Peer(const discovery::EndpointSource& source, Connect connect, const PeerOptions& options,
           PeerMetrics& metrics)
    : source_(source),
      connect_(std::move(connect)),
      metrics_(metrics),
      options_(options),
      budget_(Clock::now()),
      random_(std::random_device{}()),
      links_(
          [this](Instance& instance, Instance::Link link) {
              const std::scoped_lock lock(mutex_);
              set_link(instance, link);
          },
          [this] {
              const std::scoped_lock lock(mutex_);
              refresh();
              count_instances();
          }) {
    const std::scoped_lock lock(mutex_);
    refresh();
}

PeerOptions Peer::options() const {
    const std::scoped_lock lock(mutex_);
    return options_;
}

void Peer::change(const PeerOptions& options) {
    const std::scoped_lock lock(mutex_);
    options_ = options;
}

std::vector<InstanceStatus> Peer::instances() const {
    const std::scoped_lock lock(mutex_);
    const auto now = Clock::now();
    std::vector<InstanceStatus> all;
    for (const auto& instance : instances_) {
        all.push_back({instance->endpoint, connected(instance), is_left_out(*instance, now),
                       instance->score.latency(now), instance->score.in_flight()});
    }
    return all;
}

bool Peer::admits() {
    const std::scoped_lock lock(mutex_);
    budget_.called(options_.retries);
    if (throttle_.admits(options_.throttling, Clock::now(), random())) return true;
    metrics_.throttled();
    return false;
}

Peer::Chosen Peer::choose(const Call& call, bool repeatable, const std::vector<Chosen>& tried) {
    std::unique_lock lock(mutex_);
    const auto until = std::min(call.deadline, Clock::now() + options_.connection_wait);
    while (true) {
        refresh();
        const auto now = Clock::now();
        if (const auto able = candidates(repeatable, tried, now); !able.empty()) {
            auto chosen = better_of_two(able, now);
            chosen->score.started(now);
            if (chosen->metrics) chosen->metrics->chosen();
            return chosen;
        }
        const bool may_come =
            instances_.empty() ||
            std::any_of(instances_.begin(), instances_.end(), [](const Chosen& instance) {
                return instance->link == Instance::Link::connecting;
            });
        if (!may_come || now >= until || call.cancelled.stop_requested()) return nullptr;
        const auto seen = changes_;
        changed_.wait_until(lock, call.cancelled, until, [&] { return changes_ != seen; });
    }
}

Call::Deadline Peer::share_of(const Call& call, bool repeatable, const std::vector<Chosen>& tried,
                              const Chosen& chosen) const {
    if (!repeatable) return call.deadline;
    const std::scoped_lock lock(mutex_);
    const auto& retries = options_.retries;
    if (!retries.on || static_cast<int>(tried.size()) + 1 >= retries.attempts) return call.deadline;
    const auto now = Clock::now();
    const bool elsewhere =
        std::any_of(instances_.begin(), instances_.end(), [&](const Chosen& instance) {
            return instance != chosen && takes_calls(instance, now) && !among(tried, instance) &&
                   !is_left_out(*instance, now);
        });
    return elsewhere ? rpc::share_of(call.deadline, now) : call.deadline;
}

void Peer::ended(Instance& instance, const Attempt& attempt) {
    metrics_.attempted(attempt.status);
    metrics_.took(attempt.took);
    const auto outcome = outcome_of(attempt);
    const std::scoped_lock lock(mutex_);
    const auto now = Clock::now();
    switch (outcome) {
        case Outcome::answered:
            instance.score.answered(now, attempt.took);
            break;
        case Outcome::refused:
        case Outcome::lost:
        case Outcome::timed_out:
            instance.score.failed(now, attempt.took);
            break;
        case Outcome::leaving:
        case Outcome::not_sent:
        case Outcome::abandoned:
            instance.score.abandoned();
            break;
    }
    note(instance, outcome, now);
}

void Peer::streaming(Instance& instance) {
    const std::scoped_lock lock(mutex_);
    instance.score.abandoned();
}

void Peer::noted(Instance& instance, Outcome outcome) {
    const std::scoped_lock lock(mutex_);
    note(instance, outcome, Clock::now());
}

std::optional<std::chrono::milliseconds> Peer::retry_after(const Attempt& attempt, bool repeatable,
                                                           const std::vector<Chosen>& tried) {
    const std::scoped_lock lock(mutex_);
    const auto now = Clock::now();
    const bool elsewhere =
        std::any_of(instances_.begin(), instances_.end(), [&](const Chosen& instance) {
            return takes_calls(instance, now) && !among(tried, instance);
        });
    const auto wait = rpc::retry_after(options_.retries, attempt, static_cast<int>(tried.size()),
                                       repeatable, elsewhere, random());
    if (!wait) return std::nullopt;
    if (costs_budget(outcome_of(attempt)) && !budget_.take(options_.retries, now)) {
        metrics_.out_of_budget();
        return std::nullopt;
    }
    metrics_.retried();
    return wait;
}

void Peer::refresh() {
    const auto revision = source_.revision();
    if (revision == revision_) return;
    revision_ = revision;
    std::vector<Chosen> now;
    for (auto& endpoint : source_.endpoints()) {
        const auto same = [&](const Chosen& instance) {
            return instance->endpoint.address == endpoint.address;
        };
        if (std::any_of(now.begin(), now.end(), same)) continue;
        const auto known = std::find_if(instances_.begin(), instances_.end(), same);
        if (known == instances_.end()) {
            auto channel = connect_(endpoint.address);
            now.push_back(std::make_shared<Instance>(std::move(endpoint), std::move(channel)));
            now.back()->metrics = metrics_.of_instance(now.back()->endpoint.address);
            links_.watch(now.back());
        } else {
            (*known)->endpoint = std::move(endpoint);
            now.push_back(*known);
        }
    }
    for (const auto& instance : instances_) {
        if (among(now, instance)) continue;
        instance->gone = true;
        instance->metrics.reset();
    }
    instances_ = std::move(now);
    ++changes_;
    changed_.notify_all();
    count_instances();
}

void Peer::set_link(Instance& instance, Instance::Link link) {
    const auto before = std::exchange(instance.link, link);
    if (link == Instance::Link::connected) {
        instance.score.forget();
        instance.leaving_until = {};
        spdlog::info("rpc: connected to {}", instance.endpoint.address);
    } else if (before == Instance::Link::connected && !instance.gone) {
        metrics_.disconnected();
        spdlog::warn("rpc: the connection to {} is lost", instance.endpoint.address);
    }
    ++changes_;
    changed_.notify_all();
    count_instances();
}

void Peer::count_instances() {
    const auto now = Clock::now();
    int linked = 0;
    int ejected = 0;
    for (const auto& instance : instances_) {
        linked += connected(instance) ? 1 : 0;
        const bool left_out = is_left_out(*instance, now);
        ejected += left_out ? 1 : 0;
        instance->metrics->set(connected(instance), left_out, instance->score.latency(now),
                               instance->score.in_flight());
    }
    metrics_.set_instances(static_cast<int>(instances_.size()), linked, ejected);
}

Ejection::State Peer::state_of(const Instance& instance, Time now) const {
    return options_.ejection.on ? instance.ejection.state(now) : Ejection::State::in;
}

bool Peer::is_left_out(const Instance& instance, Time now) const {
    return state_of(instance, now) != Ejection::State::in;
}

void Peer::note(Instance& instance, Outcome outcome, Time now) {
    switch (outcome) {
        case Outcome::answered: {
            throttle_.accepted(now);
            const auto before = instance.ejection.state(now);
            instance.ejection.succeeded(now);
            if (before != Ejection::State::on_trial) break;
            instance.score.forget();
            spdlog::info("rpc: {} answers again", instance.endpoint.address);
            break;
        }
        case Outcome::lost:
        case Outcome::timed_out:
            throttle_.refused(now);
            if (!instance.ejection.failed(options_.ejection, now)) break;
            metrics_.ejected();
            spdlog::warn("rpc: {} gets no calls for a while, it failed too often",
                         instance.endpoint.address);
            break;
        case Outcome::refused:
            // To give its calls to the others would overload them, too.
            throttle_.refused(now);
            break;
        case Outcome::leaving:
            instance.leaving_until = now + kLeaving;
            break;
        case Outcome::not_sent:
        case Outcome::abandoned:
            break;
    }
}

std::vector<Peer::Chosen> Peer::candidates(bool repeatable, const std::vector<Chosen>& tried,
                                           Time now) {
    std::vector<Chosen> fresh;
    std::vector<Chosen> again;
    std::vector<Chosen> any;
    for (const auto& instance : instances_) {
        if (!takes_calls(instance, now)) continue;
        any.push_back(instance);
        const auto state = state_of(*instance, now);
        if (state == Ejection::State::out) continue;
        if (state == Ejection::State::on_trial) {
            // Its failures make it cost so much that it would never be chosen.
            const bool free = instance->score.in_flight() == 0;
            if (repeatable && free && !among(tried, instance)) return {instance};
            continue;
        }
        (among(tried, instance) ? again : fresh).push_back(instance);
    }
    if (!fresh.empty()) return fresh;
    // When all are out, one of them may still answer.
    return again.empty() ? any : again;
}

Peer::Chosen Peer::better_of_two(const std::vector<Chosen>& among, Time now) {
    const auto size = among.size();
    const auto first = static_cast<std::size_t>(random() * static_cast<double>(size));
    if (!options_.balance || size == 1) return among[first];
    // Any of the others.
    const auto step = 1 + static_cast<std::size_t>(random() * static_cast<double>(size - 1));
    const auto& one = among[first];
    const auto& other = among[(first + step) % size];
    return one->score.cost(now) <= other->score.cost(now) ? one : other;
}

}  // namespace marquee::rpc
