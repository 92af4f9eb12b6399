#include "bench/start.h"

#include <chrono>
#include <csignal>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "bench/process_use.h"
#include "bench/report.h"
#include "bench/spread.h"
#include "tests/support/http_client.h"

namespace marquee::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A server that lives as long as the object.
class Started {
public:
    Started(const Options& options, const std::string& address) {
        std::vector<std::string> words{options.program, "serve",          "--demo-catalogue",
                                       "--log-level",   "warning",        "--http-address",
                                       address,         "--database-url", options.database_url};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (::posix_spawn(&process_, words.front().c_str(), nullptr, nullptr, arguments.data(),
                          environ) != 0) {
            throw std::runtime_error("can't start " + options.program);
        }
    }
    ~Started() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;

    bool running() const { return ::waitpid(process_, nullptr, WNOHANG) == 0; }

    double megabytes() const { return resident_megabytes(process_); }

private:
    pid_t process_ = 0;
};

bool ready(int port) {
    try {
        test::HttpConnection connection(port);
        connection.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return connection.read_reply().status == 200;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

void start(const Options& options) {
    const std::string address = "127.0.0.1:" + std::to_string(options.port);
    std::vector<double> times;
    std::vector<double> memory;
    // The first one makes tables and what else a later one finds.
    for (int round = -1; round < options.rounds; ++round) {
        const auto began = steady_clock::now();
        const Started server(options, address);
        while (!ready(options.port)) {
            if (!server.running()) throw std::runtime_error("the server ended");
            std::this_thread::sleep_for(milliseconds(1));
        }
        const std::chrono::duration<double, std::milli> taken = steady_clock::now() - began;
        std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
        if (round < 0) continue;
        times.push_back(taken.count());
        memory.push_back(server.megabytes());
    }
    Report report(options, "start",
                  "`marquee serve` with the demo catalogue on a SQLite database that is up "
                  "to date: from exec to the first 200 of `/readyz`, and resident memory " +
                      std::to_string(options.seconds) + " s later");
    report.add(Table{{"started", "ready after, ms", "memory, MB"},
                     {{"serve", text_of(spread_of(times), 0), text_of(spread_of(memory), 1)}}},
               {"ready", "From exec to ready", "ms", {{"serve", spread_of(times)}}, 0});
    report.publish();
}

}  // namespace marquee::bench
