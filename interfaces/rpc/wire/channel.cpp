#include "interfaces/rpc/wire/channel.h"

#include <google/protobuf/message.h>
#include <stdexcept>
#include <string>

#include "domain/shared/error.h"

namespace marquee::rpc {

void require_sendable(const google::protobuf::Message& request) {
    if (request.ByteSizeLong() <= kLargestMessage) return;
    throw Error(ErrorCode::invalid,
                "this is more than the " + std::to_string(kLargestMessage) +
                    " bytes that can go from one part of the server to another at once");
}

void require_count(const Method& method, int parts, int wanted) {
    if (parts == wanted) return;
    throw std::runtime_error(method.path() + " answered " + std::to_string(parts) + " parts for " +
                             std::to_string(wanted));
}

}  // namespace marquee::rpc
