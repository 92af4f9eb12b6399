#include "bench/ports.h"

#include <iostream>
#include <prometheus/registry.h>

#include "bench/allocations.h"
#include "bench/echo.h"
#include "bench/load.h"
#include "bench/port_world.h"
#include "bench/report.h"
#include "infrastructure/discovery/sources.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/rpc/rpc_server.h"

namespace marquee::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Calls that are timed together, as the clock itself takes as long as one of them.
constexpr int kBlock = 500;
constexpr int kBlocks = 40;
/// Over gRPC the two ways take turns for so long each,
constexpr milliseconds kTurn{60};
/// so often in a round.
constexpr int kTurns = 4;

/// Medians of the rounds, of one way to make a call.
struct Rounds {
    std::vector<double> port;
    std::vector<double> bare;

    std::vector<double> more() const {
        std::vector<double> result;
        for (std::size_t i = 0; i < port.size(); ++i) result.push_back(port[i] - bare[i]);
        return result;
    }
};

/// In nanoseconds for each call.
double time_block(const std::function<void()>& call) {
    const auto began = steady_clock::now();
    for (int i = 0; i < kBlock; ++i) call();
    return std::chrono::duration<double, std::nano>(steady_clock::now() - began).count() / kBlock;
}

void run_round(const std::function<void()>& port, const std::function<void()>& bare,
               Rounds& rounds) {
    std::vector<double> ported;
    std::vector<double> bared;
    for (int i = 0; i < kBlocks; ++i) {
        ported.push_back(time_block(port));
        bared.push_back(time_block(bare));
    }
    rounds.port.push_back(median(ported));
    rounds.bare.push_back(median(bared));
}

std::uint64_t allocations_of(const std::function<void()>& call) {
    const auto before = allocations();
    call();
    return allocations() - before;
}

void measure_in_process(int rounds, Report& report) {
    PortWorld world;
    BareCatalogue bare_catalogue;
    BareAudience bare_audience;
    const Call call = typical_call();
    Table table{{"in one process", "bare virtual call, ns", "port call, ns", "more, ns",
                 "allocations of the result", "more"},
                {}};
    std::vector<Bar> bars;
    for (const auto& one : port_calls()) {
        const auto port = [&] { one.make(call, world.catalogue(), world.audience()); };
        const auto bare = [&] { one.make(call, bare_catalogue, bare_audience); };
        Rounds times;
        Rounds warming;
        run_round(port, bare, warming);
        for (int round = 0; round < rounds; ++round) run_round(port, bare, times);
        const auto more = spread_of(times.more());
        const auto of_result = allocations_of(bare);
        table.rows.push_back({one.name, text_of(spread_of(times.bare), 0),
                              text_of(spread_of(times.port), 0), text_of(more, 0),
                              std::to_string(of_result),
                              std::to_string(allocations_of(port) - of_result)});
        bars.push_back({one.name, more});
    }
    report.add(table, {"in-process", "A port call over the bare virtual call", "ns", bars, 0});
}

/// A peer at a fixed port of this machine.
class FixedPeer {
public:
    explicit FixedPeer(int port)
        : source_(
              discovery::make_source(discovery::parse_target("127.0.0.1:" + std::to_string(port)),
                                     "metadata", {metrics_})),
          channel_("bench", *source_, {}, {}, metrics_) {}

    movie::Catalogue& catalogue() { return catalogue_; }
    movie::Audience& audience() { return audience_; }

private:
    prometheus::Registry metrics_;
    std::unique_ptr<discovery::EndpointSource> source_;
    rpc::PeerChannel channel_;
    movie::RpcCatalogue catalogue_{channel_};
    movie::RpcAudience audience_{channel_};
};

/// Medians in microseconds, by so many clients at a time.
void run_round(int clients, const Step& port, const Step& bare, Rounds& rounds) {
    Latencies ported;
    Latencies bared;
    for (int turn = 0; turn < kTurns; ++turn) {
        ported.add(run_clients(clients, kTurn, [&](int) { return port; }));
        bared.add(run_clients(clients, kTurn, [&](int) { return bare; }));
    }
    rounds.port.push_back(ported.percentile(0.5) * 1000);
    rounds.bare.push_back(bared.percentile(0.5) * 1000);
}

void measure_over_grpc(const Options& options, Report& report) {
    FixedPeer peer(options.port);
    const EchoClient echo(options.other_port);
    const auto exchanges = port_exchanges();
    const auto calls = port_calls();
    const Call call = typical_call();
    Table table{{"over gRPC, to another process", "clients", "request and answer, bytes",
                 "bare gRPC call, µs", "port call, µs", "ratio"},
                {}};
    std::vector<Bar> bars;
    for (const int clients : {1, 8}) {
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const Step port = [&] {
                calls[i].make(call, peer.catalogue(), peer.audience());
                return true;
            };
            const Step bare = [&] {
                return echo.ask(i, exchanges[i].request) == exchanges[i].answer.size();
            };
            Rounds times;
            Rounds warming;
            run_round(clients, port, bare, warming);
            for (int round = 0; round < options.rounds; ++round) {
                run_round(clients, port, bare, times);
            }
            const auto ratio = spread_of(ratios(times.port, times.bare));
            table.rows.push_back({calls[i].name, std::to_string(clients),
                                  std::to_string(exchanges[i].request.size()) + " and " +
                                      std::to_string(exchanges[i].answer.size()),
                                  text_of(spread_of(times.bare), 0),
                                  text_of(spread_of(times.port), 0), text_of(ratio, 2)});
            bars.push_back({calls[i].name + ", " + std::to_string(clients) +
                                (clients == 1 ? " client" : " clients"),
                            ratio});
        }
    }
    report.add(table,
               {"grpc", "A port call beside a bare gRPC call", "times its latency", bars, 2});
}

}  // namespace

void serve_ports(const Options&) {
    PortWorld world;
    prometheus::Registry metrics;
    std::vector<std::string> answers;
    for (auto& exchange : port_exchanges()) answers.push_back(std::move(exchange.answer));
    const rpc::RpcServer server({}, world.methods(), metrics);
    const EchoServer echo(answers);
    std::cout << server.port() << " " << echo.port() << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
    }
}

void ports(const Options& options) {
    Report report(options, "ports",
                  "What a call of a port costs, with stores behind it that cost nothing");
    measure_in_process(options.rounds, report);
    measure_over_grpc(options, report);
    report.publish();
}

}  // namespace marquee::bench
