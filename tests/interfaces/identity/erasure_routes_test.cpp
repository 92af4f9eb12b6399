#include "interfaces/identity/erasure_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "application/identity/erasure_service.h"
#include "tests/support/fake_identity.h"
#include "tests/support/route_client.h"

namespace marquee::identity {
namespace {

using http::document;
using nlohmann::ordered_json;

Timestamp at(int seconds) {
    return Timestamp(std::chrono::seconds(1'795'176'000 + seconds));
}

class ErasureRoutes : public testing::Test {
protected:
    http::Response get(const std::string& id) { return client_.send("GET", "/v1/erasures/" + id); }

    FakeIdentityState state_;
    FakeErasureRepository repository_{state_};
    ErasureService service_{repository_};
    http::RouteClient client_{erasure_routes(service_)};
};

TEST_F(ErasureRoutes, TellHowFarAnErasureIs) {
    const AccountId id("a1");
    state_.erasures.emplace(id, Erasure{id, at(0), {}, 0, {}});
    EXPECT_EQ(document(get("a1")), ordered_json({{"account_id", "a1"},
                                                 {"status", "pending"},
                                                 {"requested_at", "2026-11-20T12:00:00.000Z"},
                                                 {"started_at", nullptr},
                                                 {"ratings_removed", 0},
                                                 {"finished_at", nullptr}}));
    repository_.report(Call(), id, {at(1), 7, false});
    EXPECT_EQ(document(get("a1"))["status"], "removing_ratings");
    repository_.report(Call(), id, {at(2), 8, true});
    EXPECT_EQ(document(get("a1")), ordered_json({{"account_id", "a1"},
                                                 {"status", "done"},
                                                 {"requested_at", "2026-11-20T12:00:00.000Z"},
                                                 {"started_at", "2026-11-20T12:00:01.000Z"},
                                                 {"ratings_removed", 8},
                                                 {"finished_at", "2026-11-20T12:00:02.000Z"}}));
}

TEST_F(ErasureRoutes, KnowOnlyAccountsThatWereErased) {
    EXPECT_EQ(get("nobody").status, 404);
    EXPECT_EQ(get("a%20b").status, 400);
}

}  // namespace
}  // namespace marquee::identity
