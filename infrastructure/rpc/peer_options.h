#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace marquee::rpc {

/// When a call that failed is made again. Only what may be repeated, or was surely not done, is.
struct RetryOptions {
    bool on = true;
    /// Of one call, the first included.
    int attempts = 3;
    /// The wait before attempt n + 1 is any time up to first_wait * 2^(n - 1), and up to
    /// longest_wait.
    std::chrono::milliseconds first_wait{20};
    std::chrono::milliseconds longest_wait{500};
    /// Retries per call that there may be in the long run,
    double share = 0.1;
    /// and besides so many in each second.
    double per_second = 10;
};

/// When calls are not even tried, since the peer refuses most of them.
struct ThrottleOptions {
    bool on = true;
    /// Calls are let through up to so many times the number that the peer accepts. At least 1.
    double factor = 2;
};

/// When an instance gets no calls for a while.
struct EjectionOptions {
    bool on = true;
    /// So many failures in a row take it out, at least 1.
    int failures = 5;
    /// For so long at first, then for twice as long each time that its trial fails.
    std::chrono::milliseconds first_time{500};
    std::chrono::milliseconds longest_time{4000};
};

/// How calls to a peer are kept out of trouble.
struct PeerOptions {
    /// A call goes to the better one of two instances; otherwise to any.
    bool balance = true;
    RetryOptions retries = {};
    ThrottleOptions throttling = {};
    EjectionOptions ejection = {};
    /// How long a call may take, all its attempts together, if it has not less time itself. Streams
    /// go on.
    std::optional<std::chrono::milliseconds> call_timeout = {};
    /// How long a call waits for the first connection to any instance.
    std::chrono::milliseconds connection_wait{1000};
};

/// The PEM files of a connection on which both sides show who they are.
struct PeerSecurity {
    /// Of who signed the peer's certificates.
    std::string authority_file;
    std::string certificate_file;
    std::string key_file;
    /// The name that the certificates of all instances have; empty when each has its host's.
    std::string name = {};
};

/// What connections to the instances of a peer are like.
struct PeerConnection {
    /// Without a file in it, connections are in clear text.
    PeerSecurity security = {};
    /// When nothing came for so long, the instance is asked for a sign of life,
    std::chrono::milliseconds keepalive_interval{2000};
    /// and without one in this time the connection is given up.
    std::chrono::milliseconds keepalive_timeout{1000};
    /// How long it may take to connect.
    std::chrono::milliseconds connect_timeout{1000};
    /// The wait before connecting again, at first and at most.
    std::chrono::milliseconds first_reconnect{100};
    std::chrono::milliseconds longest_reconnect{1000};
};

}  // namespace marquee::rpc
