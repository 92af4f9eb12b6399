#include "interfaces/text/fold_case.h"

#include "gtest/gtest.h"

namespace marquee {
namespace {

TEST(FoldCase, MakesTextsEqualThatDifferByCase) {
    EXPECT_EQ(fold_case("Time Travel"), "time travel");
    EXPECT_EQ(fold_case("\u00c9T\u00c9"), fold_case("\u00e9t\u00e9"));
    EXPECT_EQ(fold_case("\u03a3\u03c2"), fold_case("\u03c3\u03c3"));
    EXPECT_EQ(fold_case("\u041c\u0418\u0420"), fold_case("\u043c\u0438\u0440"));
    // Outside the first plane.
    EXPECT_EQ(fold_case("\U00010400"), "\U00010428");
}

TEST(FoldCase, KeepsEverythingElseApart) {
    EXPECT_NE(fold_case("\u00e9t\u00e9"), fold_case("ete"));
    EXPECT_NE(fold_case("Stra\u00dfe"), fold_case("STRASSE"));
    EXPECT_EQ(fold_case("8\u00bd \u5343"), "8\u00bd \u5343");
    EXPECT_EQ(fold_case(""), "");
}

}  // namespace
}  // namespace marquee
