#include "interfaces/rpc/rpc_server_metrics.h"

#include <array>
#include <mutex>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace marquee::rpc {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
    0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};

/// By the codes' numbers.
constexpr std::array kCodes = {
    "ok",        "cancelled",      "unknown",           "invalid_argument",   "deadline_exceeded",
    "not_found", "already_exists", "permission_denied", "resource_exhausted", "failed_precondition",
    "aborted",   "out_of_range",   "unimplemented",     "internal",           "unavailable",
    "data_loss", "unauthenticated"};

const char* name_of(Refusal why) {
    switch (why) {
        case Refusal::queue_full:
            return "queue_full";
        case Refusal::queue_wait:
            return "queue_wait";
        case Refusal::streams:
            return "streams";
        case Refusal::expired:
            return "expired";
        case Refusal::draining:
            return "draining";
    }
    return "";
}

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Histogram& waits(prometheus::Registry& registry, const char* lane) {
    return prometheus::BuildHistogram()
        .Name("marquee_rpc_server_queue_wait_seconds")
        .Help(
            "Seconds that calls waited for a worker, by lane: health checks and what operators "
            "ask have a reserved one")
        .Register(registry)
        .Add({{"lane", lane}}, kSeconds);
}

}  // namespace

RpcServerMetrics::RpcServerMetrics(prometheus::Registry& registry)
    : calls_(prometheus::BuildCounter()
                 .Name("marquee_rpc_server_calls_total")
                 .Help("Calls of other processes answered, by method and code")
                 .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("marquee_rpc_server_call_duration_seconds")
                     .Help("Seconds from a call's arrival to its answer, by method")
                     .Register(registry)),
      refusals_(prometheus::BuildCounter()
                    .Name("marquee_rpc_server_shed_total")
                    .Help("Calls that were not worked on, by reason")
                    .Register(registry)),
      ordinary_waits_(waits(registry, "ordinary")),
      reserved_waits_(waits(registry, "reserved")),
      in_flight_(gauge(registry, "marquee_rpc_server_calls_in_flight",
                       "Calls of other processes being read, worked on or answered")),
      streams_(gauge(registry, "marquee_rpc_server_streams_open",
                     "Streams that are sent to other processes")) {
    for (const auto why : {Refusal::queue_full, Refusal::queue_wait, Refusal::streams,
                           Refusal::expired, Refusal::draining}) {
        refusals_.Add({{"reason", name_of(why)}});
    }
}

void RpcServerMetrics::answered(std::string_view path, Status::Code code,
                                std::chrono::nanoseconds duration) {
    const Series series = series_of(path, code, true);
    series.calls->Increment();
    series.duration->Observe(seconds(duration));
}

void RpcServerMetrics::ended(std::string_view path, Status::Code code) {
    series_of(path, code, false).calls->Increment();
}

void RpcServerMetrics::waited(LaneKind lane, std::chrono::nanoseconds duration) {
    (lane == LaneKind::reserved ? reserved_waits_ : ordinary_waits_).Observe(seconds(duration));
}

void RpcServerMetrics::refused(Refusal why) {
    refusals_.Add({{"reason", name_of(why)}}).Increment();
}

RpcServerMetrics::Series RpcServerMetrics::series_of(std::string_view path, Status::Code code,
                                                     bool timed) {
    Labels labels{path, code};
    {
        const std::shared_lock lock(mutex_);
        const auto found = series_.find(labels);
        if (found != series_.end()) return found->second;
    }
    const std::string method(path);
    const auto name = kCodes.at(static_cast<std::size_t>(code));
    const Series series{&calls_.Add({{"method", method}, {"code", name}}),
                        timed ? &durations_.Add({{"method", method}}, kSeconds) : nullptr};
    const std::unique_lock lock(mutex_);
    return series_.emplace(std::move(labels), series).first->second;
}

}  // namespace marquee::rpc
