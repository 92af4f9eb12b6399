#include "infrastructure/discovery/etcd_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include "infrastructure/discovery/etcd_registration.h"
#include "tests/infrastructure/discovery/captured_log.h"
#include "tests/infrastructure/discovery/metric_values.h"
#include "tests/infrastructure/discovery/patience.h"
#include "tests/infrastructure/tokens/document_server.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_etcd.h"

namespace marquee::discovery {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Instance instance(const std::string& id, const std::string& context = "rating") {
    return {context, id, id + ":7001", "1.2.3", Timestamp(1h)};
}

class EtcdSourceTest : public testing::Test {
protected:
    std::unique_ptr<EtcdSource> source(const EtcdSourceTimes& times = {}) {
        return source_at(etcd_.port(), times);
    }
    std::unique_ptr<EtcdSource> source_at(int port, const EtcdSourceTimes& times = {}) {
        return std::make_unique<EtcdSource>(
            parse_etcd_servers("http://127.0.0.1:" + std::to_string(port)), "rating", "rating",
            metrics_, system_random, times);
    }

    /// Registers it for an hour, and answers its lease.
    std::int64_t put(const Instance& instance) {
        EtcdClient client(parse_etcd_servers(etcd_.url()), 1min);
        const auto lease = client.grant(1h, {});
        client.put({instance_key(instance), instance_value(instance)}, lease, {});
        return lease;
    }
    void put_text(const std::string& id, const std::string& text) {
        EtcdClient client(parse_etcd_servers(etcd_.url()), 1min);
        client.put({instance_prefix("rating") + id, text}, client.grant(1h, {}), {});
    }
    void remove(std::int64_t lease) {
        EtcdClient(parse_etcd_servers(etcd_.url()), 1min).revoke(lease, {});
    }

    bool comes_to_be_healthy(bool healthy) {
        return comes_true([&] {
            return gauge_in(metrics_, "marquee_discovery_healthy", "rating") == (healthy ? 1 : 0);
        });
    }

    test::TestEtcd etcd_;
    prometheus::Registry metrics_;
};

TEST_F(EtcdSourceTest, KnowsWhoIsRegistered) {
    put(instance("a"));
    put(instance("b"));
    put(instance("c", "metadata"));
    const auto source = this->source();
    ASSERT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
    EXPECT_EQ(source->endpoints().front(), (Endpoint{"a:7001", "a", "1.2.3"}));
    EXPECT_EQ(gauge_in(metrics_, "marquee_discovery_endpoints", "rating"), 2);
    EXPECT_TRUE(comes_to_be_healthy(true));
}

TEST_F(EtcdSourceTest, SeesWhoComesAndGoes) {
    const auto source = this->source();
    ASSERT_TRUE(comes_to_be_healthy(true));
    const auto before = source->revision();
    const auto lease = put(instance("a"));
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    EXPECT_NE(source->revision(), before);
    remove(lease);
    EXPECT_TRUE(comes_to_know(*source, {}));
}

TEST_F(EtcdSourceTest, SeesWhatHappensBetweenTwoWatches) {
    EtcdSourceTimes short_watches;
    short_watches.watch = 30ms;
    const auto source = this->source(short_watches);
    std::vector<std::string> all;
    std::vector<std::int64_t> leases;
    for (char name = 'a'; name < 'k'; ++name) {
        leases.push_back(put(instance(std::string(1, name))));
        all.push_back(std::string(1, name) + ":7001");
    }
    ASSERT_TRUE(comes_to_know(*source, all));
    for (const auto lease : leases) remove(lease);
    EXPECT_TRUE(comes_to_know(*source, {}));
}

TEST_F(EtcdSourceTest, KeepsWhatItKnowsWhileEtcdIsAway) {
    const CapturedLog log;
    put(instance("a"));
    const auto source = this->source();
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    etcd_.stop();
    ASSERT_TRUE(comes_to_be_healthy(false));
    EXPECT_THAT(addresses_of(*source), ElementsAre("a:7001"));
    etcd_.start();
    ASSERT_TRUE(comes_to_be_healthy(true));
    EXPECT_THAT(addresses_of(*source), ElementsAre("a:7001"));
    put(instance("b"));
    EXPECT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
    EXPECT_EQ(log.count("can't ask etcd where rating is"), 1u);
    EXPECT_EQ(log.count("etcd tells again where rating is"), 1u);
}

TEST_F(EtcdSourceTest, KnowsNobodyUntilEtcdIsThere) {
    etcd_.stop();
    const auto source = this->source();
    EXPECT_EQ(source->endpoints().size(), 0u);
    etcd_.start();
    put(instance("a"));
    EXPECT_TRUE(comes_to_know(*source, {"a:7001"}));
}

TEST_F(EtcdSourceTest, KeepsWhatItKnowsWhenEtcdHasForgottenAll) {
    EtcdSourceTimes times;
    times.grace = 1h;
    put(instance("a"));
    const auto source = this->source(times);
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    etcd_.stop();
    ASSERT_TRUE(comes_to_be_healthy(false));
    etcd_.erase();
    etcd_.start();
    ASSERT_TRUE(comes_to_be_healthy(true));
    EXPECT_THAT(addresses_of(*source), ElementsAre("a:7001"));
    put(instance("b"));
    EXPECT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
}

TEST_F(EtcdSourceTest, ForgetsInTheEndWhoDoesNotComeBack) {
    EtcdSourceTimes times;
    times.grace = 20ms;
    put(instance("a"));
    const auto source = this->source(times);
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    etcd_.stop();
    etcd_.erase();
    etcd_.start();
    EXPECT_TRUE(comes_to_know(*source, {}));
}

TEST_F(EtcdSourceTest, NoticesAnEtcdThatHangs) {
    test::TcpGate gate("127.0.0.1", etcd_.port());
    EtcdSourceTimes times;
    times.watch = 50ms;
    times.timeout = 200ms;
    put(instance("a"));
    const auto source = source_at(gate.port(), times);
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    gate.freeze();
    ASSERT_TRUE(comes_to_be_healthy(false));
    EXPECT_THAT(addresses_of(*source), ElementsAre("a:7001"));
    gate.open();
    put(instance("b"));
    EXPECT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
}

TEST_F(EtcdSourceTest, GoesOnWithAnotherServerOfEtcds) {
    test::TcpGate gate("127.0.0.1", etcd_.port());
    const EtcdSource source(
        parse_etcd_servers("http://127.0.0.1:" + std::to_string(gate.port()) + "," + etcd_.url()),
        "rating", "rating", metrics_);
    ASSERT_TRUE(comes_to_be_healthy(true));
    gate.close();
    put(instance("a"));
    EXPECT_TRUE(comes_to_know(source, {"a:7001"}));
}

TEST_F(EtcdSourceTest, PassesOverWhatIsNoInstance) {
    const CapturedLog log;
    put_text("bad\n1", "{}");
    put(instance("a"));
    const auto source = this->source();
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    // The last known stays.
    put_text("a", "nonsense");
    put_text("a", R"({"address":"b:7001"})");
    put_text("bad2", R"({"address":7})");
    put_text("bad2", std::string(600'000, 'x'));
    put(instance("b"));
    ASSERT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
    EXPECT_EQ(log.count("/rating/bad?1 is no instance"), 1u);
    EXPECT_EQ(log.count("/rating/a is no instance"), 1u);
    EXPECT_EQ(log.count("/rating/bad2 is no instance"), 1u);
}

TEST_F(EtcdSourceTest, KeepsWhatItKnowsWhenTheAnswerIsHuge) {
    const CapturedLog log;
    put(instance("a"));
    const auto source = this->source();
    ASSERT_TRUE(comes_to_know(*source, {"a:7001"}));
    put_text("huge", std::string(1'000'000, 'x'));
    ASSERT_TRUE(comes_to_be_healthy(false));
    EXPECT_THAT(addresses_of(*source), ElementsAre("a:7001"));
    EXPECT_EQ(log.count("longer than 1 MiB"), 1u);
}

TEST_F(EtcdSourceTest, EndsWhileEtcdHangs) {
    const tokens::DocumentServer silent(tokens::stay_silent);
    EtcdSourceTimes patient;
    patient.timeout = 1h;
    {
        const auto source = source_at(silent.port(), patient);
        ASSERT_TRUE(comes_true([&] { return !silent.requests().empty(); }));
    }
    // To come here is what the test is about.
}

TEST_F(EtcdSourceTest, EndsWhileItWatches) {
    EtcdSourceTimes patient;
    patient.watch = 1h;
    const auto source = this->source(patient);
    ASSERT_TRUE(comes_to_be_healthy(true));
}

TEST_F(EtcdSourceTest, ConcurrentCallersAlwaysFindThoseWhoLiveWhileEtcdForgetsAll) {
    prometheus::Registry others;
    const auto servers = parse_etcd_servers(etcd_.url());
    EtcdRegistration a(servers, {instance("a")}, others);
    EtcdRegistration b(servers, {instance("b")}, others);
    const auto source = this->source();
    ASSERT_TRUE(comes_to_know(*source, {"a:7001", "b:7001"}));
    std::atomic<std::size_t> fewest = 2;
    std::jthread caller([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            fewest = std::min(fewest.load(), source->endpoints().size());
        }
    });
    etcd_.stop();
    ASSERT_TRUE(comes_to_be_healthy(false));
    etcd_.erase();
    etcd_.start();
    EtcdClient client(servers, 1min);
    ASSERT_TRUE(
        comes_true([&] { return client.list(instance_prefix("rating"), {}).entries.size() == 2; }));
    ASSERT_TRUE(comes_to_be_healthy(true));
    caller.request_stop();
    caller.join();
    EXPECT_EQ(fewest, 2u);
}

}  // namespace
}  // namespace marquee::discovery
