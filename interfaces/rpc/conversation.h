#pragma once

#include <functional>
#include <grpcpp/generic/async_generic_service.h>
#include <mutex>
#include <stop_token>

namespace google::protobuf {
class Message;
}

namespace marquee::rpc {

/// A call in which both sides may say something several times, and where no answer takes long. It
/// ends when the server drains. All happens in gRPC's threads. Deletes itself at its end.
class Conversation : public grpc::ServerGenericBidiReactor {
public:
    void OnReadDone(bool arrived) final;
    void OnWriteDone(bool taken) final;
    void OnCancel() final;
    void OnDone() final;

protected:
    /// Listens.
    explicit Conversation(const std::stop_token& draining);

    /// The other side has said something.
    virtual void hear(const grpc::ByteBuffer& message) = 0;
    /// What was said last is taken.
    virtual void said() = 0;

    void listen();
    /// Not before what was said last is taken.
    void say(const google::protobuf::Message& message);
    /// Nothing is heard or said any more.
    void end(const grpc::Status& status);

private:
    std::mutex mutex_;
    grpc::ByteBuffer heard_;
    grpc::ByteBuffer saying_;
    bool writing_ = false;
    bool ended_ = false;
    grpc::Status status_;
    const std::stop_callback<std::function<void()>> draining_;
};

}  // namespace marquee::rpc
