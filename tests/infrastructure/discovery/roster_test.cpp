#include "infrastructure/discovery/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace marquee::discovery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

constexpr auto kGrace = 15s;
/// A moment, and others so many seconds after it.
Roster::Time at(int seconds) {
    return Roster::Time(1h + std::chrono::seconds(seconds));
}

std::optional<Instance> instance(const std::string& id, const std::string& address) {
    return Instance{"rating", id, address, "1.0.0", {}};
}

std::vector<std::string> addresses_of(const Roster& roster) {
    std::vector<std::string> addresses;
    for (const Endpoint& endpoint : roster.endpoints()) addresses.push_back(endpoint.address);
    return addresses;
}

class RosterTest : public testing::Test {
protected:
    /// Two that were listed and then watched.
    RosterTest() { roster_.list(kBoth, at(0)); }

    const Roster::Entries kBoth{{"a", instance("a", "a:1")}, {"b", instance("b", "b:1")}};
    Roster roster_{kGrace};
};

TEST_F(RosterTest, HasThoseThatAreListed) {
    EXPECT_THAT(roster_.endpoints(),
                ElementsAre(Endpoint{"a:1", "a", "1.0.0"}, Endpoint{"b:1", "b", "1.0.0"}));
    EXPECT_EQ(roster_.next_expiry(), Roster::Time::max());
}

TEST_F(RosterTest, HasThoseThatCome) {
    roster_.put("c", instance("c", "c:1"));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1", "c:1"));
}

TEST_F(RosterTest, ForgetsAtOnceWhoIsRemoved) {
    roster_.remove("a", at(1));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("b:1"));
    roster_.remove("never seen", at(1));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("b:1"));
}

TEST_F(RosterTest, KeepsTheLastOneForAWhile) {
    roster_.remove("a", at(1));
    roster_.remove("b", at(2));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("b:1"));
    EXPECT_EQ(roster_.next_expiry(), at(17));
    roster_.put("c", instance("c", "c:1"));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("c:1", "b:1"));
    roster_.expire(at(17));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("c:1"));
}

TEST_F(RosterTest, KeepsForAWhileWhoIsMissingInALaterList) {
    roster_.list({}, at(60));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
    EXPECT_EQ(roster_.next_expiry(), at(75));
    roster_.expire(at(74));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
    roster_.expire(at(75));
    EXPECT_THAT(addresses_of(roster_), IsEmpty());
}

TEST_F(RosterTest, KeepsWhoRegistersAgainInTime) {
    roster_.list({}, at(60));
    roster_.put("a", instance("a", "a:1"));
    roster_.expire(at(75));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("a:1"));
}

TEST_F(RosterTest, KeepsWhoIsListedAgainInTime) {
    roster_.list({}, at(60));
    roster_.list(kBoth, at(70));
    roster_.expire(at(100));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
}

TEST_F(RosterTest, KeepsForAWhileWhoseLeaseEndsWhileOthersComeBack) {
    roster_.list(kBoth, at(60));
    roster_.remove("a", at(65));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
    roster_.expire(at(75));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("b:1"));
}

TEST_F(RosterTest, ForgetsAtOnceAgainWhenAllHadTimeToComeBack) {
    roster_.list(kBoth, at(60));
    roster_.remove("a", at(75));
    EXPECT_THAT(addresses_of(roster_), ElementsAre("b:1"));
}

TEST_F(RosterTest, BeginsTheTimeOfGraceAnewWhenEtcdWasAwayAgain) {
    roster_.list({}, at(60));
    roster_.list({}, at(70));
    roster_.expire(at(75));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
    EXPECT_EQ(roster_.next_expiry(), at(85));
}

TEST_F(RosterTest, GivesNoGraceAtTheFirstList) {
    Roster fresh(kGrace);
    fresh.list(kBoth, at(0));
    fresh.remove("a", at(0));
    EXPECT_THAT(addresses_of(fresh), ElementsAre("b:1"));
}

TEST_F(RosterTest, PutsWhoIsThereBeforeWhoIsMissing) {
    roster_.list({{"b", instance("b", "b:1")}, {"c", instance("c", "a:1")}}, at(60));
    EXPECT_THAT(roster_.endpoints(),
                ElementsAre(Endpoint{"b:1", "b", "1.0.0"}, Endpoint{"a:1", "c", "1.0.0"},
                            Endpoint{"a:1", "a", "1.0.0"}));
}

TEST_F(RosterTest, KeepsTheLastKnownOfWhatCannotBeUsed) {
    roster_.put("a", std::nullopt);
    roster_.put("c", std::nullopt);
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
    roster_.list({{"a", std::nullopt}, {"b", std::nullopt}}, at(60));
    roster_.expire(at(100));
    EXPECT_THAT(addresses_of(roster_), UnorderedElementsAre("a:1", "b:1"));
}

}  // namespace
}  // namespace marquee::discovery
