#include "interfaces/json/page_signer.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/support/thrown.h"

namespace marquee::json {
namespace {

using namespace std::string_literals;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr const char* kList = "movies by title";

class PageSigning : public testing::Test {
protected:
    void expect_refused(std::string_view token, std::string_view list = kList) const {
        const auto error = error_of([&] { signer_.verify(token, list); });
        ASSERT_TRUE(error) << token;
        EXPECT_EQ(error->code(), ErrorCode::invalid) << token;
        EXPECT_EQ(error->fields().at(0).field, "page_token") << token;
        EXPECT_EQ(error->fields().at(0).message,
                  "is not one that this list gave; leave it out to start from the beginning");
    }

    PageSigner signer_{std::string(32, 's')};
};

TEST_F(PageSigning, GivesTheContentBackWhateverItIs) {
    for (const auto& content : {""s, "a"s, "ab"s, "abc"s, "\0\n\xFF"s, "\xE5\x8D\x83\xC3\xA9"s,
                                std::string(5000, '\xFB')}) {
        for (const auto& list : {""s, "q=1"s, "\0"s}) {
            EXPECT_EQ(signer_.verify(signer_.sign(content, list), list), content);
        }
    }
}

TEST_F(PageSigning, MakesTokensThatAreFitForAUrl) {
    const std::string token = signer_.sign("\xFF\xFE\xFD\xFB\xFF?>~", kList);
    EXPECT_EQ(token.find_first_not_of(kAlphabet), std::string::npos);
}

TEST_F(PageSigning, IsTheSameOnEveryInstance) {
    const PageSigner other(std::string(32, 's'));
    EXPECT_EQ(other.verify(signer_.sign("content", kList), kList), "content");
}

TEST_F(PageSigning, RefusesEveryChangedCharacter) {
    // Of each length that leaves other bits over in the last character.
    for (const auto& content : {"abc"s, "abcd"s, "abcde"s}) {
        const std::string good = signer_.sign(content, kList);
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (const char c : std::string(kAlphabet) + "=+/ \n\0"s) {
                if (c == good[at]) continue;
                std::string changed = good;
                changed[at] = c;
                expect_refused(changed);
            }
        }
    }
}

TEST_F(PageSigning, RefusesWhatIsCutOrPaddedOrMadeUp) {
    const std::string good = signer_.sign("content", kList);
    for (std::size_t size = 0; size < good.size(); ++size) expect_refused(good.substr(0, size));
    for (const auto& bad : {good + "A", good + "=", good + "==", good + " ", good + "\0"s,
                            " " + good, good + good, std::string(32, 'A'), "!"s, "\xFF"s}) {
        expect_refused(bad);
    }
}

TEST_F(PageSigning, RefusesATokenOfAnotherListOrSecret) {
    const std::string good = signer_.sign("content", kList);
    for (const auto& list : {""s, "movies by titl"s, "movies by title "s, "Movies by title"s}) {
        expect_refused(good, list);
    }
    for (std::size_t at = 0; at < 32; ++at) {
        std::string secret(32, 's');
        secret[at] = 't';
        expect_refused(PageSigner(secret).sign("content", kList));
    }
}

TEST_F(PageSigning, KeepsContentAndListApart) {
    // Sixteen bytes of signature and five of content are 28 characters: without the last four, two
    // bytes of content are left.
    const std::string token = signer_.sign("abcde", "f");
    ASSERT_EQ(token.size(), 28U);
    expect_refused(token.substr(0, 24), "cdef");
}

TEST_F(PageSigning, NeedsASecretOf32Bytes) {
    for (const std::size_t size : {0U, 16U, 31U, 33U}) {
        EXPECT_THROW(PageSigner(std::string(size, 's')), std::invalid_argument) << size;
    }
}

}  // namespace
}  // namespace marquee::json
