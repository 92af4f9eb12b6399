#include "domain/identity/password.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Password, TakesEightTo1024Bytes) {
    EXPECT_EQ(Password("12345678").text(), "12345678");
    EXPECT_EQ(Password("пароль").text(), "пароль");
    EXPECT_EQ(Password(std::string(1024, 'x')).text().size(), 1024u);
    EXPECT_EQ(Password(std::string("\0 \n\t a b", 8)).text().size(), 8u);
}

TEST(Password, SaysWhyItRefuses) {
    EXPECT_EQ(Password::problem("1234567"), "must have at least 8 bytes, not 7");
    EXPECT_EQ(Password::problem(""), "must have at least 8 bytes, not 0");
    EXPECT_EQ(Password::problem(std::string(100'000, 'x')),
              "must have at most 1024 bytes, not 100000");
    EXPECT_EQ(Password::problem("12345678\xFF"), "is not valid UTF-8");
}

TEST(Password, IsInNoMessage) {
    const auto error = error_of([] { Password("hunter2", "new_password"); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_EQ(error->fields().front().field, "new_password");
    EXPECT_THAT(error->what(), Not(HasSubstr("hunter2")));
}

TEST(Password, WipesWhatItIsMadeOf) {
    std::string text = "correct horse";
    const char* bytes = text.data();
    const SecretText secret(std::move(text));
    EXPECT_EQ(secret.view(), "correct horse");
    // The same memory still, as the string was neither moved nor freed.
    for (int i = 0; i < 13; ++i) EXPECT_EQ(bytes[i], 0);
}

TEST(SecretText, IsCopiedMovedAndReplaced) {
    SecretText a(std::string_view("one"));
    SecretText b = a;
    EXPECT_EQ(a.view(), b.view());
    b = SecretText(std::string_view("two"));
    EXPECT_EQ(a.view(), "one");
    a = std::move(b);
    EXPECT_EQ(a.view(), "two");
    EXPECT_EQ(SecretText().view(), "");
}

}  // namespace
}  // namespace marquee::identity
