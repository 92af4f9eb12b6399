#pragma once

#include <string>
#include <vector>

#include "interfaces/rpc/wire/channel.h"

namespace marquee::rpc {

/// Has `method` answer the request that is written as JSON, by the names that fields have in the
/// .proto files, and answers in the same way. Throws Error(invalid) for text that is no such
/// request and for a method that streams, and what Channel::call does.
std::string call_by_json(Channel& channel, const Call& call, const Method& method,
                         const std::string& request);

/// The methods of a service, such as "marquee.v1.Rating", by their bare names; none when there is
/// no such service.
std::vector<std::string> methods_of(const std::string& service);

}  // namespace marquee::rpc
