#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "tests/app/gateway_load.h"
#include "tests/support/marquee_process.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using test::GatewayLoad;
using test::MarqueeProcess;
using test::Moment;
using test::seconds_between;
using test::TcpGate;
using Result = GatewayLoad::Result;
using namespace std::chrono_literals;

/// Until which the processes have to answer.
constexpr double kDeadline = 2;
/// What a machine takes beyond that, and beyond what is promised, that has more to do than these
/// tests.
constexpr double kBusy = 6;

/// What may be wrong between two processes.
struct Trouble {
    std::string name;
    std::function<void(TcpGate&)> begin;
    std::chrono::milliseconds lasts;
};

std::ostream& operator<<(std::ostream& out, const Trouble& trouble) {
    return out << trouble.name;
}

void cut_often(TcpGate& gate) {
    for (int i = 0; i < 10; ++i) {
        gate.cut();
        std::this_thread::sleep_for(100ms);
    }
}

/// Those that hang last longer than the deadline, and than it takes to give a connection up.
std::vector<Trouble> troubles() {
    return {{"Delay", [](TcpGate& gate) { gate.delay(100ms); }, 2s},
            {"Cut", cut_often, 0s},
            {"Refusal", [](TcpGate& gate) { gate.close(); }, 2s},
            {"NoReads", [](TcpGate& gate) { gate.stop_requests(); }, 4s},
            {"NoReplies", [](TcpGate& gate) { gate.stop_replies(); }, 4s},
            {"Silence", [](TcpGate& gate) { gate.freeze(); }, 4s},
            // Every byte: in clear text a single wrong one may well make another right message.
            {"Noise", [](TcpGate& gate) { gate.corrupt(1); }, 2s}};
}

class TroubleOnTheWay : public testing::TestWithParam<Trouble> {
protected:
    using Process = std::unique_ptr<MarqueeProcess>;

    Process start(const std::string& database_url, std::vector<std::string> more) const {
        more.insert(more.end(),
                    {"--http-request-timeout", std::to_string(static_cast<int>(kDeadline)) + "s"});
        return std::make_unique<MarqueeProcess>(test::serve_arguments(database_url, more));
    }

    /// Makes trouble at the gate under load, and looks at what comes of it.
    void endure(int port, TcpGate& gate, const Trouble& trouble) const {
        GatewayLoad load(port);
        load.go_on(100);
        trouble.begin(gate);
        std::this_thread::sleep_for(trouble.lasts);
        gate.open();
        const auto over = std::chrono::steady_clock::now();
        const double recovery = seconds_between(over, load.await_peace(over));
        load.stop();
        std::cout << trouble.name << ": longest request " << load.longest() << " s, all is well "
                  << recovery << " s after it; of " << load.replies().size() << " were degraded "
                  << load.count(Result::degraded) << ", refused " << load.count(Result::problem)
                  << "\n";
        load.expect_only({Result::whole, Result::degraded, Result::problem});
        load.expect_stored();
        EXPECT_LE(load.longest(), kDeadline + kBusy);
        EXPECT_LE(recovery, 5 * kBusy);
    }

    const std::unique_ptr<test::TestDatabase> database = test::make_mysql_database();
};

/// A gateway and, behind a gate, a process with context rating.
class TroubleOnTheWayToAPeer : public TroubleOnTheWay {
protected:
    void begin(const std::vector<std::string>& more = {}) {
        std::vector<std::string> settings{"--rpc-address", "127.0.0.1:0"};
        settings.insert(settings.end(), more.begin(), more.end());
        const auto start_one = [&](const std::string& contexts,
                                   const std::vector<std::string>& peers) {
            auto all = settings;
            all.insert(all.end(), {"--contexts", contexts});
            for (const auto& peer : peers) all.insert(all.end(), {"--peer", peer});
            return start(database->url(), all);
        };
        catalogue = start_one("metadata,identity", {});
        const auto catalogue_at = at(port_of(*catalogue));
        rating = start_one("rating", {"identity=" + catalogue_at});
        gate.emplace("127.0.0.1", port_of(*rating));
        gateway = start_one("movie", {"identity=" + catalogue_at, "metadata=" + catalogue_at,
                                      "rating=" + at(gate->port())});
        GatewayLoad::prepare(gateway->port());
    }

    /// As the certificate has it.
    static std::string at(int port) { return "localhost:" + std::to_string(port); }

    static int port_of(MarqueeProcess& process) {
        const auto target = process.rpc_target();
        return std::stoi(target.substr(target.find(':') + 1));
    }

    void expect_all_running() {
        for (auto* process : {&catalogue, &rating, &gateway}) {
            EXPECT_TRUE((*process)->running()) << (*process)->err();
        }
    }

    Process catalogue;
    Process rating;
    Process gateway;
    std::optional<TcpGate> gate;
};

INSTANTIATE_TEST_SUITE_P(Troubles, TroubleOnTheWayToAPeer, testing::ValuesIn(troubles()),
                         testing::PrintToStringParamName());

TEST_P(TroubleOnTheWayToAPeer, HoldsNobodyUpAndIsSurvived) {
    begin();
    endure(gateway->port(), *gate, GetParam());
    expect_all_running();
}

class WrongBytesOnTheWay : public TroubleOnTheWayToAPeer {};

INSTANTIATE_TEST_SUITE_P(Troubles, WrongBytesOnTheWay,
                         testing::Values(Trouble{"OneInThousand",
                                                 [](TcpGate& gate) { gate.corrupt(1000); }, 2s}),
                         testing::PrintToStringParamName());

TEST_P(WrongBytesOnTheWay, AreNeverTakenForDataWithCertificates) {
    const test::TestCertificate certificate("localhost");
    begin({"--rpc-tls-certificate", certificate.certificate_file(), "--rpc-tls-key",
           certificate.key_file(), "--rpc-tls-authority", certificate.certificate_file()});
    endure(gateway->port(), *gate, GetParam());
    expect_all_running();
}

/// A process with everything, and a gate before its database.
class TroubleOnTheWayToTheDatabase : public TroubleOnTheWay {};

INSTANTIATE_TEST_SUITE_P(Troubles, TroubleOnTheWayToTheDatabase, testing::ValuesIn(troubles()),
                         testing::PrintToStringParamName());

TEST_P(TroubleOnTheWayToTheDatabase, HoldsNobodyUpAndIsSurvived) {
    TcpGate gate("127.0.0.1", test::mysql_port());
    const auto server = start(database->url_through(gate.port()), {});
    GatewayLoad::prepare(server->port());
    endure(server->port(), gate, GetParam());
    EXPECT_TRUE(server->running()) << server->err();
}

}  // namespace
}  // namespace marquee::app
