#include "infrastructure/rpc/peer_stream.h"

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>
#include <stdexcept>
#include <utility>

#include "infrastructure/rpc/grpc_attempt.h"

namespace marquee::rpc {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

/// Reads a message when it is asked for one, so that the other side waits while nobody asks. One
/// operation of gRPC's is under way at a time.
class PeerStream : public AnswerStream {
public:
    PeerStream(Peer& peer, Peer::Chosen instance, const Call& call, const Method& method,
               const Message& request)
        : peer_(peer),
          instance_(std::move(instance)),
          call_(call),
          method_(method),
          began_(std::chrono::steady_clock::now()),
          rpc_(method_.path().c_str(), RpcMethod::SERVER_STREAMING),
          cancel_(call_.cancelled, Cancel{context_}) {
        prepare(context_, call_);
        reader_.reset(grpc::internal::ClientAsyncReaderFactory<grpc::ByteBuffer>::Create<Message>(
            instance_->channel.get(), &queue_, rpc_, &context_, request, true, this));
        peer_.streaming(*instance_);
    }

    ~PeerStream() override {
        context_.TryCancel();
        queue_.Shutdown();
        void* tag = nullptr;
        bool ok = false;
        while (queue_.Next(&tag, &ok)) {
        }
    }

    Next next(Message& answer, Call::Deadline until) override {
        while (step_ != Step::ended) {
            if (step_ == Step::idle) {
                reader_->Read(&bytes_, this);
                step_ = Step::reading;
            }
            void* tag = nullptr;
            bool ok = false;
            if (queue_.AsyncNext(&tag, &ok, in_grpc(until)) != grpc::CompletionQueue::GOT_EVENT) {
                return Next::none_yet;
            }
            if (step_ == Step::finishing) {
                step_ = Step::ended;
                conclude();
            } else if (!ok) {
                reader_->Finish(&status_, this);
                step_ = Step::finishing;
            } else if (std::exchange(step_, Step::idle) == Step::reading) {
                take(answer);
                return Next::answer;
            }
        }
        return Next::end;
    }

private:
    /// What is under way, if anything.
    enum class Step { starting, idle, reading, finishing, ended };

    struct Cancel {
        grpc::ClientContext& context;
        void operator()() const { context.TryCancel(); }
    };

    void take(Message& answer) {
        if (!std::exchange(given_, true)) peer_.noted(*instance_, Outcome::answered);
        if (!grpc::SerializationTraits<Message>::Deserialize(&bytes_, &answer).ok()) {
            throw std::runtime_error(method_.path() + ": an answer can't be read");
        }
    }

    void conclude() {
        const auto attempt = attempt_of(context_, status_, call_, began_);
        peer_.attempted(attempt);
        const auto outcome = outcome_of(attempt);
        // How long a stream lasts is its caller's affair.
        const bool said = outcome == Outcome::answered && given_;
        if (!said && outcome != Outcome::timed_out) peer_.noted(*instance_, outcome);
        if (attempt.status.code != Status::ok) throw_failure(attempt, method_);
    }

    Peer& peer_;
    const Peer::Chosen instance_;
    const Call call_;
    const Method method_;
    const std::chrono::steady_clock::time_point began_;
    const RpcMethod rpc_;
    grpc::CompletionQueue queue_;
    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientAsyncReader<grpc::ByteBuffer>> reader_;
    grpc::ByteBuffer bytes_;
    grpc::Status status_;
    Step step_ = Step::starting;
    bool given_ = false;
    std::stop_callback<Cancel> cancel_;
};

}  // namespace

std::unique_ptr<AnswerStream> open_stream(Peer& peer, Peer::Chosen instance, const Call& call,
                                          const Method& method, const Message& request) {
    return std::make_unique<PeerStream>(peer, std::move(instance), call, method, request);
}

}  // namespace marquee::rpc
