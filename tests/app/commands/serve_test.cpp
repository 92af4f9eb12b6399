#include <array>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

#include "app/run.h"

namespace marquee::app {
namespace {

TEST(ServeCommand, StopsAtOnceWhileItWaitsForTheDatabase) {
    std::array<int, 2> log{};
    ASSERT_EQ(pipe(log.data()), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        dup2(log[1], STDERR_FILENO);
        close(log[0]);
        close(log[1]);
        _exit(run({"serve", "--database-url", "mysql://nobody@127.0.0.1:1/none",
                   "--database-startup-wait", "5s", "--http-address", "127.0.0.1:0"},
                  {}));
    }
    close(log[1]);
    std::string said;
    std::array<char, 512> part{};
    while (said.find("waiting up to") == std::string::npos) {
        const auto count = read(log[0], part.data(), part.size());
        if (count <= 0) break;
        said.append(part.data(), static_cast<std::size_t>(count));
    }
    kill(child, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    close(log[0]);
    // It would have waited on, and then given up with an exit code of its own.
    EXPECT_TRUE(WIFSIGNALED(status)) << said;
}

}  // namespace
}  // namespace marquee::app
