#include "application/identity/secret_token.h"

#include <gtest/gtest.h>

namespace marquee::identity {
namespace {

TEST(SecretToken, IsReadAsItWasWritten) {
    // base64url has the character that stands between the parts.
    const SecretText secret(std::string_view("a_b-c_D"));
    const auto text = write_secret_token(kApiKeyKind, "id1", secret);
    EXPECT_EQ(text.view(), "mqk_id1_a_b-c_D");
    EXPECT_TRUE(is_secret_token(kApiKeyKind, text.view()));
    const auto read = read_secret_token(kApiKeyKind, text.view());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, "id1");
    EXPECT_EQ(read->secret.view(), secret.view());
}

TEST(SecretToken, IsOfOneKindAlone) {
    EXPECT_FALSE(read_secret_token(kRefreshTokenKind, "mqk_id_secret"));
    EXPECT_FALSE(is_secret_token(kRefreshTokenKind, "mqk_id_secret"));
    EXPECT_FALSE(is_secret_token(kApiKeyKind, "mqkid_secret"));
    EXPECT_FALSE(is_secret_token(kApiKeyKind, "mqk"));
}

TEST(SecretToken, RefusesWhatNoneOfOursLooksLike) {
    const std::string long_part(65, 'x');
    for (const std::string& text :
         {std::string(), std::string("mqk_"), std::string("mqk__secret"), std::string("mqk_id"),
          std::string("mqk_id_"), std::string("mqk_id_se cret"), std::string("mqk_i\xFF_secret"),
          std::string("mqk_id_secret\0", 14), "mqk_" + long_part + "_s", "mqk_id_" + long_part,
          std::string("mqk_.._secret"), std::string("MQK_id_secret"), std::string(100'000, 'm')}) {
        EXPECT_FALSE(read_secret_token(kApiKeyKind, text)) << text.substr(0, 30);
    }
}

}  // namespace
}  // namespace marquee::identity
