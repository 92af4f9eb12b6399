#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "domain/shared/call.h"
#include "tests/support/thrown.h"

namespace marquee::test {

/// Holds `act`, which can't get on for now, to it that it goes on no longer than its call, be that
/// over by its deadline or cancelled.
inline void expect_to_end_with_the_call(const Call& call,
                                        const std::function<void(const Call&)>& act) {
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    // Who overlooked the end would wait for much longer; a busy machine may take its time.
    constexpr std::chrono::seconds kPatience{10};

    Call hasty = call;
    hasty.deadline = steady_clock::now() + milliseconds(150);
    EXPECT_EQ(code_of([&] { act(hasty); }), ErrorCode::deadline_exceeded);
    EXPECT_GE(steady_clock::now(), hasty.deadline - milliseconds(20)) << "too early";
    EXPECT_LT(steady_clock::now(), hasty.deadline + kPatience);

    // Cancelled at once, and when it is most likely under way.
    for (const milliseconds after : {milliseconds(0), milliseconds(50)}) {
        std::stop_source client;
        Call left = call;
        left.cancelled = client.get_token();
        auto code = std::async(std::launch::async, [&] { return code_of([&] { act(left); }); });
        std::this_thread::sleep_for(after);
        const auto cancelled = steady_clock::now();
        client.request_stop();
        EXPECT_EQ(code.get(), ErrorCode::deadline_exceeded);
        EXPECT_LT(steady_clock::now(), cancelled + kPatience);
    }
}

}  // namespace marquee::test
