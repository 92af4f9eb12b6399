#include "domain/rating/record.h"

#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

/// Checks that `Name` takes 1 to `longest` characters of an opaque name, and blames `field` else.
template <class Name>
void expect_name(const std::string& field, std::size_t longest) {
    EXPECT_EQ(Name("AZ.az_09-").text(), "AZ.az_09-");
    EXPECT_EQ(Name(std::string(longest, 'a')).text(), std::string(longest, 'a'));
    for (const std::string& wrong :
         {std::string(), std::string(longest + 1, 'a'), std::string("."), std::string(".."),
          std::string("a b"), std::string("a/b"), std::string("a:b"), std::string("\xC3\xA9"),
          std::string("a\0", 2)}) {
        const auto error = error_of([&] { Name{wrong}; });
        ASSERT_TRUE(error) << wrong;
        EXPECT_EQ(error->code(), ErrorCode::invalid) << wrong;
        EXPECT_EQ(error->fields().front().field, field) << wrong;
    }
}

TEST(RecordType, TakesUpToThirtyTwoCharacters) {
    expect_name<RecordType>("record_type", 32);
}

TEST(RecordId, TakesUpToSixtyFourCharacters) {
    expect_name<RecordId>("record_id", 64);
}

TEST(UserId, TakesUpToSixtyFourCharacters) {
    expect_name<UserId>("user_id", 64);
}

TEST(Record, IsOrderedByTypeThenId) {
    const auto record = [](const char* type, const char* id) {
        return Record{RecordType(type), RecordId(id)};
    };
    EXPECT_EQ(record("movie", "1"), record("movie", "1"));
    EXPECT_NE(record("movie", "1"), record("book", "1"));
    EXPECT_LT(record("book", "2"), record("movie", "1"));
    EXPECT_LT(record("movie", "1"), record("movie", "2"));
}

}  // namespace
}  // namespace marquee::rating
