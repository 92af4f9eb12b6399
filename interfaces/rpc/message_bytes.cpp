#include "interfaces/rpc/message_bytes.h"

#include <google/protobuf/message.h>
#include <grpc/slice.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>
#include <string>

#include "domain/shared/error.h"

namespace marquee::rpc {

grpc::ByteBuffer bytes_of(const google::protobuf::Message& message, std::size_t limit) {
    const std::size_t size = message.ByteSizeLong();
    if (size > limit) {
        throw Error(ErrorCode::resource_exhausted,
                    "the answer is larger than " + std::to_string(limit) + " bytes");
    }
    grpc_slice bytes = grpc_slice_malloc(size);
    message.SerializeWithCachedSizesToArray(GRPC_SLICE_START_PTR(bytes));
    const grpc::Slice slice(bytes, grpc::Slice::STEAL_REF);
    return {&slice, 1};
}

bool read(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
    // The reader takes a pointer to what it may change; a copy shares the bytes.
    grpc::ByteBuffer shared(bytes);
    grpc::ProtoBufferReader reader(&shared);
    return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

}  // namespace marquee::rpc
