#include "domain/shared/error.h"

#include <gtest/gtest.h>

namespace marquee {
namespace {

TEST(ErrorCode, HasTheNameThatClientsSee) {
    EXPECT_EQ(name_of(ErrorCode::invalid), "invalid");
    EXPECT_EQ(name_of(ErrorCode::unauthenticated), "unauthenticated");
    EXPECT_EQ(name_of(ErrorCode::forbidden), "forbidden");
    EXPECT_EQ(name_of(ErrorCode::not_found), "not_found");
    EXPECT_EQ(name_of(ErrorCode::conflict), "conflict");
    EXPECT_EQ(name_of(ErrorCode::precondition_failed), "precondition_failed");
    EXPECT_EQ(name_of(ErrorCode::resource_exhausted), "resource_exhausted");
    EXPECT_EQ(name_of(ErrorCode::deadline_exceeded), "deadline_exceeded");
    EXPECT_EQ(name_of(ErrorCode::unavailable), "unavailable");
    EXPECT_EQ(name_of(ErrorCode::unknown_outcome), "unknown_outcome");
}

TEST(ErrorCode, WithoutANameIsAProgrammersMistake) {
    EXPECT_THROW(name_of(static_cast<ErrorCode>(99)), std::logic_error);
}

TEST(InvalidField, SaysWhichFieldAndWhy) {
    const Error error = invalid_field("score", "must be a number");
    EXPECT_EQ(error.code(), ErrorCode::invalid);
    EXPECT_STREQ(error.what(), "score must be a number");
    EXPECT_EQ(error.fields(), (std::vector<FieldError>{{"score", "must be a number"}}));
}

TEST(InvalidFields, NamesTheFirstAndCountsTheRest) {
    const std::vector<FieldError> fields{{"a", "is bad"}, {"b", "is worse"}, {"c", "is worst"}};
    EXPECT_STREQ(invalid_fields({fields[0]}).what(), "a is bad");
    const Error error = invalid_fields(fields);
    EXPECT_EQ(error.code(), ErrorCode::invalid);
    EXPECT_STREQ(error.what(), "a is bad, and 2 more to mend");
    EXPECT_EQ(error.fields(), fields);
}

}  // namespace
}  // namespace marquee
