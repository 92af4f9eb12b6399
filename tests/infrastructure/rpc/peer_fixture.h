#pragma once

#include <chrono>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "prometheus/registry.h"

#include "domain/shared/error.h"
#include "infrastructure/rpc/peer_channel.h"
#include "tests/support/echo_server.h"
#include "tests/support/tcp_gate.h"

namespace marquee::rpc {

/// Where instances are, as a test says.
class ListedEndpoints : public discovery::EndpointSource {
public:
    void list(const std::vector<std::string>& addresses) {
        const std::scoped_lock lock(mutex_);
        endpoints_.clear();
        for (const auto& address : addresses) endpoints_.push_back({address, "", ""});
        ++revision_;
    }

    std::vector<discovery::Endpoint> endpoints() const override {
        const std::scoped_lock lock(mutex_);
        return endpoints_;
    }
    std::uint64_t revision() const override {
        const std::scoped_lock lock(mutex_);
        return revision_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<discovery::Endpoint> endpoints_;
    std::uint64_t revision_ = 0;
};

inline std::string address_of(const test::TcpGate& gate) {
    return "127.0.0.1:" + std::to_string(gate.port());
}

/// Waits until it holds; a test that waits in vain fails.
template <class Holds>
bool eventually(Holds holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

/// A channel to the instances that a test lists.
class PeerFixture : public testing::Test {
protected:
    using StringValue = google::protobuf::StringValue;

    static Call within(std::chrono::milliseconds time) {
        Call call;
        call.deadline = std::chrono::steady_clock::now() + time;
        return call;
    }

    static Call soon() { return within(std::chrono::seconds(20)); }

    static StringValue text(const std::string& value) {
        StringValue message;
        message.set_value(value);
        return message;
    }

    PeerChannel& channel() {
        if (!channel_) {
            channel_.emplace("echo", endpoints, connection, options, metrics);
        }
        return *channel_;
    }

    std::string ask(const Method& method, const std::string& value, const Call& call = soon()) {
        return rpc::ask<StringValue>(channel(), call, method, text(value)).value();
    }

    /// The code of the Error that a call ends with; none when it is answered.
    std::optional<ErrorCode> failure(const Method& method, const Call& call = soon()) {
        try {
            ask(method, "x", call);
        } catch (const Error& error) {
            return error.code();
        }
        return std::nullopt;
    }

    int connected() {
        int count = 0;
        for (const auto& instance : channel().instances()) count += instance.connected ? 1 : 0;
        return count;
    }

    int ejected() {
        int count = 0;
        for (const auto& instance : channel().instances()) count += instance.ejected ? 1 : 0;
        return count;
    }

    /// The sum of a counter over those of its labels that have this value.
    double counted(const std::string& name, const std::string& label = "echo") {
        double sum = 0;
        for (const auto& family : metrics.Collect()) {
            if (family.name != name) continue;
            for (const auto& metric : family.metric) {
                for (const auto& pair : metric.label) {
                    if (pair.value == label) sum += metric.counter.value + metric.gauge.value;
                }
            }
        }
        return sum;
    }

    ListedEndpoints endpoints;
    PeerConnection connection;
    PeerOptions options;
    prometheus::Registry metrics;

private:
    std::optional<PeerChannel> channel_;
};

}  // namespace marquee::rpc
