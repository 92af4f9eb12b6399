#pragma once

#include <memory>

#include "infrastructure/rpc/peer.h"
#include "interfaces/rpc/wire/channel.h"

namespace marquee::rpc {

/// The answers of a method of `instance`, which was chosen for that. `peer` outlives them.
std::unique_ptr<AnswerStream> open_stream(Peer& peer, Peer::Chosen instance, const Call& call,
                                          const Method& method,
                                          const google::protobuf::Message& request);

}  // namespace marquee::rpc
