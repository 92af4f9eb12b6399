#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infrastructure/discovery/etcd_servers.h"

namespace marquee::discovery {

/// A request to a server of etcd and its answer, on a connection of its own. All its functions
/// throw Error `deadline_exceeded` when the deadline comes or `stop` is asked for, and
/// `unavailable` when the connection fails or the answer is longer than 1 MiB. For one thread.
class EtcdExchange {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Posts `body`, and returns with the head of the answer. `token` says who asks, unless it is
    /// empty.
    EtcdExchange(const EtcdServer& server, const std::string& path, const std::string& body,
                 const std::string& token, Deadline deadline, const std::stop_token& stop);
    ~EtcdExchange();

    int status() const;
    /// All of the answer.
    std::string read_all();
    /// The next line of it, or nothing at its end.
    std::optional<std::string> read_line();
    void set_deadline(Deadline deadline);

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace marquee::discovery
