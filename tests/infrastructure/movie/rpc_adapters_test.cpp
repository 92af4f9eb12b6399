#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/rpc/wire/channel.h"
#include "marquee/v1/metadata.pb.h"
#include "marquee/v1/rating.pb.h"

namespace marquee::movie {
namespace {

/// Gives the same answer to whatever it is asked.
class LyingChannel : public rpc::Channel {
public:
    void call(const Call&, const rpc::Method&, const google::protobuf::Message&,
              google::protobuf::Message& answer) override {
        EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &answer)) << text;
    }

    std::unique_ptr<rpc::AnswerStream> open(const Call&, const rpc::Method&,
                                            const google::protobuf::Message&) override {
        throw std::logic_error("nothing is streamed");
    }

    std::string text;
};

class RpcAdapters : public testing::Test {
protected:
    /// The visitor is not to blame, and nothing is made of the answer.
    template <class Act>
    void expect_refused(const std::string& answer, Act act) {
        channel_.text = answer;
        try {
            act();
            ADD_FAILURE() << "took " << answer;
        } catch (const Error& error) {
            ADD_FAILURE() << answer << " became Error(" << name_of(error.code()) << ")";
        } catch (const std::runtime_error& failure) {
            EXPECT_THAT(failure.what(), testing::HasSubstr("/marquee.v1."));
        }
    }

    LyingChannel channel_;
    RpcCatalogue catalogue_{channel_};
    RpcAudience audience_{channel_};
    Call call_;
    const MovieId id_{"m"};
};

TEST_F(RpcAdapters, RefuseMoviesThatCannotBe) {
    for (const std::string movie : {"id: ''", "id: 'a b'", "id: 'm' created_at { nanos: -1 }",
                                    "id: 'm' updated_at { seconds: 9223372036854775807 }"}) {
        const std::string one = "movie { " + movie + " }";
        expect_refused(one, [&] { catalogue_.find(call_, id_); });
        expect_refused(one, [&] { catalogue_.describe(call_, id_, {}, {}); });
        expect_refused("movies { " + one + " }", [&] { catalogue_.find_many(call_, {id_}); });
        expect_refused("movies { " + movie + " }",
                       [&] { catalogue_.scan(call_, std::nullopt, 1); });
    }
    expect_refused("", [&] { catalogue_.describe(call_, id_, {}, {}); });
}

TEST_F(RpcAdapters, RefuseAnswersToOtherQuestions) {
    expect_refused("", [&] { catalogue_.find_many(call_, {id_}); });
    expect_refused("movies {} movies {}", [&] { catalogue_.find_many(call_, {id_}); });
    expect_refused("movies { id: 'a' } movies { id: 'b' }",
                   [&] { catalogue_.scan(call_, std::nullopt, 1); });
    expect_refused("", [&] { audience_.ratings(call_, {id_}); });
    expect_refused("standings {} standings {}", [&] { audience_.ratings(call_, {id_}); });
}

TEST_F(RpcAdapters, RefuseRatingsThatCannotBe) {
    for (const std::string histogram :
         {"[1]", "[0, 0, 0, 0, 0, 0, 0, 0, 0, -1]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
          "[9223372036854775807, 0, 0, 0, 0, 0, 0, 0, 0, 1]"}) {
        const std::string text = "histogram: " + histogram;
        expect_refused("standings { weighted: 1 " + text + " }",
                       [&] { audience_.ratings(call_, {id_}); });
        expect_refused("records { id: 'm' " + text + " }",
                       [&] { audience_.scan(call_, std::nullopt, 1); });
    }
    expect_refused("standings { histogram: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }",
                   [&] { audience_.ratings(call_, {id_}); });
    expect_refused("records { id: '' histogram: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }",
                   [&] { audience_.scan(call_, std::nullopt, 1); });
    for (const std::string rating : {"score: 0", "score: 11", "score: 5 rated_at { nanos: -1 }"}) {
        expect_refused("rating { " + rating + " }",
                       [&] { audience_.rating_by(call_, id_, "ann"); });
        expect_refused("rating { " + rating + " }", [&] { audience_.rate(call_, id_, "ann", 5); });
    }
    expect_refused("", [&] { audience_.rate(call_, id_, "ann", 5); });
    expect_refused("rating { score: 5 } standing { histogram: [1] }",
                   [&] { audience_.rate(call_, id_, "ann", 5); });
}

TEST_F(RpcAdapters, RateAtServersThatTellNothingOfOthers) {
    channel_.text = "rating { score: 5 rated_at { seconds: 1 } }";
    const auto given = audience_.rate(call_, id_, "ann", 5);
    EXPECT_EQ(given.own.score, 5);
    EXPECT_FALSE(given.everybody);
}

}  // namespace
}  // namespace marquee::movie
