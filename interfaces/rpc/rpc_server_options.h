#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "interfaces/rpc/wire/channel.h"

namespace marquee::rpc {

class Method;

/// The files with which a server and its callers prove who they are to one another, all PEM.
struct RpcServerTls {
    /// What the server shows, and the chain behind it.
    std::string certificate_file;
    std::string key_file;
    /// Whoever calls has a certificate that one of these has signed.
    std::string client_ca_file;
};

/// What an RpcServer may be told.
struct RpcServerOptions {
    /// A numeric address or a host name of this machine. Whoever reaches it may say on whose
    /// behalf they call: without `tls` it had better be loopback.
    std::string address = "127.0.0.1";
    /// 0 to 65535; 0 takes any free one.
    int port = 0;
    std::optional<RpcServerTls> tls = std::nullopt;

    /// How many calls are worked on at once, besides streams; at least 1.
    std::size_t workers = 32;
    /// How many more may wait for a worker; at least 1. Past that they are refused.
    std::size_t queue = 1024;
    /// The calls for which workers are kept back, so that they are answered when there are too many
    /// of all others. None, without a function; health checks are always among them.
    std::function<bool(const Method&)> reserved = {};
    std::size_t reserved_workers = 2;
    std::size_t reserved_queue = 64;
    /// How many streams may be open at once; each has a thread.
    std::size_t streams = 64;

    /// Calls are refused while the oldest that waits has waited for longer than `shed_target`, and
    /// this has gone on for `shed_interval`.
    bool shedding = true;
    std::chrono::milliseconds shed_target{50};
    std::chrono::milliseconds shed_interval{100};

    /// In bytes, of a request and of an answer.
    std::size_t max_message = kLargestMessage;
    /// For calls that come without a deadline. Streams without one have none.
    std::chrono::milliseconds request_timeout{30'000};
    /// For how long a server that drains turns calls away before it closes: who hears it sends
    /// nothing any more by then.
    std::chrono::milliseconds farewell{250};
};

}  // namespace marquee::rpc
