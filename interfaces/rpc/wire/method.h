#pragma once

#include <string>
#include <string_view>

namespace google::protobuf {
class MethodDescriptor;
}

namespace marquee::rpc {

/// A method of a service, as its .proto file declares it.
class Method {
public:
    /// `name` is such as "marquee.v1.Metadata.Find". Throws std::logic_error when no .proto file of
    /// this program has it, or not yet: not before main() has begun.
    explicit Method(const std::string& name);
    explicit Method(const google::protobuf::MethodDescriptor& descriptor);

    /// As gRPC has it: "/marquee.v1.Metadata/Find".
    const std::string& path() const { return path_; }
    /// To do it twice comes to the same as to do it once, the answer included: it is declared with
    /// an idempotency_level. Only these are ever sent again.
    bool repeatable() const { return repeatable_; }
    const google::protobuf::MethodDescriptor& descriptor() const { return *descriptor_; }

private:
    const google::protobuf::MethodDescriptor* descriptor_;
    std::string path_;
    bool repeatable_;
};

}  // namespace marquee::rpc
