#include "interfaces/rpc/wire/json_call.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <memory>
#include <stdexcept>

#include "domain/shared/error.h"

namespace marquee::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::unique_ptr<Message> new_message(const Descriptor& type) {
    return std::unique_ptr<Message>(
        MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

}  // namespace

std::string call_by_json(Channel& channel, const Call& call, const Method& method,
                         const std::string& request) {
    const auto& descriptor = method.descriptor();
    if (descriptor.client_streaming() || descriptor.server_streaming()) {
        throw Error(ErrorCode::invalid, method.path() + " answers with a stream, not once");
    }
    const auto question = new_message(*descriptor.input_type());
    const auto parsed = google::protobuf::util::JsonStringToMessage(request, question.get());
    if (!parsed.ok()) {
        throw Error(ErrorCode::invalid, "this is no " + descriptor.input_type()->name() + ": " +
                                            parsed.message().ToString());
    }
    const auto answer = new_message(*descriptor.output_type());
    channel.call(call, method, *question, *answer);
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(*answer, &text, options).ok()) {
        throw std::runtime_error("the answer of " + method.path() + " can't be shown");
    }
    return text;
}

std::vector<std::string> methods_of(const std::string& service) {
    std::vector<std::string> names;
    const auto* found = DescriptorPool::generated_pool()->FindServiceByName(service);
    for (int i = 0; found != nullptr && i < found->method_count(); ++i) {
        names.push_back(found->method(i)->name());
    }
    return names;
}

}  // namespace marquee::rpc
