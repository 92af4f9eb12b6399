#include "infrastructure/identity/name_keys.h"

#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

NameKeys keys(const std::string& name) {
    return keys_of(AccountName(name));
}

bool storable(const std::string& name) {
    return !code_of([&] { require_storable(AccountName(name), keys(name)); });
}

TEST(NameKeys, FoldCaseAndCompatibleForms) {
    EXPECT_EQ(keys("Admin").folded, "admin");
    EXPECT_EQ(keys("ＡＤＭＩＮ").folded, "admin");
    EXPECT_EQ(keys("Straße").folded, "strasse");
    EXPECT_EQ(keys("ΟΔΥΣΣΕΎΣ").folded, keys("οδυσσεύς").folded);
    EXPECT_NE(keys("Amélie").folded, keys("Amelie").folded);
}

TEST(NameKeys, AreOneForWhatLooksAlikeInAnyCase) {
    const auto looks = [](const std::string& name) { return keys(name).skeleton; };
    for (const char* name : {"ADMIN", "\u0430dmin", "\u0410DMIN", "adm\u0456n", "ADM\u0406N"}) {
        EXPECT_EQ(looks(name), looks("admin")) << name;
    }
    EXPECT_EQ(looks("r00t"), looks("ROOT"));
    EXPECT_EQ(looks("rnary"), looks("Mary"));
    EXPECT_EQ(looks("paypa1"), looks("PayPal"));
    EXPECT_NE(looks("ann"), looks("anna"));
    EXPECT_NE(looks("Amélie"), looks("Amelie"));
    EXPECT_NE(looks("bob"), looks("bab"));
}

TEST(NameKeys, TellLookAlikesApartByTheirFoldedNames) {
    EXPECT_NE(keys("\u0430dmin").folded, keys("admin").folded);
    EXPECT_NE(keys("r00t").folded, keys("root").folded);
}

TEST(NameKeys, CanBeStoredOfWhatPeopleAreCalled) {
    for (const char* name : {"ann", "Žofie", "千尋", "Ольга", "नेहा", "عمر", "😀", "a.b-c_d@e+f"}) {
        EXPECT_TRUE(storable(name)) << name;
    }
    for (const char* name : {"ad\u00ADmin", "a\u200Cb", "\u2060", "\u3164", "\u202Eb", "a\u0378"}) {
        EXPECT_FALSE(storable(name)) << name;
    }
    std::string ligatures;
    for (int i = 0; i < 20; ++i) ligatures += "\uFDFA";
    EXPECT_FALSE(storable(ligatures));
}

}  // namespace
}  // namespace marquee::identity
