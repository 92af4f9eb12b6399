#include "infrastructure/search/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infrastructure/search/fold.h"

namespace marquee::search {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    for (const auto& word : words_of(text).list) result.push_back(word.text);
    return result;
}

TEST(SearchFold, ForgetsCaseDiacriticsLigaturesAndWidth) {
    EXPECT_EQ(fold("Amélie"), "amelie");
    EXPECT_EQ(fold("Ame\xCC\x81LIE"), "amelie");
    EXPECT_EQ(fold("ŒUVRE Æther"), "oeuvre aether");
    EXPECT_EQ(fold("Straße STRASSE"), "strasse strasse");
    EXPECT_EQ(fold("Işıklar İstanbul IŞIKLAR"), "isiklar istanbul isiklar");
    EXPECT_EQ(fold("Łódź smørrebrød"), "lodz smorrebrod");
    EXPECT_EQ(fold("ＮＩＧＨＴ１"), "night1");
    EXPECT_EQ(fold("ЁЛКА"), "елка");
    EXPECT_EQ(fold("Tom & Jerry"), "tom  and  jerry");
}

TEST(SearchFold, KeepsTheVoicingOfKana) {
    EXPECT_EQ(fold("がぎぐ"), "がぎぐ");
    EXPECT_NE(fold("が"), fold("か"));
    EXPECT_EQ(fold("ｶﾞ"), "ガ");
}

TEST(SearchFold, TakesWhateverBytesCome) {
    for (const std::string bytes : {"\xFF\xFE", "a\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
        EXPECT_NO_THROW(words_of(bytes + " film")) << bytes;
    }
    EXPECT_THAT(words("\xFF film"), testing::Contains("film"));
    EXPECT_EQ(fold(""), "");
}

TEST(SearchWords, AreLettersAndDigits) {
    EXPECT_THAT(words("(500) Days of Summer!"), ElementsAre("500", "days", "of", "summer"));
    EXPECT_THAT(words("M*A*S*H"), ElementsAre("m", "a", "s", "h"));
    EXPECT_THAT(words("Ocean's Don’t 'tis"), ElementsAre("oceans", "dont", "tis"));
    EXPECT_THAT(words("8½"), ElementsAre("8", "1", "2"));
    EXPECT_THAT(words("8 1/2"), ElementsAre("8", "1", "2"));
    EXPECT_THAT(words("Akira アキラ!"), ElementsAre("akira", "アキラ"));
    EXPECT_THAT(words("千と千尋の神隠し2"), ElementsAre("千と千尋の神隠し", "2"));
    EXPECT_THAT(words("... -- ???"), ElementsAre());
}

TEST(SearchWords, LeaveAnArticleOut) {
    const auto without = [](std::string_view title) {
        const auto rest = without_article(title, words_of(title));
        return rest ? rest->squashed() : "";
    };
    EXPECT_EQ(without("The Matrix"), "matrix");
    EXPECT_EQ(without("L'Avventura"), "avventura");
    EXPECT_EQ(without("L’Argent"), "argent");
    EXPECT_EQ(without("Das Boot"), "boot");
    EXPECT_EQ(without("A.I. Artificial"), "");
    EXPECT_EQ(without("The"), "");
    EXPECT_EQ(without("Theodora"), "");
    EXPECT_EQ(without("Don't Look Now"), "");
    EXPECT_EQ(title_key("The Matrix: Reloaded"), "matrix reloaded");
    EXPECT_EQ(title_key("???"), " ???");
    std::string long_title;
    for (int i = 0; i < 500; ++i) long_title += "\uFDFA";
    EXPECT_LE(length_of(title_key(long_title)), 200u);
}

TEST(SearchWords, AreFoundTogetherAndApart) {
    EXPECT_THAT(index_terms(words_of("Spider-Man")).words,
                IsSupersetOf({"spider", "man", "spiderman"}));
    EXPECT_THAT(index_terms(words_of("Star Wars")).joined, ElementsAre("starwars"));
    EXPECT_THAT(index_terms(words_of("Star Wars")).words, ElementsAre("star", "wars"));
    EXPECT_THAT(index_terms(words_of("S.W.A.T. Team")).words, testing::Contains("swat"));
    EXPECT_THAT(index_terms(words_of("Ocean's")).words, IsSupersetOf({"oceans", "ocean"}));
    EXPECT_THAT(cjk_pieces("기생충"), ElementsAre("기", "생", "기생", "충", "생충"));
}

}  // namespace
}  // namespace marquee::search
