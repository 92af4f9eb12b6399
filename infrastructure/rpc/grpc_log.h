#pragma once

namespace marquee::rpc {

/// Sends what gRPC has to say, which it would write to standard error by itself, to the log, from
/// now on and for the whole process. Of what level there is anything at all is the choice of gRPC's
/// own GRPC_VERBOSITY: errors alone, if not told otherwise.
void send_grpc_messages_to_log();

}  // namespace marquee::rpc
