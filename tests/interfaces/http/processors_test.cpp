#include "interfaces/http/processors.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <thread>

namespace marquee::http {
namespace {

TEST(Processors, AreThoseThatMayBeUsed) {
    EXPECT_GE(processors(), 1u);
    std::size_t seen = 0;
    std::thread([&] {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
        seen = processors();
    }).join();
    EXPECT_EQ(seen, 1u);
}

}  // namespace
}  // namespace marquee::http
