#include <google/protobuf/message.h>

#include "domain/shared/error.h"
#include "interfaces/rpc/incoming_call.h"
#include "interfaces/rpc/message_bytes.h"

namespace marquee::rpc {
namespace {

/// A call whose request is answered once, by a worker.
class UnaryCall final : public IncomingCall, public Work {
public:
    UnaryCall(Serving& serving, LaneKind lane, const Handler& handler,
              grpc::GenericCallbackServerContext& context)
        : IncomingCall(serving, handler, context,
                       Deadline::clock::now() + serving.options.request_timeout),
          lane_(lane) {}

    void OnReadDone(bool arrived) override {
        if (!arrived) {
            finish({cancelled() ? Status::cancelled : Status::internal,
                    "the request did not arrive", ""});
        } else if (draining() && lane_ == LaneKind::ordinary) {
            // The others are of those who want to know how it goes.
            refuse(Refusal::draining, {});
        } else {
            serving().lane(lane_).push(*this);
        }
    }

    void run(std::chrono::nanoseconds waited) override {
        serving().metrics.waited(lane_, waited);
        if (Deadline::clock::now() >= deadline()) {
            serving().metrics.refused(Refusal::expired);
            const Error error(ErrorCode::deadline_exceeded, "there was no time left to answer");
            return finish(status_of(error));
        }
        if (cancelled()) return finish({Status::cancelled, "nobody waits any more", ""});
        finish(status_after([&](const Call& call, const Message& request) {
            const auto answer = handler().new_answer();
            handler().answer(call, request, *answer);
            answer_ = bytes_of(*answer, serving().options.max_message);
        }));
    }

    void refuse(Refusal why, std::chrono::milliseconds pause) override {
        finish(refusal(why, pause));
    }

private:
    /// The call may be gone when this returns.
    void finish(const Status& status) {
        serving().metrics.answered(handler().method.path(), status.code, age());
        if (status.code == Status::ok) {
            StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
        } else {
            Finish(grpc_status(status));
        }
    }

    const LaneKind lane_;
    grpc::ByteBuffer answer_;
};

}  // namespace

grpc::ServerGenericBidiReactor* answer_once(Serving& serving, LaneKind lane, const Handler& handler,
                                            grpc::GenericCallbackServerContext& context) {
    return new UnaryCall(serving, lane, handler, context);
}

}  // namespace marquee::rpc
