#pragma once

#include <functional>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <memory>

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::test {

/// The messages of a later version of Marquee: each of package marquee.v1 has more fields, each
/// choice (oneof) one more case, and each enum one more value. Callable from any thread.
class NewerVersion {
public:
    using Message = google::protobuf::Message;
    /// What that version does besides to a file, as it must not.
    using Change = std::function<void(google::protobuf::FileDescriptorProto& file)>;

    explicit NewerVersion(const Change& change = {});
    NewerVersion(const NewerVersion&) = delete;
    NewerVersion& operator=(const NewerVersion&) = delete;

    /// One that does nothing but add.
    static const NewerVersion& compatible();

    /// An empty message of the type that `message` has here.
    std::unique_ptr<Message> like(const Message& message) const;
    /// What `message` says as that version says it: by the names of fields, and with all added ones
    /// filled in, in each message within it.
    std::unique_ptr<Message> widened(const Message& message) const;
    /// The inverse: makes `message` what `newer` says, as far as it has the fields. Throws
    /// std::runtime_error when a field is of another type.
    static void narrow(const Message& newer, Message& message);

private:
    google::protobuf::DescriptorPool pool_;
    /// It makes messages whose types are in the pool, and keeps what it made once.
    mutable google::protobuf::DynamicMessageFactory factory_{&pool_};
};

/// The handlers as that version has them: they do what is done here. `version` outlives them.
rpc::Handlers handlers_of(const NewerVersion& version, rpc::Handlers handlers);

/// Asks as that version does. `version` outlives it.
class NewerClient : public rpc::Channel {
public:
    NewerClient(const NewerVersion& version, std::unique_ptr<rpc::Channel> channel)
        : version_(version), channel_(std::move(channel)) {}

    void call(const Call& call, const rpc::Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override;
    std::unique_ptr<rpc::AnswerStream> open(const Call& call, const rpc::Method& method,
                                            const google::protobuf::Message& request) override;

private:
    const NewerVersion& version_;
    const std::unique_ptr<rpc::Channel> channel_;
};

}  // namespace marquee::test
