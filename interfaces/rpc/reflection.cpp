#include "interfaces/rpc/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <set>

#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "interfaces/rpc/conversation.h"
#include "interfaces/rpc/message_bytes.h"

namespace marquee::rpc {
namespace {

namespace v1alpha = grpc::reflection::v1alpha;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using Response = v1alpha::ServerReflectionResponse;
using Request = v1alpha::ServerReflectionRequest;

const DescriptorPool& pool() {
    return *DescriptorPool::generated_pool();
}

void refuse(Response& response, grpc::StatusCode code, const std::string& message) {
    response.mutable_error_response()->set_error_code(code);
    response.mutable_error_response()->set_error_message(message);
}

/// The file, and all that it imports, each once.
void add(const FileDescriptor& file, std::set<const FileDescriptor*>& added,
         v1alpha::FileDescriptorResponse& files) {
    if (!added.insert(&file).second) return;
    google::protobuf::FileDescriptorProto proto;
    file.CopyTo(&proto);
    files.add_file_descriptor_proto(proto.SerializeAsString());
    for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), added, files);
}

void answer_file(const FileDescriptor* file, Response& response) {
    if (file == nullptr) {
        refuse(response, grpc::StatusCode::NOT_FOUND, "there is no such file or symbol");
        return;
    }
    std::set<const FileDescriptor*> added;
    add(*file, added, *response.mutable_file_descriptor_response());
}

const FileDescriptor* file_of(const v1alpha::ExtensionRequest& request) {
    const auto* type = pool().FindMessageTypeByName(request.containing_type());
    if (type == nullptr) return nullptr;
    const auto* extension = pool().FindExtensionByNumber(type, request.extension_number());
    return extension == nullptr ? nullptr : extension->file();
}

void answer_numbers(const std::string& type, Response& response) {
    const auto* descriptor = pool().FindMessageTypeByName(type);
    if (descriptor == nullptr) {
        refuse(response, grpc::StatusCode::NOT_FOUND, "there is no such type");
        return;
    }
    std::vector<const google::protobuf::FieldDescriptor*> extensions;
    pool().FindAllExtensions(descriptor, &extensions);
    auto& numbers = *response.mutable_all_extension_numbers_response();
    numbers.set_base_type_name(type);
    for (const auto* extension : extensions) numbers.add_extension_number(extension->number());
}

/// Answers one question after another.
class ReflectionTalk final : public Conversation {
public:
    ReflectionTalk(const Reflection& reflection, const std::stop_token& draining)
        : Conversation(draining), reflection_(reflection) {}

private:
    void hear(const grpc::ByteBuffer& message) override {
        Request request;
        if (!read(message, request)) {
            end({grpc::StatusCode::INTERNAL, "the request can't be read"});
            return;
        }
        say(reflection_.answer(request));
    }

    void said() override { listen(); }

    const Reflection& reflection_;
};

}  // namespace

Response Reflection::answer(const Request& request) const {
    Response response;
    response.set_valid_host(request.host());
    *response.mutable_original_request() = request;
    switch (request.message_request_case()) {
        case Request::kFileByFilename:
            answer_file(pool().FindFileByName(request.file_by_filename()), response);
            break;
        case Request::kFileContainingSymbol:
            answer_file(pool().FindFileContainingSymbol(request.file_containing_symbol()),
                        response);
            break;
        case Request::kFileContainingExtension:
            answer_file(file_of(request.file_containing_extension()), response);
            break;
        case Request::kAllExtensionNumbersOfType:
            answer_numbers(request.all_extension_numbers_of_type(), response);
            break;
        case Request::kListServices:
            for (const std::string& service : services_) {
                response.mutable_list_services_response()->add_service()->set_name(service);
            }
            break;
        case Request::MESSAGE_REQUEST_NOT_SET:
            refuse(response, grpc::StatusCode::INVALID_ARGUMENT, "nothing was asked");
            break;
    }
    return response;
}

grpc::ServerGenericBidiReactor* reflect(const Reflection& reflection,
                                        const std::stop_token& draining) {
    return new ReflectionTalk(reflection, draining);
}

}  // namespace marquee::rpc
