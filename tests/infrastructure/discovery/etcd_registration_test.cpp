#include "infrastructure/discovery/etcd_registration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <prometheus/registry.h>

#include "infrastructure/discovery/sources.h"
#include "tests/infrastructure/discovery/captured_log.h"
#include "tests/infrastructure/discovery/metric_values.h"
#include "tests/infrastructure/discovery/patience.h"
#include "tests/infrastructure/tokens/document_server.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_etcd.h"
#include "tests/support/thrown.h"

namespace marquee::discovery {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<Instance> kInstances = {
    {"metadata", "0193", "10.0.0.1:7001", "1.2.3", Timestamp(1h)},
    {"rating", "0193", "10.0.0.1:7001", "1.2.3", Timestamp(1h)},
};
/// Does not end by itself within a test.
constexpr EtcdRegistrationTimes kLong{1h, 1min};
constexpr EtcdRegistrationTimes kShort{1s, 1min};

class EtcdRegistrationTest : public testing::Test {
protected:
    std::unique_ptr<EtcdRegistration> registration(const EtcdRegistrationTimes& times) {
        return registration_at(etcd_.port(), times);
    }
    std::unique_ptr<EtcdRegistration> registration_at(int port,
                                                      const EtcdRegistrationTimes& times) {
        return std::make_unique<EtcdRegistration>(
            parse_etcd_servers("http://127.0.0.1:" + std::to_string(port)), kInstances, metrics_,
            system_random, times);
    }

    std::vector<Instance> listed() { return list_instances(parse_etcd_servers(etcd_.url())); }

    bool comes_to_be_held(const EtcdRegistration& registration, bool held) {
        return comes_true([&] {
            return registration.is_held() == held &&
                   gauge_in(metrics_, "marquee_discovery_registered") == (held ? 1 : 0);
        });
    }

    test::TestEtcd etcd_;
    prometheus::Registry metrics_;
};

TEST_F(EtcdRegistrationTest, TellsOthersWhereEachContextIs) {
    const auto registration = this->registration({});
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    EXPECT_EQ(listed(), kInstances);
}

TEST_F(EtcdRegistrationTest, IsTakenBackAtOnce) {
    const CapturedLog log;
    const auto registration = this->registration(kLong);
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    registration->stop();
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_FALSE(registration->is_held());
    EXPECT_EQ(gauge_in(metrics_, "marquee_discovery_registered"), 0);
    registration->stop();
    EXPECT_EQ(log.count("is taken back"), 1u);
}

TEST_F(EtcdRegistrationTest, IsTakenBackAtItsEnd) {
    {
        const auto registration = this->registration(kLong);
        ASSERT_TRUE(comes_to_be_held(*registration, true));
    }
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(EtcdRegistrationTest, WaitsForAnEtcdThatIsNotThereYet) {
    const CapturedLog log;
    etcd_.stop();
    const auto registration = this->registration({});
    ASSERT_TRUE(comes_true([&] { return log.count("is not registered in etcd") == 1; }));
    EXPECT_FALSE(registration->is_held());
    etcd_.start();
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    EXPECT_EQ(listed(), kInstances);
    EXPECT_EQ(log.count("is not registered in etcd"), 1u);
}

TEST_F(EtcdRegistrationTest, ComesBackAfterEtcdHasForgottenAll) {
    const auto registration = this->registration({});
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    etcd_.stop();
    etcd_.erase();
    etcd_.start();
    EXPECT_TRUE(comes_true([&] { return listed() == kInstances; }));
    EXPECT_TRUE(comes_to_be_held(*registration, true));
}

TEST_F(EtcdRegistrationTest, ComesBackAfterItsLeaseWasEnded) {
    const CapturedLog log;
    const auto registration = this->registration(kShort);
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    const std::string leases = etcd_.post("/v3/lease/leases", "{}");
    const std::string id = leases.substr(leases.find("\"ID\":\"") + 6);
    etcd_.post("/v3/lease/revoke", R"({"ID":")" + id.substr(0, id.find('"')) + "\"}");
    ASSERT_TRUE(comes_true([&] { return log.count("registered in etcd again") == 1; }));
    EXPECT_EQ(log.count("etcd has let it end"), 1u);
    EXPECT_EQ(listed(), kInstances);
}

TEST_F(EtcdRegistrationTest, OutlivesALeaseThatNobodyKeepsAlive) {
    const auto registration = this->registration(kShort);
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    const std::string before = etcd_.post("/v3/lease/leases", "{}");
    EtcdClient client(parse_etcd_servers(etcd_.url()), 1min);
    client.put({"/other", ""}, client.grant(kShort.ttl, {}), {});
    ASSERT_TRUE(comes_true([&] { return client.list("/other", {}).entries.empty(); }));
    EXPECT_EQ(etcd_.post("/v3/lease/leases", "{}").substr(before.find("leases")),
              before.substr(before.find("leases")));
}

TEST_F(EtcdRegistrationTest, SaysOnceThatItIsLostAndOnceThatItIsBack) {
    const CapturedLog log;
    const auto registration = this->registration(kShort);
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    etcd_.stop();
    ASSERT_TRUE(comes_to_be_held(*registration, false));
    etcd_.start();
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    EXPECT_EQ(listed(), kInstances);
    EXPECT_EQ(log.count("is not registered in etcd"), 1u);
    EXPECT_EQ(log.count("registered in etcd again"), 1u);
}

TEST_F(EtcdRegistrationTest, IsLostToAnEtcdThatHangs) {
    test::TcpGate gate("127.0.0.1", etcd_.port());
    const auto registration = registration_at(gate.port(), {1s, 100ms});
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    gate.freeze();
    ASSERT_TRUE(comes_to_be_held(*registration, false));
    gate.open();
    EXPECT_TRUE(comes_to_be_held(*registration, true));
    EXPECT_TRUE(comes_true([&] { return listed() == kInstances; }));
}

TEST_F(EtcdRegistrationTest, EndsWhileEtcdHangs) {
    const tokens::DocumentServer silent(tokens::stay_silent);
    const auto registration = registration_at(silent.port(), {5s, 1h});
    ASSERT_TRUE(comes_true([&] { return !silent.requests().empty(); }));
    registration->stop();
    EXPECT_FALSE(registration->is_held());
}

TEST_F(EtcdRegistrationTest, EndsWhenItCannotBeTakenBack) {
    const CapturedLog log;
    test::TcpGate gate("127.0.0.1", etcd_.port());
    const auto registration = registration_at(gate.port(), {3600s, 1s});
    ASSERT_TRUE(comes_to_be_held(*registration, true));
    gate.freeze();
    registration->stop();
    EXPECT_EQ(log.count("can't take back the registration"), 1u);
}

class SourcesTest : public testing::Test {
protected:
    prometheus::Registry metrics_;
};

TEST_F(SourcesTest, AreWhatTheTargetSays) {
    test::TestEtcd etcd;
    EtcdRegistration registration(parse_etcd_servers(etcd.url()), kInstances, metrics_);
    const SourceParts parts{metrics_, parse_etcd_servers(etcd.url()), [](const std::string&) {
                                return std::vector<std::string>{"10.0.0.9"};
                            }};
    EXPECT_TRUE(
        comes_to_know(*make_source(parse_target("a:1,b:2"), "rating", parts), {"a:1", "b:2"}));
    EXPECT_TRUE(
        comes_to_know(*make_source(parse_target("dns:a:1"), "rating", parts), {"10.0.0.9:1"}));
    EXPECT_TRUE(
        comes_to_know(*make_source(parse_target("etcd:"), "rating", parts), {"10.0.0.1:7001"}));
    EXPECT_TRUE(comes_to_know(*make_source(parse_target("etcd:metadata"), "rating", parts),
                              {"10.0.0.1:7001"}));
    EXPECT_TRUE(comes_to_know(*make_source(parse_target("etcd:movie"), "rating", parts), {}));
}

TEST_F(SourcesTest, AreNotInEtcdWhenThereIsNone) {
    const auto error = error_of([&] { make_source(parse_target("etcd:"), "rating", {metrics_}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_THAT(error->what(), HasSubstr("discovery.etcd"));
}

}  // namespace
}  // namespace marquee::discovery
