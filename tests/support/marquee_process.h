#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace marquee::test {

/// What a child is given beside its arguments.
struct ProcessOptions {
    /// Variables as NAME=value, beside those of the test that don't begin with MARQUEE_.
    std::vector<std::string> environment;
    /// No file that it writes may grow beyond this many bytes, as if the disk were full.
    std::optional<std::uint64_t> file_size_limit;
    /// Where its standard output goes, instead of a file that out() reads.
    std::string output = "stdout";
    /// What it reads from its standard input.
    std::string input = "";
    /// Another program than marquee.
    std::optional<std::string> program = {};
    /// By which it is ended, when it has not ended before.
    int end_signal = SIGKILL;
};

/// The real marquee, running as a child process in a temporary folder of its own. It is ended when
/// the object or the thread that made it ends.
class MarqueeProcess {
public:
    explicit MarqueeProcess(const std::vector<std::string>& arguments,
                            const ProcessOptions& options = {});
    ~MarqueeProcess();
    MarqueeProcess(const MarqueeProcess&) = delete;
    MarqueeProcess& operator=(const MarqueeProcess&) = delete;

    /// The port that it serves at, where test clients sign in as admin from then on. Throws when it
    /// ends before, or is not there after a minute.
    int port();
    /// The last number behind `text` in its line of standard error, once it is there. Throws as
    /// port().
    int port_after(const std::string& text);
    /// Where other processes of this machine reach it, host:port. Throws as port().
    std::string rpc_target();
    /// Returns when standard error has `text`. Throws as port().
    void await_message(const std::string& text);
    void send(int signal) const;
    bool running();
    /// Its exit code, or 128 and the number of the signal that ended it. Throws after a minute.
    int wait();

    std::string out() const;
    std::string err() const;

private:
    TemporaryFolder folder_{"marquee-process"};
    const int end_signal_;
    pid_t pid_ = 0;
    bool open_ = false;
    std::optional<int> exit_code_;
};

/// How a command that ends by itself came out.
struct CommandResult {
    int exit_code = 0;
    std::string out;
    std::string err;
};

CommandResult run_marquee(const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

/// `serve` at a free port with that database, and kAdminPassword.
std::vector<std::string> serve_arguments(const std::string& database_url,
                                         const std::vector<std::string>& more = {});

}  // namespace marquee::test
