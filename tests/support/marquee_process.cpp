#include "tests/support/marquee_process.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/support/sign_in.h"

namespace marquee::test {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 60s;
constexpr int kCannotStart = 127;

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> clean_environment(const std::vector<std::string>& more) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry; ++entry) {
        if (!std::string_view(*entry).starts_with("MARQUEE_")) result.emplace_back(*entry);
    }
    result.insert(result.end(), more.begin(), more.end());
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// What the child needs, made before the fork: after it nothing may be allocated.
struct Launch {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const char* folder;
    const char* output;
    std::optional<std::uint64_t> file_size_limit;
    pid_t parent;
    int end_signal;
};

bool read_from(const char* path) {
    const int file = ::open(path, O_RDONLY);
    return file >= 0 && ::dup2(file, STDIN_FILENO) >= 0;
}

bool redirect(int descriptor, const char* path) {
    const int file = ::open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    return file >= 0 && ::dup2(file, descriptor) >= 0;
}

[[noreturn]] void become_marquee(const Launch& launch) {
    ::prctl(PR_SET_PDEATHSIG, launch.end_signal);
    if (::getppid() != launch.parent) ::_exit(kCannotStart);
    if (launch.file_size_limit) {
        const rlimit limit{*launch.file_size_limit, *launch.file_size_limit};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(kCannotStart);
    }
    if (::chdir(launch.folder) == 0 && read_from("stdin") &&
        redirect(STDOUT_FILENO, launch.output) && redirect(STDERR_FILENO, "stderr")) {
        ::execve(launch.arguments[0], launch.arguments.data(), launch.environment.data());
    }
    ::_exit(kCannotStart);
}

/// Whether `done` came true within the patience of a test.
bool eventually(const std::function<bool()>& done) {
    const auto give_up = steady_clock::now() + kPatience;
    while (!done()) {
        if (steady_clock::now() > give_up) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

}  // namespace

MarqueeProcess::MarqueeProcess(const std::vector<std::string>& arguments,
                               const ProcessOptions& options)
    : end_signal_(options.end_signal) {
    std::vector<std::string> command{options.program.value_or(MARQUEE_BINARY)};
    command.insert(command.end(), arguments.begin(), arguments.end());
    auto environment = clean_environment(options.environment);
    std::ofstream(folder_.path() / "stdin", std::ios::binary) << options.input;
    const Launch launch{pointers(command),      pointers(environment),   folder_.path().c_str(),
                        options.output.c_str(), options.file_size_limit, ::getpid(),
                        options.end_signal};
    pid_ = ::fork();
    if (pid_ == 0) become_marquee(launch);
    if (pid_ < 0) throw std::runtime_error("can't fork");
}

MarqueeProcess::~MarqueeProcess() {
    send(end_signal_);
    if (!eventually([this] { return !running(); })) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

int MarqueeProcess::port() {
    const int port = port_after("serving at http");
    if (!open_) let_clients_sign_in(port);
    open_ = true;
    return port;
}

int MarqueeProcess::port_after(const std::string& text) {
    await_message(text);
    const std::string lines = err();
    const auto begin = lines.find(text);
    const std::string line = lines.substr(begin, lines.find('\n', begin) - begin);
    const std::string digits = "0123456789";
    // In JSON more follows.
    const auto end = line.find_last_of(digits);
    return std::stoi(line.substr(line.find_last_not_of(digits, end) + 1));
}

std::string MarqueeProcess::rpc_target() {
    return "127.0.0.1:" + std::to_string(port_after("reach it at"));
}

void MarqueeProcess::await_message(const std::string& text) {
    bool found = false;
    const auto has_line = [&] {
        // Asked before the file is read, so that its last words count.
        const bool ended = !running();
        const std::string lines = err();
        const auto at = lines.find(text);
        found = at != std::string::npos && lines.find('\n', at) != std::string::npos;
        return found || ended;
    };
    if (!eventually(has_line) || !found) {
        throw std::runtime_error("marquee never said \"" + text + "\", but:\n" + err());
    }
}

void MarqueeProcess::send(int signal) const {
    if (!exit_code_) ::kill(pid_, signal);
}

bool MarqueeProcess::running() {
    int status = 0;
    if (exit_code_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return !exit_code_;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return false;
}

int MarqueeProcess::wait() {
    if (!eventually([this] { return !running(); })) {
        throw std::runtime_error("marquee doesn't end; it said:\n" + err());
    }
    return *exit_code_;
}

std::string MarqueeProcess::out() const {
    return contents(folder_.path() / "stdout");
}

std::string MarqueeProcess::err() const {
    return contents(folder_.path() / "stderr");
}

CommandResult run_marquee(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
    MarqueeProcess process(arguments, options);
    const int exit_code = process.wait();
    return {exit_code, process.out(), process.err()};
}

std::vector<std::string> serve_arguments(const std::string& database_url,
                                         const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"serve", "--http-address", "127.0.0.1:0", "--database-url",
                                       database_url, "--identity-admin-password", kAdminPassword,
                                       // As quick as can be.
                                       "--identity-password-memory", "8",
                                       "--identity-password-operations", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

}  // namespace marquee::test
