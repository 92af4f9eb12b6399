#include "tests/support/rpc_probe.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

#include "domain/shared/error.h"
#include "rpc_probe.pb.h"

namespace marquee::test {
namespace {

namespace v1 = probe::v1;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

std::string name_of(Caller::Kind kind) {
    switch (kind) {
        case Caller::Kind::anonymous:
            return "anonymous";
        case Caller::Kind::account:
            return "account";
        case Caller::Kind::system:
            return "system";
    }
    return "";
}

v1::EchoAnswer echo(const Call& call, const v1::EchoRequest& request) {
    v1::EchoAnswer answer;
    answer.set_payload(request.payload());
    answer.set_request_id(call.request_id);
    answer.set_trace_parent(call.trace_parent);
    answer.set_caller(name_of(call.caller.kind));
    answer.set_account_id(call.caller.account_id);
    if (call.deadline != Call::Deadline::max()) {
        answer.set_milliseconds_left(
            std::chrono::duration_cast<milliseconds>(call.deadline - steady_clock::now()).count());
    }
    answer.set_padding(std::string(static_cast<std::size_t>(request.padding()), '.'));
    return answer;
}

[[noreturn]] void fail(const v1::FailRequest& request) {
    std::vector<FieldError> fields;
    for (const auto& field : request.fields()) {
        fields.push_back({field.field(), field.message()});
    }
    for (int code = 0; code <= static_cast<int>(ErrorCode::unknown_outcome); ++code) {
        if (marquee::name_of(static_cast<ErrorCode>(code)) == request.code()) {
            throw Error(static_cast<ErrorCode>(code), request.message(), std::move(fields));
        }
    }
    throw std::runtime_error(request.message());
}

}  // namespace

rpc::Handlers RpcProbe::handlers() {
    const std::string probe = "marquee.probe.v1.Probe.";
    const auto added = [this](const Call&, const v1::AddRequest& request) {
        begin();
        v1::AddAnswer answer;
        answer.set_sum(add(request.number()));
        return answer;
    };
    return {
        rpc::handler<v1::EchoRequest, v1::EchoAnswer>(
            probe + "Echo",
            [this](const Call& call, const v1::EchoRequest& request) {
                begin();
                return echo(call, request);
            }),
        rpc::handler<v1::AddRequest, v1::AddAnswer>(probe + "Add", added),
        rpc::handler<v1::AddRequest, v1::AddAnswer>(probe + "AddRepeatably", added),
        rpc::handler<v1::SleepRequest, v1::SleepAnswer>(
            probe + "Sleep",
            [this](const Call& call, const v1::SleepRequest& request) {
                begin();
                sleep(call, request.milliseconds());
                return v1::SleepAnswer();
            }),
        rpc::handler<v1::HoldRequest, v1::HoldAnswer>(
            probe + "Hold",
            [this](const Call& call, const v1::HoldRequest&) {
                begin();
                hold(call);
                return v1::HoldAnswer();
            }),
        rpc::handler<v1::FailRequest, v1::FailAnswer>(
            probe + "Fail",
            [this](const Call&, const v1::FailRequest& request) -> v1::FailAnswer {
                begin();
                fail(request);
            }),
        rpc::stream_handler<v1::CountRequest, v1::CountAnswer>(
            probe + "Count",
            [this](const Call& call, const v1::CountRequest& request, const rpc::Send& send) {
                begin();
                v1::CountAnswer answer;
                answer.set_padding(std::string(static_cast<std::size_t>(request.padding()), '.'));
                for (std::int64_t i = 0; !request.has_count() || i < request.count(); ++i) {
                    answer.set_number(i);
                    if (!send(answer)) return note_over();
                    note_sent();
                }
                if (request.linger()) linger(call);
                if (request.code().empty()) return;
                v1::FailRequest failure;
                failure.set_code(request.code());
                fail(failure);
            }),
    };
}

void RpcProbe::let_go() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    changed_.notify_all();
}

bool RpcProbe::wait_until_held(int count) {
    return wait([&] { return held_ >= count; });
}

bool RpcProbe::wait_until_over(int count) {
    return wait([&] { return over_ >= count; });
}

int RpcProbe::begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

int RpcProbe::over() const {
    const std::lock_guard lock(mutex_);
    return over_;
}

std::int64_t RpcProbe::sum() const {
    const std::lock_guard lock(mutex_);
    return sum_;
}

std::int64_t RpcProbe::sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
}

void RpcProbe::begin() {
    const std::lock_guard lock(mutex_);
    ++begun_;
}

std::int64_t RpcProbe::add(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    return sum_ += number;
}

void RpcProbe::hold(const Call& call) {
    std::unique_lock lock(mutex_);
    ++held_;
    changed_.notify_all();
    const bool free =
        changed_.wait_until(lock, call.cancelled, call.deadline, [&] { return gone_; });
    --held_;
    if (!free) ++over_;
    changed_.notify_all();
}

void RpcProbe::sleep(const Call& call, std::int64_t length) {
    const auto end = steady_clock::now() + milliseconds(length);
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, call.cancelled, std::min(end, call.deadline), [] { return false; });
    if (!call.expired()) return;
    ++over_;
    changed_.notify_all();
}

void RpcProbe::linger(const Call& call) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, call.cancelled, call.deadline, [] { return false; });
    ++over_;
    changed_.notify_all();
}

void RpcProbe::note_sent() {
    const std::lock_guard lock(mutex_);
    ++sent_;
}

void RpcProbe::note_over() {
    const std::lock_guard lock(mutex_);
    ++over_;
    changed_.notify_all();
}

bool RpcProbe::wait(const std::function<bool()>& reached) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, reached);
}

}  // namespace marquee::test
