#pragma once

#include <stop_token>
#include <string>
#include <vector>

namespace grpc {
template <class Request, class Response>
class ServerBidiReactor;
class ByteBuffer;
namespace reflection::v1alpha {
class ServerReflectionRequest;
class ServerReflectionResponse;
}  // namespace reflection::v1alpha
}  // namespace grpc

namespace marquee::rpc {

/// Says what can be asked of a server, by gRPC's reflection protocol: its services, and the .proto
/// files of this program. Callable from any thread.
class Reflection {
public:
    /// The services' full names.
    explicit Reflection(std::vector<std::string> services) : services_(std::move(services)) {}

    grpc::reflection::v1alpha::ServerReflectionResponse answer(
        const grpc::reflection::v1alpha::ServerReflectionRequest& request) const;

private:
    std::vector<std::string> services_;
};

/// What answers grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* reflect(
    const Reflection& reflection, const std::stop_token& draining);

}  // namespace marquee::rpc
