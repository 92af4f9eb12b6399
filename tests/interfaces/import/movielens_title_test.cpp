#include "interfaces/import/movielens_title.h"

#include "gtest/gtest.h"

namespace marquee::movielens {

void PrintTo(const Title& title, std::ostream* out) {
    *out << '"' << title.title << "\", originally \"" << title.original_title.value_or("-") << '"';
    for (const auto& each : title.alternative_titles) *out << ", also \"" << each << '"';
    *out << ", year " << title.year.value_or(0);
}

namespace {

struct Case {
    std::string text;
    Title expected;
};

void check(const std::vector<Case>& cases) {
    for (const auto& each : cases) EXPECT_EQ(parse_title(each.text), each.expected) << each.text;
}

TEST(MovieLensTitle, TakesTheYearFromTheEnd) {
    check({
        {"Toy Story (1995)", {"Toy Story", {}, {}, 1995}},
        {"96 Minutes (2011) ", {"96 Minutes", {}, {}, 2011}},
        {"Runaway Brain (1995)   ", {"Runaway Brain", {}, {}, 1995}},
        {"Death Note: Desu nôto (2006–2007)", {"Death Note: Desu nôto", {}, {}, 2006}},
        {"Some Series (1994-1996)", {"Some Series", {}, {}, 1994}},
        {"Some Series (2007-)", {"Some Series", {}, {}, 2007}},
        {"Some Series (2007–)", {"Some Series", {}, {}, 2007}},
        {"Shanghai Surprise (1986)", {"Shanghai Surprise", {}, {}, 1986}},
        {"1984 (Nineteen Eighty-Four) (1984)", {"1984", "Nineteen Eighty-Four", {}, 1984}},
        {"1900 (Novecento) (1976)", {"1900", "Novecento", {}, 1976}},
        {"2001: A Space Odyssey (1968)", {"2001: A Space Odyssey", {}, {}, 1968}},
        {"Blade Runner 2049 (2017)", {"Blade Runner 2049", {}, {}, 2017}},
        {"M (1931)", {"M", {}, {}, 1931}},
    });
}

TEST(MovieLensTitle, HasNoYearWhereNoneIsGiven) {
    check({
        {"Babylon 5", {"Babylon 5", {}, {}, {}}},
        {"Ready Player One", {"Ready Player One", {}, {}, {}}},
        {"The OA", {"The OA", {}, {}, {}}},
        {"Babylon, The", {"The Babylon", {}, {}, {}}},
        {"Fame (19x4)", {"Fame", "19x4", {}, {}}},
        {"(1994)", {"(1994)", {}, {}, {}}},
        {"", {"", {}, {}, {}}},
        {"   ", {"", {}, {}, {}}},
    });
}

TEST(MovieLensTitle, PutsArticlesOfEveryLanguageInFront) {
    check({
        {"Usual Suspects, The (1995)", {"The Usual Suspects", {}, {}, 1995}},
        {"Walk in the Clouds, A (1995)", {"A Walk in the Clouds", {}, {}, 1995}},
        {"American in Paris, An (1951)", {"An American in Paris", {}, {}, 1951}},
        {"Misérables, Les (1995)", {"Les Misérables", {}, {}, 1995}},
        {"Haine, La (1995)", {"La Haine", {}, {}, 1995}},
        {"Samouraï, Le (1967)", {"Le Samouraï", {}, {}, 1967}},
        {"Chien andalou, Un (1929)", {"Un Chien andalou", {}, {}, 1929}},
        {"Femme est une femme, Une (1961)", {"Une Femme est une femme", {}, {}, 1961}},
        {"Postino, Il (1994)", {"Il Postino", {}, {}, 1994}},
        {"Vitelloni, I (1953)", {"I Vitelloni", {}, {}, 1953}},
        {"Imposible, Lo (2012)", {"Lo Imposible", {}, {}, 2012}},
        {"Indifferenti, Gli (1964)", {"Gli Indifferenti", {}, {}, 1964}},
        {"Giornata particolare, Una (1977)", {"Una Giornata particolare", {}, {}, 1977}},
        {"Mariachi, El (1992)", {"El Mariachi", {}, {}, 1992}},
        {"Olvidados, Los (1950)", {"Los Olvidados", {}, {}, 1950}},
        {"Hurdes, Las (1933)", {"Las Hurdes", {}, {}, 1933}},
        {"Untergang, Der (2004)", {"Der Untergang", {}, {}, 2004}},
        {"Blechtrommel, Die (1979)", {"Die Blechtrommel", {}, {}, 1979}},
        {"Boot, Das (1981)", {"Das Boot", {}, {}, 1981}},
        {"Sjunde inseglet, Det (1957)", {"Det Sjunde inseglet", {}, {}, 1957}},
        {"Grønne slagtere, De (2003)", {"De Grønne slagtere", {}, {}, 2003}},
        {"Passion, En (1969)", {"En Passion", {}, {}, 1969}},
        {"Hip Hop Witch, Da (2000)", {"Da Hip Hop Witch", {}, {}, 2000}},
        {"Avventura, L' (1960)", {"L'Avventura", {}, {}, 1960}},
        {"Avventura, L’ (1960)", {"L’Avventura", {}, {}, 1960}},
        {"Buono, il brutto, il cattivo, Il (1966)",
         {"Il Buono, il brutto, il cattivo", {}, {}, 1966}},
        {"Fast and the Furious: Tokyo Drift, The (2006)",
         {"The Fast and the Furious: Tokyo Drift", {}, {}, 2006}},
    });
}

TEST(MovieLensTitle, PutsTheArticleOfASeriesInFront) {
    check({
        {"Crow, The: Wicked Prayer (2005)", {"The Crow: Wicked Prayer", {}, {}, 2005}},
        {"Librarian, The: The Curse of the Judas Chalice (2008)",
         {"The Librarian: The Curse of the Judas Chalice", {}, {}, 2008}},
        {"Batman: The Dark Knight Returns, Part 1 (2012)",
         {"Batman: The Dark Knight Returns, Part 1", {}, {}, 2012}},
        {"3:10 to Yuma, The: Again (2000)", {"The 3:10 to Yuma: Again", {}, {}, 2000}},
    });
}

TEST(MovieLensTitle, LeavesOtherWordsAfterACommaWhereTheyAre) {
    check({
        {"Paris, Texas (1984)", {"Paris, Texas", {}, {}, 1984}},
        {"I, Robot (2004)", {"I, Robot", {}, {}, 2004}},
        {"Monsters, Inc. (2001)", {"Monsters, Inc.", {}, {}, 2001}},
        {"Girl, Interrupted (1999)", {"Girl, Interrupted", {}, {}, 1999}},
        {"10,000 BC (2008)", {"10,000 BC", {}, {}, 2008}},
        {"Good, the Bad and the Ugly, The (1966)",
         {"The Good, the Bad and the Ugly", {}, {}, 1966}},
        {", The (1999)", {", The", {}, {}, 1999}},
    });
}

TEST(MovieLensTitle, TakesTheOriginalTitleFromParentheses) {
    check({
        {"Spirited Away (Sen to Chihiro no kamikakushi) (2001)",
         {"Spirited Away", "Sen to Chihiro no kamikakushi", {}, 2001}},
        {"City of Lost Children, The (Cité des enfants perdus, La) (1995)",
         {"The City of Lost Children", "La Cité des enfants perdus", {}, 1995}},
        {"Bear, The (Ours, L') (1988)", {"The Bear", "L'Ours", {}, 1988}},
        {"Assembly (Ji jie hao) (2007) ", {"Assembly", "Ji jie hao", {}, 2007}},
        {"1-900 (06) (1994)", {"1-900", "06", {}, 1994}},
        {"8 1/2 (8½) (1963)", {"8 1/2", "8½", {}, 1963}},
        {"Dark Portals: The Chronicles of Vidocq  (Vidocq) (2001)",
         {"Dark Portals: The Chronicles of Vidocq", "Vidocq", {}, 2001}},
        {"Man Escaped, A (Un  condamné à mort) (1956)",
         {"A Man Escaped", "Un condamné à mort", {}, 1956}},
        {"Oddity (One (and a half)) (2000)", {"Oddity", "One (and a half)", {}, 2000}},
        {"Same (Same) (2000)", {"Same", {}, {}, 2000}},
    });
}

TEST(MovieLensTitle, TakesAlternativeTitlesFromParentheses) {
    check({
        {"Seven (a.k.a. Se7en) (1995)", {"Seven", {}, {"Se7en"}, 1995}},
        {"M*A*S*H (a.k.a. MASH) (1970)", {"M*A*S*H", {}, {"MASH"}, 1970}},
        {"European Vacation (aka National Lampoon's European Vacation) (1985)",
         {"European Vacation", {}, {"National Lampoon's European Vacation"}, 1985}},
        {"Asterix in America (a.k.a Asterix Conquers America) (Astérix et les Indiens) (1994)",
         {"Asterix in America", "Astérix et les Indiens", {"Asterix Conquers America"}, 1994}},
        {"Macbeth (a.k.a. Tragedy of Macbeth, The) (1971)",
         {"Macbeth", {}, {"The Tragedy of Macbeth"}, 1971}},
        {"Besieged (a.k.a. L' Assedio) (1998)", {"Besieged", {}, {"L'Assedio"}, 1998}},
        {"Men in Black II (a.k.a. MIIB) (a.k.a. MIB 2) (2002)",
         {"Men in Black II", {}, {"MIIB", "MIB 2"}, 2002}},
        {"Mrs. Brown (a.k.a. Her Majesty, Mrs. Brown) (1997)",
         {"Mrs. Brown", {}, {"Her Majesty, Mrs. Brown"}, 1997}},
        {"Akasha (2000)", {"Akasha", {}, {}, 2000}},
        {"Twice (a.k.a. Two) (a.k.a. Two) (a.k.a. Twice) (2000)", {"Twice", {}, {"Two"}, 2000}},
    });
}

TEST(MovieLensTitle, ReadsSeveralParentheses) {
    check({
        {"Léon: The Professional (a.k.a. The Professional) (Léon) (1994)",
         {"Léon: The Professional", "Léon", {"The Professional"}, 1994}},
        {"Bicycle Thieves (a.k.a. The Bicycle Thief) (a.k.a. The Bicycle Thieves) (Ladri di "
         "biciclette) (1948)",
         {"Bicycle Thieves",
          "Ladri di biciclette",
          {"The Bicycle Thief", "The Bicycle Thieves"},
          1948}},
        {"High Tension (Haute tension) (Switchblade Romance) (2003)",
         {"High Tension", "Haute tension", {"Switchblade Romance"}, 2003}},
        {"Godzilla 1985 (Gojira) (Godzilla) (Return of Godzilla, The) (1984)",
         {"Godzilla 1985", "Gojira", {"Godzilla", "The Return of Godzilla"}, 1984}},
        {"Twice (Dos) (Dos) (2000)", {"Twice", "Dos", {}, 2000}},
    });
}

TEST(MovieLensTitle, TakesATitleWithAnEnglishArticleForAnAlternative) {
    check({
        {"Boot, Das (Boat, The) (1981)", {"Das Boot", {}, {"The Boat"}, 1981}},
        {"Fist of Fury (Chinese Connection, The) (Jing wu men) (1972)",
         {"Fist of Fury", "Jing wu men", {"The Chinese Connection"}, 1972}},
        {"Trou, Le (Hole, The) (Night Watch, The) (1960)",
         {"Le Trou", {}, {"The Hole", "The Night Watch"}, 1960}},
        {"Avventura, L' (Adventure, The) (1960)", {"L'Avventura", {}, {"The Adventure"}, 1960}},
    });
}

TEST(MovieLensTitle, KeepsParenthesesThatBelongToTheTitle) {
    check({
        {"(500) Days of Summer (2009)", {"(500) Days of Summer", {}, {}, 2009}},
        {"Frontière(s) (2007)", {"Frontière(s)", {}, {}, 2007}},
        {"Birdman: Or (The Unexpected Virtue of Ignorance) (2014)",
         {"Birdman: Or (The Unexpected Virtue of Ignorance)", {}, {}, 2014}},
        {"Evangelion: 1.0 You Are (Not) Alone (Evangerion shin gekijôban: Jo) (2007)",
         {"Evangelion: 1.0 You Are (Not) Alone", "Evangerion shin gekijôban: Jo", {}, 2007}},
        {"Human Centipede, The (First Sequence) (2009)",
         {"The Human Centipede (First Sequence)", {}, {}, 2009}},
        {"Hotel Chevalier (Part 1 of 'The Darjeeling Limited') (2007)",
         {"Hotel Chevalier (Part 1 of 'The Darjeeling Limited')", {}, {}, 2007}},
        {"Saga, The (Part 2) (Sagan) (1999)", {"The Saga (Part 2)", "Sagan", {}, 1999}},
        {"Nymph (Vol. II) (1999)", {"Nymph (Vol. II)", {}, {}, 1999}},
        {"Twins (I, II) (1999)", {"Twins (I, II)", {}, {}, 1999}},
        {"Jim Jefferies: Fully Functional (EPIX) (2012)",
         {"Jim Jefferies: Fully Functional (EPIX)", {}, {}, 2012}},
        {"Hommage à Zgougou (et salut à Sabine Mamou) (2002)",
         {"Hommage à Zgougou (et salut à Sabine Mamou)", {}, {}, 2002}},
    });
}

TEST(MovieLensTitle, KeepsBrokenParentheses) {
    check({
        {"Half (open (1999)", {"Half (open", {}, {}, 1999}},
        {"Half open) (1999)", {"Half open)", {}, {}, 1999}},
        {"Empty () (1999)", {"Empty ()", {}, {}, 1999}},
        {"((1999)", {"((1999)", {}, {}, {}}},
        {"(", {"(", {}, {}, {}}},
        {")", {")", {}, {}, {}}},
    });
}

TEST(MovieLensTitle, MovesAnArticleOfATitleAlone) {
    EXPECT_EQ(move_article_to_front("Haine, La"), "La Haine");
    EXPECT_EQ(move_article_to_front("Ours, L'"), "L'Ours");
    EXPECT_EQ(move_article_to_front("Heat"), "Heat");
    EXPECT_EQ(move_article_to_front(""), "");
}

}  // namespace
}  // namespace marquee::movielens
