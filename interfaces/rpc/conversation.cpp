#include "interfaces/rpc/conversation.h"

#include <google/protobuf/message.h>
#include <limits>

#include "interfaces/rpc/message_bytes.h"

namespace marquee::rpc {

Conversation::Conversation(const std::stop_token& draining)
    : draining_(draining, [this] {
          end(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is going down"));
      }) {
    listen();
}

void Conversation::listen() {
    StartRead(&heard_);
}

void Conversation::say(const google::protobuf::Message& message) {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    saying_ = bytes_of(message, std::numeric_limits<std::size_t>::max());
    writing_ = true;
    StartWrite(&saying_);
}

/// What is being said is said to its end, unless the other side has gone.
void Conversation::end(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
    status_ = status;
    if (!writing_) Finish(status_);
}

void Conversation::OnReadDone(bool arrived) {
    if (arrived) {
        hear(heard_);
    } else {
        end(grpc::Status::OK);
    }
}

void Conversation::OnWriteDone(bool taken) {
    {
        const std::lock_guard lock(mutex_);
        writing_ = false;
        if (ended_) {
            Finish(status_);
            return;
        }
    }
    if (taken) {
        said();
    } else {
        end(grpc::Status::CANCELLED);
    }
}

void Conversation::OnCancel() {
    end(grpc::Status::CANCELLED);
}

void Conversation::OnDone() {
    delete this;
}

}  // namespace marquee::rpc
