#include <iostream>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/server.h"
#include "app/settings/setting_value.h"
#include "app/version.h"
#include "domain/shared/error.h"

namespace marquee::app {
namespace {

/// SIGINT and SIGTERM, kept from every thread, so that one of them can wait for them.
class Signals {
public:
    /// To be made before the server starts its threads. Without `hangup` SIGHUP ends the process as
    /// ever, when its terminal is closed.
    explicit Signals(bool hangup) {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        if (hangup) sigaddset(&signals_, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }

    int wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
        return signal;
    }

    /// From now on they end the process at once, for people who don't want to wait.
    void let_through() const { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

private:
    sigset_t signals_{};
};

void log_settings(const LoadedSettings& loaded) {
    std::istringstream lines(describe(loaded.settings, loaded.provenance));
    for (std::string line; std::getline(lines, line);) spdlog::info("setting {}", line);
    for (const auto& warning : loaded.warnings) spdlog::warn("{}", warning);
}

/// To the terminal and not to the log, which is kept and read by others.
void print(const identity::FirstAdmin& admin) {
    if (!admin.password) return;
    std::cout << "This is the first start. The account " << admin.account.name.text()
              << " was made, with the password\n\n    " << admin.password->view()
              << "\n\nIt is shown this once; 'marquee user reset-password "
              << admin.account.name.text() << "' makes another.\n"
              << std::endl;
}

std::string url_of(const Settings& settings, int port) {
    const std::string& host = settings.http_address.host;
    const bool ipv6 = host.find(':') != std::string::npos;
    const bool secure = settings.http_tls_certificate != "none";
    return (secure ? "https://" : "http://") + (ipv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(port);
}

}  // namespace

int serve(const LoadedSettings& loaded) {
    spdlog::info("marquee {}", kVersion);
    log_settings(loaded);
    Server server(loaded.settings, loaded.provenance);
    if (const auto admin = server.ensure_admin()) {
        spdlog::info("made the account {}", admin->account.name.text());
        print(*admin);
    }
    // Only now: until here there is nothing to finish, but maybe a database to wait for, and who
    // stops the program then means at once.
    const Signals signals(loaded.settings.http_tls_certificate != "none");
    server.start();
    if (const auto& rpc = loaded.settings.rpc_address) {
        spdlog::info("other processes reach it at {}",
                     text_of(HostPort{rpc->host, server.rpc_port()}));
    }
    spdlog::info("serving at {}", url_of(loaded.settings, server.port()));

    int signal = signals.wait();
    for (; signal == SIGHUP; signal = signals.wait()) server.reload_certificate();
    signals.let_through();
    spdlog::info("{}: finishing the requests under way; once more to stop at once",
                 signal == SIGINT ? "SIGINT" : "SIGTERM");
    const std::size_t cut_off = server.drain();
    if (cut_off > 0) spdlog::warn("requests that were cut off: {}", cut_off);
    spdlog::info("stopped");
    return kSuccess;
}

}  // namespace marquee::app
