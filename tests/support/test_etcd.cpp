#include "tests/support/test_etcd.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace marquee::test {
namespace {

constexpr int kAttempts = 10;
constexpr auto kPatience = std::chrono::seconds(30);

std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "marquee-etcd-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("can't create " + pattern);
    return pattern;
}

/// Nothing can reserve a port for a server that isn't there yet, or is for a while not. So one by
/// chance, below those that the kernel gives to clients.
int some_port() {
    std::random_device device;
    return std::uniform_int_distribution(20'000, 31'999)(device);
}

[[noreturn]] void become_etcd(const char* folder, char* const* arguments, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent && ::chdir(folder) == 0) {
        const int log = ::open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(log, STDOUT_FILENO);
        ::dup2(log, STDERR_FILENO);
        ::execvp(arguments[0], arguments);
    }
    ::_exit(127);
}

}  // namespace

TestEtcd::TestEtcd() : folder_(make_folder()) {
    // As the program does: clients write to connections that a dead server has left.
    std::signal(SIGPIPE, SIG_IGN);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        port_ = some_port();
        launch();
        if (is_up()) return;
        stop();
        erase();
        // What this attempt met says nothing about the next one.
        std::filesystem::rename(folder_ / "log", folder_ / "last_log");
    }
    std::ifstream log(folder_ / "last_log");
    throw std::runtime_error("etcd doesn't start:\n" +
                             std::string(std::istreambuf_iterator<char>(log), {}));
}

TestEtcd::~TestEtcd() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void TestEtcd::launch() {
    // Of a cluster of one there is nobody to talk to, so that a socket in the folder does.
    // Elections are quick, and leases may be as short as a second.
    std::vector<std::string> words{"etcd",
                                   "--data-dir=data",
                                   "--logger=zap",
                                   "--heartbeat-interval=10",
                                   "--election-timeout=100",
                                   "--listen-client-urls=" + url(),
                                   "--advertise-client-urls=" + url(),
                                   "--listen-peer-urls=unix://localhost:1",
                                   "--initial-advertise-peer-urls=unix://localhost:1",
                                   "--initial-cluster=default=unix://localhost:1"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) become_etcd(folder_.c_str(), arguments.data(), parent);
    if (pid_ < 0) throw std::runtime_error("can't fork");
}

bool TestEtcd::is_running() {
    if (pid_ == 0 || ::waitpid(pid_, nullptr, WNOHANG) == 0) return pid_ != 0;
    pid_ = 0;
    return false;
}

bool TestEtcd::is_up() {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (is_running() && std::chrono::steady_clock::now() < give_up) {
        try {
            // Anybody may ask that, whoever else needs a password.
            if (post("/v3/maintenance/status", "{}").find("\"leader\"") != std::string::npos) {
                // Unless somebody else answers at that port, and ours ends over that.
                std::ifstream log(folder_ / "log");
                const std::string text(std::istreambuf_iterator<char>(log), {});
                if (text.find("address already in use") == std::string::npos) return true;
            }
        } catch (const Poco::Exception&) {
            // Not yet.
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

void TestEtcd::stop() {
    if (!is_running()) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

void TestEtcd::suspend() const {
    ::kill(pid_, SIGSTOP);
}

void TestEtcd::resume() const {
    ::kill(pid_, SIGCONT);
}

void TestEtcd::start() {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        // Of an earlier life.
        std::filesystem::remove(folder_ / "log");
        std::filesystem::remove(folder_ / "localhost:1");
        launch();
        if (is_up()) return;
        stop();
    }
    throw std::runtime_error("etcd doesn't start again");
}

void TestEtcd::erase() {
    std::filesystem::remove_all(folder_ / "data");
    std::filesystem::remove(folder_ / "localhost:1");
}

std::string TestEtcd::post(const std::string& path, const std::string& body) const {
    namespace net = Poco::Net;
    net::HTTPClientSession session("127.0.0.1", static_cast<std::uint16_t>(port_));
    session.setTimeout(Poco::Timespan(20, 0));
    net::HTTPRequest request(net::HTTPRequest::HTTP_POST, path, net::HTTPRequest::HTTP_1_1);
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body;
    net::HTTPResponse response;
    return {std::istreambuf_iterator<char>(session.receiveResponse(response)), {}};
}

}  // namespace marquee::test
