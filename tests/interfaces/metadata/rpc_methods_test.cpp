#include "interfaces/metadata/rpc_methods.h"

#include <gtest/gtest.h>
#include <limits>

#include "application/metadata/metadata_service.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "marquee/v1/metadata.pb.h"
#include "tests/support/fake_metadata_repository.h"
#include "tests/support/thrown.h"

namespace marquee::metadata {
namespace {

class MetadataMethods : public testing::Test {
protected:
    template <class Answer>
    Answer ask(const std::string& method, const google::protobuf::Message& request) {
        return rpc::ask<Answer>(channel_, call_, rpc::Method("marquee.v1.Metadata." + method),
                                request);
    }

    v1::FindMoviesResponse find(const std::vector<std::string>& refs) {
        v1::FindMoviesRequest request;
        for (const auto& ref : refs) request.add_refs(ref);
        return ask<v1::FindMoviesResponse>("FindMany", request);
    }

    v1::ScanMoviesResponse scan(int limit) {
        v1::ScanMoviesRequest request;
        request.set_limit(limit);
        return ask<v1::ScanMoviesResponse>("Scan", request);
    }

    /// Some 400 kB each.
    void describe_large(int count) {
        MovieDescription description;
        description.title = "Large";
        for (int i = 0; i < 500; ++i) {
            std::string name = std::to_string(i);
            while (name.size() < 780) name += "😀";
            description.cast.push_back({name, std::nullopt});
        }
        for (int i = 0; i < count; ++i) {
            service_.describe(call_, MovieId("m" + std::to_string(i)), description, {});
        }
    }

    FakeMetadataRepository repository_;
    MetadataService service_{
        repository_,
        [] { return Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)); }};
    rpc::DirectChannel channel_{metadata_methods(service_)};
    Call call_ = Call().by_system();
};

TEST_F(MetadataMethods, RefuseMoreMoviesThanTheyTakeAtOnce) {
    EXPECT_EQ(find(std::vector<std::string>(100, "m")).movies_size(), 100);
    EXPECT_EQ(blame_of([&] { find(std::vector<std::string>(101, "m")); }), "refs");
}

TEST_F(MetadataMethods, RefuseScansWithoutBounds) {
    for (const int limit : {0, -1, 1'001, std::numeric_limits<int>::max()}) {
        EXPECT_EQ(blame_of([&] { scan(limit); }), "limit") << limit;
    }
    EXPECT_EQ(scan(1'000).movies_size(), 0);
}

TEST_F(MetadataMethods, RefuseNamesThatNoMovieHas) {
    v1::FindMovieRequest named;
    named.set_ref("imdb:tt 1");
    EXPECT_EQ(blame_of([&] { ask<v1::FindMovieResponse>("Find", named); }), "id");
    EXPECT_EQ(blame_of([&] { find({"m", ".."}); }), "id");
    v1::ScanMoviesRequest after;
    after.set_limit(1);
    after.set_after("");
    EXPECT_EQ(blame_of([&] { ask<v1::ScanMoviesResponse>("Scan", after); }), "id");
    EXPECT_EQ(
        blame_of([&] { ask<v1::DescribeMovieResponse>("Describe", v1::DescribeMovieRequest()); }),
        "id");
    EXPECT_EQ(blame_of([&] { ask<v1::RemoveMovieResponse>("Remove", v1::RemoveMovieRequest()); }),
              "id");
}

TEST_F(MetadataMethods, RefuseToDescribeByNothing) {
    v1::DescribeMovieRequest request;
    request.set_id("m");
    EXPECT_EQ(blame_of([&] { ask<v1::DescribeMovieResponse>("Describe", request); }), "title");
    request.mutable_precondition()->set_existence(static_cast<v1::Precondition::Existence>(5));
    EXPECT_EQ(blame_of([&] { ask<v1::DescribeMovieResponse>("Describe", request); }),
              "precondition.existence");
}

TEST_F(MetadataMethods, KeepAnswersBelowWhatClientsTake) {
    constexpr std::size_t kClientsTake = 4UL << 20;
    describe_large(20);
    const auto found = find(std::vector<std::string>(100, "m1"));
    EXPECT_GT(found.movies_size(), 1);
    EXPECT_LT(found.movies_size(), 100);
    EXPECT_LT(found.ByteSizeLong(), kClientsTake);
    const auto scanned = scan(1'000);
    EXPECT_GT(scanned.movies_size(), 1);
    EXPECT_LT(scanned.movies_size(), 20);
    EXPECT_LT(scanned.ByteSizeLong(), kClientsTake);
}

}  // namespace
}  // namespace marquee::metadata
