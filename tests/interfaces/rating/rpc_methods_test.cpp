#include "interfaces/rating/rpc_methods.h"

#include <gtest/gtest.h>
#include <limits>

#include "application/rating/rating_service.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "marquee/v1/rating.pb.h"
#include "tests/support/fake_rating_repository.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

class RatingMethods : public testing::Test {
protected:
    template <class Answer>
    Answer ask(const std::string& method, const google::protobuf::Message& request) {
        return rpc::ask<Answer>(channel_, call_, rpc::Method("marquee.v1.Rating." + method),
                                request);
    }

    v1::StandingsResponse standings(const std::string& type, int count, const std::string& id) {
        v1::StandingsRequest request;
        request.set_type(type);
        for (int i = 0; i < count; ++i) request.add_ids(id);
        return ask<v1::StandingsResponse>("Standings", request);
    }

    v1::ScanRatedResponse scan(const std::string& type, int limit) {
        v1::ScanRatedRequest request;
        request.set_type(type);
        request.set_limit(limit);
        return ask<v1::ScanRatedResponse>("Scan", request);
    }

    v1::RateRequest rating() {
        v1::RateRequest request;
        request.mutable_record()->set_type("book");
        request.mutable_record()->set_id("b1");
        request.set_user("ann");
        request.set_score(9);
        return request;
    }

    void rate(const v1::RateRequest& request) { ask<v1::RateResponse>("Rate", request); }

    FakeRatingRepository repository_;
    RatingService service_{repository_, [] { return Timestamp(std::chrono::milliseconds(1'500)); },
                           25};
    rpc::DirectChannel channel_{rating_methods(service_)};
    Call call_ = Call().by_system();
};

TEST_F(RatingMethods, RateRecordsOfAnyType) {
    const auto rated = ask<v1::RateResponse>("Rate", rating());
    EXPECT_EQ(rated.rating().score(), 9);
    EXPECT_EQ(rated.rating().rated_at().seconds(), 1);
    EXPECT_EQ(rated.rating().rated_at().nanos(), 500'000'000);
    EXPECT_EQ(rated.standing().histogram(8), 1);
    EXPECT_EQ(rated.standing().weighted(), 9);
    const auto found = standings("book", 1, "b1");
    EXPECT_EQ(found.standings(0).histogram_size(), 10);
    EXPECT_EQ(found.standings(0).weighted(), 9);
    const auto unrated = standings("movie", 1, "b1");
    EXPECT_EQ(unrated.standings(0).histogram_size(), 0);
    EXPECT_FALSE(unrated.standings(0).has_weighted());
}

TEST_F(RatingMethods, RefuseMoreRecordsThanTheyTakeAtOnce) {
    EXPECT_EQ(standings("movie", 1'000, "m").standings_size(), 1'000);
    EXPECT_EQ(blame_of([&] { standings("movie", 1'001, "m"); }), "ids");
    for (const int limit : {0, -1, 1'001, std::numeric_limits<int>::max()}) {
        EXPECT_EQ(blame_of([&] { scan("movie", limit); }), "limit") << limit;
    }
}

TEST_F(RatingMethods, RefuseNamesThatNothingHas) {
    EXPECT_EQ(blame_of([&] { standings("", 1, "m"); }), "record_type");
    EXPECT_EQ(blame_of([&] { standings("movie", 1, "a b"); }), "record_id");
    EXPECT_EQ(blame_of([&] { scan("a/b", 1); }), "record_type");
    auto request = rating();
    request.clear_user();
    EXPECT_EQ(blame_of([&] { rate(request); }), "user_id");
    request = rating();
    request.set_score(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(blame_of([&] { rate(request); }), "score");
    request = rating();
    request.mutable_record()->clear_id();
    EXPECT_EQ(blame_of([&] { rate(request); }), "record_id");
}

TEST_F(RatingMethods, ForgetNothingWithoutAMoment) {
    rate(rating());
    v1::ForgetRequest request;
    *request.mutable_record() = rating().record();
    EXPECT_EQ(blame_of([&] { ask<v1::ForgetResponse>("Forget", request); }), "until");
    request.mutable_until()->set_seconds(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(code_of([&] { ask<v1::ForgetResponse>("Forget", request); }), ErrorCode::invalid);
    request.mutable_until()->set_seconds(2);
    EXPECT_EQ(ask<v1::ForgetResponse>("Forget", request).removed(), 1);
}

}  // namespace
}  // namespace marquee::rating
