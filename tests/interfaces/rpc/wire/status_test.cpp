#include "interfaces/rpc/wire/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "domain/shared/error.h"
#include "google/rpc/status.pb.h"
#include "marquee/v1/metadata.pb.h"
#include "marquee/v1/shared.pb.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::map<ErrorCode, Status::Code> kCodes = {
    {ErrorCode::invalid, Status::invalid_argument},
    {ErrorCode::unauthenticated, Status::unauthenticated},
    {ErrorCode::forbidden, Status::permission_denied},
    {ErrorCode::not_found, Status::not_found},
    {ErrorCode::conflict, Status::already_exists},
    {ErrorCode::precondition_failed, Status::failed_precondition},
    {ErrorCode::resource_exhausted, Status::resource_exhausted},
    {ErrorCode::deadline_exceeded, Status::deadline_exceeded},
    {ErrorCode::unavailable, Status::unavailable},
    {ErrorCode::unknown_outcome, Status::unknown},
};

class WireStatus : public testing::Test {
protected:
    /// What is thrown for the status when it is no Error.
    std::string failure_of(const Status& status) {
        try {
            throw_failure(status, read_, true);
        } catch (const Error& error) {
            return "the Error " + std::string(name_of(error.code()));
        } catch (const std::runtime_error& failure) {
            return failure.what();
        }
    }

    // So that their messages are linked.
    const v1::FindMovieRequest linked_;
    const Method read_{"marquee.v1.Metadata.Find"};
    const Method write_{"marquee.v1.Metadata.Describe"};
};

TEST_F(WireStatus, CarriesEveryError) {
    for (const auto& [code, wanted] : kCodes) {
        const Error error(code, "what: 😀", {{"cast[3].name", "must not be blank"}, {"", "é"}});
        const Status status = status_of(error);
        EXPECT_EQ(status.code, wanted) << name_of(code);
        EXPECT_EQ(status.message, "what: 😀");
        for (const auto* method : {&read_, &write_}) {
            for (const bool maybe_asked : {false, true}) {
                const auto there =
                    error_of([&] { throw_failure(status, *method, maybe_asked); }).value();
                EXPECT_EQ(there.code(), code);
                EXPECT_STREQ(there.what(), error.what());
                EXPECT_EQ(there.fields(), error.fields());
            }
        }
    }
}

TEST_F(WireStatus, CarriesAnErrorWithoutFields) {
    const Status status = status_of(Error(ErrorCode::not_found, ""));
    const auto there = error_of([&] { throw_failure(status, read_, true); }).value();
    EXPECT_EQ(there.code(), ErrorCode::not_found);
    EXPECT_TRUE(there.fields().empty());
}

TEST_F(WireStatus, TellsClientsThatAreNotOursByTheirOwnRules) {
    const Status status = status_of(Error(ErrorCode::not_found, "what", {{"id", "is unknown"}}));
    google::rpc::Status details;
    ASSERT_TRUE(details.ParseFromString(status.details));
    EXPECT_EQ(details.code(), Status::not_found);
    EXPECT_EQ(details.message(), "what");
}

TEST_F(WireStatus, KeepsWhatOtherFailuresSayToItself) {
    const Status status = status_of(std::runtime_error("password is hunter2"));
    EXPECT_EQ(status.code, Status::internal);
    EXPECT_THAT(status.message, Not(HasSubstr("hunter2")));
    EXPECT_THAT(status.details, Not(HasSubstr("hunter2")));
    EXPECT_TRUE(in_our_words(status));
    EXPECT_THAT(failure_of(status), HasSubstr("/marquee.v1.Metadata/Find: "));
}

TEST_F(WireStatus, TellsWhatALostCallComesTo) {
    const auto code = [](Status::Code status, const Method& method, bool maybe_asked) {
        return code_of([&] { throw_failure({status, "lost", ""}, method, maybe_asked); });
    };
    for (const bool asked : {false, true}) {
        for (const auto* method : {&read_, &write_}) {
            EXPECT_EQ(code(Status::deadline_exceeded, *method, asked),
                      ErrorCode::deadline_exceeded);
            EXPECT_EQ(code(Status::cancelled, *method, asked), ErrorCode::deadline_exceeded);
            EXPECT_EQ(code(Status::resource_exhausted, *method, asked),
                      ErrorCode::resource_exhausted);
        }
        EXPECT_EQ(code(Status::unavailable, read_, asked), ErrorCode::unavailable);
    }
    EXPECT_EQ(code(Status::unavailable, write_, false), ErrorCode::unavailable);
    EXPECT_EQ(code(Status::unavailable, write_, true), ErrorCode::unknown_outcome);
}

TEST_F(WireStatus, KnowsOurWords) {
    EXPECT_TRUE(in_our_words(status_of(Error(ErrorCode::not_found, "what"))));
    for (const char* details : {"", "garbled", "\xff\xff"}) {
        EXPECT_FALSE(in_our_words({Status::not_found, "what", details})) << details;
    }
}

TEST_F(WireStatus, TakesABareCodeForNoErrorOfOurs) {
    for (const auto code : {Status::unknown, Status::invalid_argument, Status::not_found,
                            Status::unimplemented, Status::internal, Status::data_loss}) {
        EXPECT_THAT(failure_of({code, "why", ""}), HasSubstr("/marquee.v1.Metadata/Find: why"));
    }
}

TEST_F(WireStatus, TakesDetailsItCannotReadForNone) {
    v1::Error newer;
    newer.set_code("of_a_newer_marquee");
    google::rpc::Status wrapped;
    wrapped.add_details()->PackFrom(newer);
    google::rpc::Status foreign;
    foreign.add_details()->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
    for (const std::string& details : {wrapped.SerializeAsString(), foreign.SerializeAsString(),
                                       newer.SerializeAsString(), std::string("\xff\xff\xff")}) {
        const Status status{Status::unavailable, "x", details};
        EXPECT_EQ(code_of([&] { throw_failure(status, read_, true); }), ErrorCode::unavailable);
    }
}

}  // namespace
}  // namespace marquee::rpc
