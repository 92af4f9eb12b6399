#include "tests/support/deployed_example.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace marquee::test {
namespace {

constexpr int kBlocks = 50;

/// Below the ports that the kernel gives to clients, and those that TestEtcd takes. An example has
/// a few ports here, a few 100 further on, and a few 200 further on.
int first_port(int block) {
    return 12'000 + block / 10 * 300 + block % 10 * 10;
}

/// Of all who run tests on this machine.
std::string lock_file(int port) {
    return (std::filesystem::temp_directory_path() / ("marquee-ports-" + std::to_string(port)))
        .string();
}

}  // namespace

PortBlock::PortBlock() {
    // From another one in each process: who comes first has it at once.
    for (int i = 0; i < kBlocks; ++i) {
        first_ = first_port((::getpid() + i) % kBlocks);
        lock_ = ::open(lock_file(first_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
        if (lock_ >= 0) ::close(lock_);
    }
    throw std::runtime_error("all ports for examples are taken");
}

PortBlock::~PortBlock() {
    ::close(lock_);
}

DeployedExample::DeployedExample(const std::string& name, std::vector<std::string> settings,
                                 const std::optional<std::string>& database_url)
    : database_url_(database_url) {
    ProcessOptions options;
    options.program = MARQUEE_SOURCE_DIR "/deploy/" + name;
    // Where await_message looks.
    options.output = "stderr";
    // Which it hands on to what it has started.
    options.end_signal = SIGTERM;
    options.environment = std::move(settings);
    options.environment.push_back("DEPLOY_BINARY=" MARQUEE_BINARY);
    options.environment.push_back("DEPLOY_PORT=" + std::to_string(port()));
    options.environment.push_back("DEPLOY_DATA=" + folder_.path().string());
    options.environment.push_back("DEPLOY_DATABASE=" + database_url.value_or(""));
    script_.emplace(std::vector<std::string>{}, options);
    script_->await_message("ready: http://");
}

std::string DeployedExample::database_url(const std::string& process) const {
    return database_url_.value_or("sqlite://" + (folder_.path() / (process + ".db")).string());
}

std::string DeployedExample::log(const std::string& process) const {
    std::ifstream file(folder_.path() / (process + ".log"));
    return {std::istreambuf_iterator<char>(file), {}};
}

void DeployedExample::stop() {
    script_.reset();
}

}  // namespace marquee::test
