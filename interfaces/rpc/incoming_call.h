#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <grpcpp/generic/async_generic_service.h>
#include <stop_token>

#include "interfaces/rpc/lane.h"
#include "interfaces/rpc/serving.h"
#include "interfaces/rpc/wire/handler.h"
#include "interfaces/rpc/wire/status.h"

namespace marquee::rpc {

/// A call of another process, from its arrival to its end. gRPC says what happens to it, in threads
/// of its own that must not wait. Deletes itself when gRPC is through with it, which isn't before
/// its status was given.
class IncomingCall : public grpc::ServerGenericBidiReactor {
public:
    void OnCancel() override;
    void OnDone() override;

protected:
    using Message = google::protobuf::Message;
    using Deadline = Call::Deadline;

    /// Begins to read the request. `without` is the deadline when there is none.
    IncomingCall(Serving& serving, const Handler& handler,
                 grpc::GenericCallbackServerContext& context, Deadline without);
    ~IncomingCall() override;

    /// How `work` ends, which is given the request. To be called in a thread that may wait.
    Status status_after(const std::function<void(const Call&, const Message&)>& work);

    /// How a call that is refused ends, of which nothing was done.
    Status refusal(Refusal why, std::chrono::milliseconds pause);

    bool cancelled() const { return cancelled_; }
    bool draining() const { return serving_.draining.stop_requested(); }
    std::chrono::nanoseconds age() const { return std::chrono::steady_clock::now() - arrived_; }

    Serving& serving() const { return serving_; }
    const Handler& handler() const { return handler_; }
    Deadline deadline() const { return deadline_; }
    /// Stops when nobody waits for the answer any more.
    std::stop_source& over() { return over_; }

private:
    Call call() const;

    Serving& serving_;
    const Handler& handler_;
    const Deadline deadline_;
    std::stop_source over_;
    grpc::GenericCallbackServerContext& context_;
    const std::chrono::steady_clock::time_point arrived_ = std::chrono::steady_clock::now();
    std::atomic<bool> cancelled_{false};
    grpc::ByteBuffer request_;
};

/// For a request that is answered once.
grpc::ServerGenericBidiReactor* answer_once(Serving& serving, LaneKind lane, const Handler& handler,
                                            grpc::GenericCallbackServerContext& context);

/// For one that is answered by a stream.
grpc::ServerGenericBidiReactor* answer_by_stream(Serving& serving, const Handler& handler,
                                                 grpc::GenericCallbackServerContext& context);

/// As gRPC has it.
grpc::Status grpc_status(const Status& status);

}  // namespace marquee::rpc
