#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include "domain/shared/call.h"
#include "infrastructure/discovery/endpoints.h"
#include "infrastructure/rpc/attempt.h"
#include "infrastructure/rpc/instance.h"
#include "infrastructure/rpc/instance_status.h"
#include "infrastructure/rpc/link_watch.h"
#include "infrastructure/rpc/peer_metrics.h"
#include "infrastructure/rpc/retry_budget.h"
#include "infrastructure/rpc/throttle.h"

namespace marquee::rpc {

/// What is known of a peer: its instances, how calls to them went, and which one gets the next.
/// Thread-safe: one mutex guards all, and is held for no longer than a decision takes.
class Peer {
public:
    using Chosen = std::shared_ptr<Instance>;
    using Connect = std::function<std::shared_ptr<grpc::Channel>(const std::string& address)>;

    /// `source` and `metrics` outlive it.
    Peer(const discovery::EndpointSource& source, Connect connect, const PeerOptions& options,
         PeerMetrics& metrics);

    PeerOptions options() const;
    void change(const PeerOptions& options);
    std::vector<InstanceStatus> instances() const;

    /// Whether a call is to be made at all.
    bool admits();

    /// The instance that gets an attempt, which is told later how that ended. Preferably one that
    /// was not tried. Waits for a connection while none could be made yet; null when there is
    /// none. `repeatable`: another one may get the call after it.
    Chosen choose(const Call& call, bool repeatable, const std::vector<Chosen>& tried);

    /// Until when an attempt at that one may take, before another one gets the call; the call's
    /// deadline when none will.
    Call::Deadline share_of(const Call& call, bool repeatable, const std::vector<Chosen>& tried,
                            const Chosen& chosen) const;

    /// An attempt at `instance` has ended.
    void ended(Instance& instance, const Attempt& attempt);
    /// Counts one that was a stream.
    void attempted(const Attempt& attempt) { metrics_.attempted(attempt.status); }
    /// A stream of `instance` was begun, and is no burden to it any more,
    void streaming(Instance& instance);
    /// has given something, or has ended for a reason that may be the instance's.
    void noted(Instance& instance, Outcome outcome);

    /// How long to wait before the next attempt, if there is to be one.
    std::optional<std::chrono::milliseconds> retry_after(const Attempt& attempt, bool repeatable,
                                                         const std::vector<Chosen>& tried);

private:
    using Time = std::chrono::steady_clock::time_point;

    void refresh();
    void set_link(Instance& instance, Instance::Link link);
    void count_instances();
    /// In, whatever it failed by, while ejection is switched off.
    Ejection::State state_of(const Instance& instance, Time now) const;
    bool is_left_out(const Instance& instance, Time now) const;
    void note(Instance& instance, Outcome outcome, Time now);
    double random() { return std::uniform_real_distribution<>()(random_); }
    std::vector<Chosen> candidates(bool repeatable, const std::vector<Chosen>& tried, Time now);
    Chosen better_of_two(const std::vector<Chosen>& among, Time now);

    const discovery::EndpointSource& source_;
    const Connect connect_;
    PeerMetrics& metrics_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    /// Of what may give a waiting call its connection.
    std::uint64_t changes_ = 0;
    PeerOptions options_;
    std::optional<std::uint64_t> revision_;
    std::vector<Chosen> instances_;
    Throttle throttle_;
    RetryBudget budget_;
    std::mt19937_64 random_;
    LinkWatch links_;
};

}  // namespace marquee::rpc
