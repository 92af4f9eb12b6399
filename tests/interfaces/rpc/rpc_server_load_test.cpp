#include <atomic>
#include <gtest/gtest.h>
#include <vector>

#include "tests/interfaces/rpc/served_probe.h"

namespace marquee::rpc {
namespace {

namespace probe = marquee::probe::v1;
using test::ServedProbe;

RpcServerOptions patient() {
    RpcServerOptions options;
    options.shedding = false;
    options.workers = 8;
    options.streams = 200;
    return options;
}

TEST(RpcServerLoad, AnswersAHundredCallersAtOnce) {
    constexpr int kCallers = 100;
    constexpr int kCalls = 20;
    ServedProbe served(patient());
    std::atomic<int> wrong{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < kCallers; ++i) {
        callers.emplace_back([&, i] {
            for (int j = 0; j < kCalls; ++j) {
                probe::EchoRequest request;
                request.set_payload(std::to_string(i * kCalls + j));
                probe::EchoAnswer answer;
                grpc::ClientContext context;
                const auto status = test::rpc_ask(*served.channel, ServedProbe::path("Echo"),
                                                  request, answer, context);
                if (!status.ok() || answer.payload() != request.payload()) ++wrong;
            }
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(served.probe.begun(), kCallers * kCalls);
}

TEST(RpcServerLoad, DrainsWhileCallersComeAndGo) {
    ServedProbe served(patient());
    std::atomic<bool> end{false};
    std::atomic<int> answered{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 20; ++i) {
        callers.emplace_back([&, i] {
            while (!end) {
                grpc::ClientContext context;
                ServedProbe::limit(context, 20'000);
                if (i % 4 == 0) {
                    probe::CountRequest request;
                    const auto reader = served.count(request, context);
                    probe::CountAnswer answer;
                    for (int j = 0; j < 10 && reader->Read(&answer); ++j) ++answered;
                    context.TryCancel();
                    reader->Finish();
                } else {
                    probe::EchoAnswer answer;
                    if (served.echo(context, answer).ok()) ++answered;
                }
            }
        });
    }
    while (answered < 200) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    served.server.set_shedding(true, std::chrono::milliseconds(50));
    served.server.drain(std::chrono::seconds(30));
    end = true;
    for (auto& caller : callers) caller.join();
    EXPECT_NE(served.metrics().find("marquee_rpc_server_calls_in_flight 0\n"), std::string::npos);
    EXPECT_NE(served.metrics().find("marquee_rpc_server_streams_open 0\n"), std::string::npos);
}

}  // namespace
}  // namespace marquee::rpc
