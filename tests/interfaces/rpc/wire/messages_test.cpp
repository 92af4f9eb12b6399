#include "interfaces/rpc/wire/messages.h"

#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "domain/shared/error.h"
#include "marquee/v1/shared.pb.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

/// By the bytes that travel.
template <class Message, class Value>
Value carried(const Value& value) {
    Message message;
    write(value, message);
    Message there;
    EXPECT_TRUE(there.ParseFromString(message.SerializeAsString()));
    return read(there);
}

Timestamp carried(Timestamp time) {
    return carried<google::protobuf::Timestamp>(time);
}

/// Makes up values, the same ones from the same seed.
class Random {
public:
    explicit Random(unsigned seed) : engine_(seed) {}

    std::size_t below(std::size_t end) { return engine_() % end; }

    std::string text() {
        static const std::vector<std::string> kParts = {
            "a",  "Z",  " ",        "0",  "é",
            "界", "😀", "\n",       "\"", "\\",
            "ש",  "\t", "\xcc\x81", "",   std::string(1, '\0')};
        std::string text;
        for (auto left = below(9); left > 0; --left) text += kParts[below(kParts.size())];
        return text;
    }

    std::optional<std::string> maybe_text() {
        return below(2) == 0 ? std::nullopt : std::optional(text());
    }

    std::optional<int> maybe_number() {
        return below(2) == 0 ? std::nullopt : std::optional(static_cast<int>(engine_()));
    }

    std::vector<std::string> texts() {
        std::vector<std::string> texts(below(4));
        for (auto& one : texts) one = text();
        return texts;
    }

    MovieDescription description() {
        MovieDescription description;
        description.title = text();
        description.original_title = maybe_text();
        description.alternative_titles = texts();
        description.description = maybe_text();
        description.release_year = maybe_number();
        description.runtime_minutes = maybe_number();
        description.genres = texts();
        description.directors = texts();
        for (const auto& name : texts()) description.cast.push_back({name, maybe_text()});
        description.keywords = texts();
        description.poster_url = maybe_text();
        for (const auto& provider : texts()) description.external_ids[provider] = text();
        return description;
    }

private:
    std::mt19937 engine_;
};

TEST(WireMessages, CarryAnyDescription) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const auto description = Random(seed).description();
        EXPECT_EQ(carried<v1::MovieDescription>(description), description) << "seed " << seed;
    }
}

TEST(WireMessages, TellEmptyFromAbsent) {
    MovieDescription description;
    description.original_title = "";
    description.description = "";
    description.poster_url = "";
    description.release_year = 0;
    description.runtime_minutes = 0;
    description.cast = {{"", ""}, {"", std::nullopt}};
    EXPECT_EQ(carried<v1::MovieDescription>(description), description);
    EXPECT_EQ(carried<v1::MovieDescription>(MovieDescription()), MovieDescription());
}

TEST(WireMessages, CarryEveryCondition) {
    using Revisions = std::optional<std::vector<Revision>>;
    constexpr auto kLast = std::numeric_limits<Revision>::max();
    const std::vector<Revisions> all = {std::nullopt, std::vector<Revision>{},
                                        std::vector<Revision>{0},
                                        std::vector<Revision>{kLast, -1, 7}};
    for (const auto existence :
         {Precondition::Existence::either, Precondition::Existence::must_exist,
          Precondition::Existence::must_not_exist}) {
        for (const auto& revisions : all) {
            const auto there = carried<v1::Precondition>(Precondition{existence, revisions});
            EXPECT_EQ(there.existence, existence);
            EXPECT_EQ(there.revisions, revisions);
        }
    }
}

TEST(WireMessages, DoNotGuessAtConditions) {
    v1::Precondition message;
    message.set_existence(static_cast<v1::Precondition::Existence>(9));
    EXPECT_EQ(blame_of([&] { read(message); }), "precondition.existence");
}

TEST(WireMessages, CarryTimesToTheMillisecond) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> around(-2'000'000'000'000, 2'000'000'000'000);
    for (int i = 0; i < 1'000; ++i) {
        const Timestamp time(milliseconds(around(random)));
        EXPECT_EQ(carried(time), time);
    }
    for (const int since : {0, 1, 999, 1'000, -1, -999, -1'000, -1'001}) {
        EXPECT_EQ(carried(Timestamp(milliseconds(since))), Timestamp(milliseconds(since)));
    }
}

google::protobuf::Timestamp time_of(std::int64_t seconds, std::int32_t nanos) {
    google::protobuf::Timestamp message;
    message.set_seconds(seconds);
    message.set_nanos(nanos);
    return message;
}

TEST(WireMessages, CutTimesToTheMillisecond) {
    EXPECT_EQ(read(time_of(1, 999'999'999)), Timestamp(milliseconds(1'999)));
    EXPECT_EQ(read(time_of(-1, 1'999'999)), Timestamp(milliseconds(-999)));
}

TEST(WireMessages, RefuseTimesThatNoCalendarHas) {
    constexpr std::int64_t kFirst = -62'135'596'800;
    constexpr std::int64_t kLast = 253'402'300'799;
    for (const auto& message :
         {time_of(kFirst - 1, 0), time_of(kLast + 1, 0), time_of(0, -1), time_of(0, 1'000'000'000),
          time_of(std::numeric_limits<std::int64_t>::max(), 0),
          time_of(std::numeric_limits<std::int64_t>::min(), 0)}) {
        EXPECT_EQ(code_of([&] { read(message); }), ErrorCode::invalid)
            << message.ShortDebugString();
    }
    EXPECT_EQ(carried(read(time_of(kFirst, 0))), read(time_of(kFirst, 0)));
    EXPECT_EQ(carried(read(time_of(kLast, 0))), read(time_of(kLast, 0)));
}

}  // namespace
}  // namespace marquee::rpc
