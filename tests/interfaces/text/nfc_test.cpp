#include "interfaces/text/nfc.h"

#include "gtest/gtest.h"

namespace marquee {
namespace {

TEST(Nfc, ComposesWhatIsDecomposed) {
    EXPECT_EQ(to_nfc("Cafe\u0301"), "Caf\u00e9");
}

TEST(Nfc, LeavesComposedAndPlainTextAlone) {
    EXPECT_EQ(to_nfc("Caf\u00e9"), "Caf\u00e9");
    EXPECT_EQ(to_nfc("Heat"), "Heat");
    EXPECT_EQ(to_nfc(""), "");
}

TEST(Nfc, KeepsCompatibilityCharacters) {
    EXPECT_EQ(to_nfc("8\u00bd"), "8\u00bd");
}

TEST(Nfc, HandsBackInvalidUtf8Unchanged) {
    EXPECT_EQ(to_nfc("a\xff"
                     "e\xcc"),
              "a\xff"
              "e\xcc");
}

}  // namespace
}  // namespace marquee
