#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace marquee::test {

/// A real etcd in a temporary folder, on a free port of this machine. It is killed when the object,
/// or the thread that made it, ends.
class TestEtcd {
public:
    /// Returns when it answers. Throws when it does not in time.
    TestEtcd();
    ~TestEtcd();
    TestEtcd(const TestEtcd&) = delete;
    TestEtcd& operator=(const TestEtcd&) = delete;

    int port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// Kills it.
    void stop();
    /// Lets it do nothing, as if it hung, until resume().
    void suspend() const;
    void resume() const;
    /// Starts it at the same port with what it knew before, and returns when it answers.
    void start();
    /// Lets it forget all. To be called while it is stopped.
    void erase();

    /// Posts to its gateway, as a person with curl. Answers the body.
    std::string post(const std::string& path, const std::string& body) const;

private:
    void launch();
    /// Whether it came up; false when it ended.
    bool is_up();
    bool is_running();

    std::filesystem::path folder_;
    int port_ = 0;
    pid_t pid_ = 0;
};

}  // namespace marquee::test
