#include "interfaces/rpc/wire/method.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <stdexcept>

namespace marquee::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;

const MethodDescriptor& descriptor_of(const std::string& name) {
    const auto* descriptor = DescriptorPool::generated_pool()->FindMethodByName(name);
    if (descriptor == nullptr) throw std::logic_error("no .proto file declares " + name);
    return *descriptor;
}

}  // namespace

Method::Method(const std::string& name) : Method(descriptor_of(name)) {}

Method::Method(const MethodDescriptor& descriptor)
    : descriptor_(&descriptor),
      path_("/" + descriptor.service()->full_name() + "/" + descriptor.name()),
      repeatable_(descriptor.options().idempotency_level() != MethodOptions::IDEMPOTENCY_UNKNOWN) {}

}  // namespace marquee::rpc
