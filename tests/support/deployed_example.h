#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/marquee_process.h"
#include "tests/support/temporary_folder.h"

namespace marquee::test {

/// A block of ports that no other test takes, while it lives.
class PortBlock {
public:
    /// Throws when all are taken.
    PortBlock();
    ~PortBlock();
    PortBlock(const PortBlock&) = delete;
    PortBlock& operator=(const PortBlock&) = delete;

    /// As DEPLOY_PORT has it.
    int first() const { return first_; }

private:
    int first_ = 0;
    int lock_ = -1;
};

/// One of the examples in deploy/, running as it is there, in a temporary folder: real processes of
/// marquee, and a real etcd where it has one. For one thread, which it ends with.
class DeployedExample {
public:
    /// Returns when it is ready. `name` is such as "three-processes", `settings` are variables for
    /// all of its processes as NAME=value, and `database_url` is for all, instead of a SQLite file
    /// for each. Throws when it does not come up.
    explicit DeployedExample(const std::string& name, std::vector<std::string> settings = {},
                             const std::optional<std::string>& database_url = {});

    /// Where clients come.
    int port() const { return ports_.first(); }
    /// Of the process with that name in the script.
    std::string database_url(const std::string& process) const;
    /// What that process logged.
    std::string log(const std::string& process) const;
    /// Ends it as Ctrl-C does, and returns when all of it has ended.
    void stop();

private:
    const PortBlock ports_;
    const TemporaryFolder folder_{"marquee-deployed"};
    const std::optional<std::string> database_url_;
    std::optional<MarqueeProcess> script_;
};

}  // namespace marquee::test
