#pragma once

#include <cstddef>
#include <grpcpp/support/byte_buffer.h>

namespace google::protobuf {
class Message;
}

namespace marquee::rpc {

/// Throws Error(resource_exhausted) when they are more than `limit`.
grpc::ByteBuffer bytes_of(const google::protobuf::Message& message, std::size_t limit);

/// False when the bytes are no such message.
bool read(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

}  // namespace marquee::rpc
