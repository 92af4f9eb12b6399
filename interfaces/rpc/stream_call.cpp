#include <condition_variable>
#include <google/protobuf/message.h>
#include <mutex>

#include "prometheus/gauge.h"

#include "interfaces/rpc/incoming_call.h"
#include "interfaces/rpc/message_bytes.h"

namespace marquee::rpc {
namespace {

constexpr std::chrono::milliseconds kPause{1000};

/// A call whose request is answered by a stream, from a thread of its own. `mutex_` guards what is
/// being written.
class StreamCall final : public IncomingCall {
public:
    StreamCall(Serving& serving, const Handler& handler,
               grpc::GenericCallbackServerContext& context)
        : IncomingCall(serving, handler, context, Deadline::max()),
          draining_(serving.draining.get_token(), [this] { over().request_stop(); }) {}

    void OnReadDone(bool arrived) override {
        if (!arrived) {
            finish({cancelled() ? Status::cancelled : Status::internal,
                    "the request did not arrive", ""});
        } else if (draining()) {
            finish(refusal(Refusal::draining, {}));
        } else if (!serving().streams.start([this] { run(); })) {
            finish(refusal(Refusal::streams, kPause));
        }
    }

    void OnWriteDone(bool taken) override {
        const std::lock_guard lock(mutex_);
        writing_ = false;
        broken_ = broken_ || !taken;
        written_.notify_all();
    }

private:
    void run() {
        serving().metrics.streams().Increment();
        Status status = status_after([&](const Call& call, const Message& request) {
            handler().stream(call, request, [&](const Message& answer) { return send(answer); });
        });
        if (cancelled()) {
            status = {Status::cancelled, "nobody waits any more", ""};
        } else if (draining()) {
            // It may have ended early, which must not look like the end.
            status = {Status::unavailable, "the server is going down", ""};
        }
        {
            std::unique_lock lock(mutex_);
            written_.wait(lock, [&] { return !writing_; });
        }
        serving().metrics.streams().Decrement();
        finish(status);
    }

    bool send(const Message& answer) {
        auto bytes = bytes_of(answer, serving().options.max_message);
        std::unique_lock lock(mutex_);
        if (over().stop_requested() || broken_ || writing_) return false;
        answer_.Swap(&bytes);
        writing_ = true;
        StartWrite(&answer_);
        return written_.wait(lock, over().get_token(), [&] { return !writing_; }) && !broken_;
    }

    /// The call may be gone when this returns.
    void finish(const Status& status) {
        serving().metrics.ended(handler().method.path(), status.code);
        Finish(grpc_status(status));
    }

    std::mutex mutex_;
    std::condition_variable_any written_;
    grpc::ByteBuffer answer_;
    bool writing_ = false;
    bool broken_ = false;
    const std::stop_callback<std::function<void()>> draining_;
};

}  // namespace

grpc::ServerGenericBidiReactor* answer_by_stream(Serving& serving, const Handler& handler,
                                                 grpc::GenericCallbackServerContext& context) {
    return new StreamCall(serving, handler, context);
}

}  // namespace marquee::rpc
