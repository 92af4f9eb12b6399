#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

#include "google/rpc/status.pb.h"
#include "infrastructure/identity/rpc_token_check.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/rpc/wire/call_metadata.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "interfaces/rpc/wire/json_call.h"
#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/status.h"
#include "marquee/v1/identity.pb.h"
#include "marquee/v1/metadata.pb.h"
#include "marquee/v1/rating.pb.h"
#include "tests/contract/versions/all_methods.h"
#include "tests/support/newer_version.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using test::AllMethods;
using test::NewerVersion;
using testing::HasSubstr;

/// One that only a newer version has.
constexpr int kNew = 1000;

Call by_system() {
    Call call;
    call.caller = Caller::of_system();
    return call;
}

/// What `answer` makes of every request of that method.
template <class Request, class Answer>
DirectChannel always(const std::string& method, const Answer& answer) {
    return DirectChannel({handler<Request, Answer>(
        method, [answer](const Call&, const Request&) { return answer; })});
}

std::string failure_of(const std::function<void()>& work) {
    try {
        work();
        return "";
    } catch (const Error&) {
        return "an error of whoever asks";
    } catch (const std::runtime_error& failure) {
        return failure.what();
    }
}

TEST(UnknownValues, OfAPreconditionAreRefused) {
    AllMethods all;
    DirectChannel channel(all.handlers());
    v1::DescribeMovieRequest request;
    request.set_id("m");
    request.mutable_description()->set_title("A");
    request.mutable_precondition()->set_existence(static_cast<v1::Precondition::Existence>(kNew));
    v1::DescribeMovieResponse answer;
    const auto error = error_of([&] {
        channel.call(by_system(), Method("marquee.v1.Metadata.Describe"), request, answer);
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_EQ(error->fields().at(0).field, "precondition.existence");
    movie::RpcCatalogue catalogue(channel);
    EXPECT_FALSE(catalogue.find(by_system(), parse_movie_ref("m")));
}

/// The call of whoever says that of the caller.
Call call_by(const std::string& caller) {
    return call_of(
        [&](std::string_view name) -> std::optional<std::string_view> {
            if (name == "marquee-caller-bin") return caller;
            return std::nullopt;
        },
        Call::Deadline::max());
}

TEST(UnknownValues, OfACallerGiveNoRights) {
    v1::Caller caller;
    caller.set_role("admin");
    caller.set_kind(static_cast<v1::Caller::Kind>(kNew));
    EXPECT_EQ(code_of([&] { call_by(caller.SerializeAsString()); }), ErrorCode::invalid);
    caller.set_kind(v1::Caller::ACCOUNT);
    caller.set_role("curator");
    EXPECT_EQ(code_of([&] { call_by(caller.SerializeAsString()); }), ErrorCode::invalid);
    caller.set_role("editor");
    caller.set_limit("catalogue:praise");
    EXPECT_EQ(code_of([&] { call_by(caller.SerializeAsString()); }), ErrorCode::invalid);
}

TEST(UnknownValues, MoreOfACallerIsOverlooked) {
    const auto ann = Caller::of_account("ann", Role::editor);
    v1::Caller caller;
    write(ann, caller);
    const auto newer = NewerVersion::compatible().widened(caller);
    EXPECT_EQ(call_by(newer->SerializeAsString()).caller, ann);
}

identity::TokenVerdict verdict_on(const v1::CheckTokenResponse& answer) {
    auto channel = always<v1::CheckTokenRequest>("marquee.v1.Identity.CheckToken", answer);
    return identity::RpcTokenCheck(channel).check({}, "token");
}

TEST(UnknownValues, OfARefusalAreARefusal) {
    v1::CheckTokenResponse answer;
    answer.set_refusal(static_cast<v1::CheckTokenResponse::Refusal>(kNew));
    EXPECT_EQ(std::get<identity::TokenRefusal>(verdict_on(answer)),
              identity::TokenRefusal::invalid);
}

TEST(UnknownValues, OfAVerdictLetNobodyIn) {
    EXPECT_THAT(failure_of([] { verdict_on({}); }), HasSubstr("neither yes nor no"));
    // As a newer server has it that knows a third way.
    const auto newer = NewerVersion::compatible().like(v1::CheckTokenResponse());
    newer->GetReflection()->SetString(
        newer.get(), newer->GetDescriptor()->FindFieldByName("added_choice_0"), "perhaps");
    v1::CheckTokenResponse answer;
    ASSERT_TRUE(answer.ParseFromString(newer->SerializeAsString()));
    EXPECT_THAT(failure_of([&] { verdict_on(answer); }), HasSubstr("neither yes nor no"));
}

TEST(UnknownValues, OfWhoATokenIsAreNoFaultOfTheVisitor) {
    v1::CheckTokenResponse answer;
    answer.mutable_facts()->mutable_caller()->set_kind(v1::Caller::ACCOUNT);
    answer.mutable_facts()->mutable_caller()->set_role("curator");
    EXPECT_THAT(failure_of([&] { verdict_on(answer); }), HasSubstr("the caller can't be read"));
}

/// How a call ends by that status, with an error of that code in it.
Error ended_by(Status::Code status, const std::string& code) {
    v1::Error details;
    details.set_code(code);
    details.set_message("it is so");
    auto& field = *details.add_fields();
    field.set_field("title");
    field.set_message("is so");
    google::rpc::Status wrapped;
    auto& newer = *wrapped.add_details();
    newer.PackFrom(details);
    newer.set_value(NewerVersion::compatible().widened(details)->SerializeAsString());
    const Status failed{status, "it is so", wrapped.SerializeAsString()};
    return error_of([&] { throw_failure(failed, Method("marquee.v1.Metadata.Remove"), true); })
        .value();
}

TEST(UnknownValues, OfAnErrorAreTheNextBestThing) {
    EXPECT_EQ(ended_by(Status::not_found, "not_found").code(), ErrorCode::not_found);
    const auto gone = ended_by(Status::not_found, "gone_for_good");
    EXPECT_EQ(gone.code(), ErrorCode::not_found);
    EXPECT_STREQ(gone.what(), "it is so");
    EXPECT_EQ(gone.fields().at(0).field, "title");
    EXPECT_EQ(ended_by(Status::already_exists, "merged").code(), ErrorCode::conflict);
    EXPECT_EQ(ended_by(Status::failed_precondition, "locked").code(),
              ErrorCode::precondition_failed);
}

/// What is said when a newer side would say more, and what it means.
TEST(AbsentFields, MeanWhatTheProtoFilesSay) {
    AllMethods all;
    DirectChannel channel(all.handlers());
    const auto ask = [&](const std::string& method, const std::string& request) {
        auto answer = call_by_json(channel, by_system(), Method("marquee.v1." + method), request);
        std::erase_if(answer, [](char c) { return c == ' ' || c == '\n'; });
        return answer;
    };
    // No movie; without a precondition any is described.
    EXPECT_EQ(ask("Metadata.Find", R"({"ref": "m"})"), "{}");
    const std::string describe = R"({"id": "m", "description": {"title": "A"}})";
    EXPECT_THAT(ask("Metadata.Describe", describe), HasSubstr("\"created\":true"));
    EXPECT_THAT(ask("Metadata.Describe", describe), Not(HasSubstr("created\":true")));
    // From the first one on.
    EXPECT_THAT(ask("Metadata.Scan", R"({"limit": 1})"), HasSubstr("\"id\":\"m\""));
    // With none of no revisions it never holds.
    EXPECT_EQ(code_of([&] {
                  ask("Metadata.Remove", R"({"id": "m", "precondition": {"revisions": {}}})");
              }),
              ErrorCode::precondition_failed);
    EXPECT_EQ(ask("Metadata.Remove", R"({"id": "m"})"), "{\"removed\":true}");
    // Nobody has rated it.
    EXPECT_EQ(ask("Rating.Standings", R"({"type": "movie", "ids": ["m"]})"),
              "{\"standings\":[{}]}");
    // The events there are, without a wait.
    EXPECT_THAT(ask("Events.Read", R"({"context": "rating", "limit": 1})"),
                HasSubstr("\"position\":\"1\""));
    EXPECT_EQ(ask("Events.Read", R"({"context": "rating", "after": 3, "limit": 1})"), "{}");
    EXPECT_EQ(ask("Identity.UnfinishedErasures", R"({"limit": 1})"), "{}");
    // What has to be there is missed by name.
    const auto error = error_of([&] { ask("Events.Read", R"({"context": "rating"})"); });
    EXPECT_EQ(error->fields().at(0).field, "limit");
}

TEST(AbsentFields, OfARequestWithoutACallerMeanNobodyKnown) {
    AllMethods all;
    DirectChannel channel(all.handlers());
    EXPECT_EQ(code_of([&] {
                  call_by_json(channel, {}, Method("marquee.v1.Metadata.Remove"), R"({"id": "m"})");
              }),
              ErrorCode::unauthenticated);
}

TEST(AbsentFields, OfAnAnswerLeaveWhatItHas) {
    v1::StandingsResponse standings;
    standings.add_standings();
    auto channel = always<v1::StandingsRequest>("marquee.v1.Rating.Standings", standings);
    movie::RpcAudience audience(channel);
    const auto found = audience.ratings(by_system(), {MovieId("m")});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_FALSE(found.front());
}

}  // namespace
}  // namespace marquee::rpc
