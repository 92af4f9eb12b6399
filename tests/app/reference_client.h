#pragma once

#include <chrono>
#include <fstream>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/support/byte_buffer.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/support/http_client.h"

namespace marquee::test {

/// What a call of the reference system came to.
struct ReferenceReply {
    grpc::StatusCode code = grpc::StatusCode::OK;
    std::string message;
    nlohmann::json answer;
};

/// A client of the reference system, made of reference_system.proto alone: nothing that Marquee has
/// compiled has a part in what it sends and reads.
class ReferenceClient {
public:
    /// Of the servers at these ports of this machine; 0 for none.
    ReferenceClient(int rpc_port, int http_port)
        : http_port_(http_port),
          channel_(grpc::CreateChannel("127.0.0.1:" + std::to_string(rpc_port),
                                       grpc::InsecureChannelCredentials())) {
        google::protobuf::FileDescriptorSet files;
        std::ifstream descriptors(MARQUEE_REFERENCE_SYSTEM, std::ios::binary);
        if (!files.ParseFromIstream(&descriptors) || files.file_size() != 1 ||
            pool_.BuildFile(files.file(0)) == nullptr) {
            throw std::runtime_error("reference_system.proto can't be read");
        }
    }

    /// `method` is such as "MetadataService.GetMetadata"; the answer has all of its fields.
    ReferenceReply call(const std::string& method, const nlohmann::json& request) {
        auto message = new_message(method_named(method).input_type());
        if (!google::protobuf::util::JsonStringToMessage(request.dump(), message.get()).ok()) {
            throw std::invalid_argument(request.dump() + " is no request of " + method);
        }
        return call_with(method, message->SerializeAsString());
    }

    /// The same with a request of any bytes.
    ReferenceReply call_with(const std::string& method, const std::string& request) {
        const auto& descriptor = method_named(method);
        const std::string path = "/" + descriptor.service()->full_name() + "/" + descriptor.name();
        const grpc::Slice slice(request);
        grpc::ByteBuffer answer;
        grpc::ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
        const auto status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
            channel_.get(),
            grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC),
            &context, grpc::ByteBuffer(&slice, 1), &answer);
        ReferenceReply reply{status.error_code(), status.error_message(), {}};
        if (status.ok()) reply.answer = json_of(*descriptor.output_type(), answer);
        return reply;
    }

    /// `target` is such as "/rating?id=tt1"; a form is sent as one, unless it is empty. Further
    /// `fields` of the header end with \r\n each.
    HttpReply ask(const std::string& method, const std::string& target,
                  const std::string& form = "", const std::string& fields = "") const {
        std::string request = method + " " + target + " HTTP/1.1\r\nHost: films\r\n" + fields;
        if (!form.empty()) {
            request += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                       std::to_string(form.size()) + "\r\n";
        }
        HttpConnection connection(http_port_);
        connection.send(request + "\r\n" + form);
        return connection.read_reply(method == "HEAD");
    }

private:
    using Message = google::protobuf::Message;

    const google::protobuf::MethodDescriptor& method_named(const std::string& name) const {
        return *pool_.FindMethodByName(name);
    }

    std::unique_ptr<Message> new_message(const google::protobuf::Descriptor* type) {
        return std::unique_ptr<Message>(messages_.GetPrototype(type)->New());
    }

    nlohmann::json json_of(const google::protobuf::Descriptor& type,
                           const grpc::ByteBuffer& bytes) {
        grpc::Slice slice;
        if (!bytes.DumpToSingleSlice(&slice).ok()) throw std::runtime_error("no answer");
        const auto message = new_message(&type);
        if (!message->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
            throw std::runtime_error("the answer is no " + type.name());
        }
        google::protobuf::util::JsonPrintOptions options;
        options.preserve_proto_field_names = true;
        options.always_print_primitive_fields = true;
        std::string text;
        (void)google::protobuf::util::MessageToJsonString(*message, &text, options);
        return nlohmann::json::parse(text);
    }

    int http_port_;
    std::shared_ptr<grpc::Channel> channel_;
    google::protobuf::DescriptorPool pool_;
    google::protobuf::DynamicMessageFactory messages_;
};

}  // namespace marquee::test
