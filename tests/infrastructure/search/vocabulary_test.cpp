#include "infrastructure/search/vocabulary.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace marquee::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The distance of optimal string alignment, as the textbooks have it.
int distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

std::vector<std::string> texts(const std::vector<SimilarWord>& similar) {
    std::vector<std::string> result;
    for (const auto& word : similar) result.push_back(word.word);
    return result;
}

TEST(Vocabulary, FindsWordsWithAnError) {
    Vocabulary words;
    words.assign({"matrix", "matron", "metric", "amélie", "amelie"});
    EXPECT_THAT(texts(words.similar("mtrix", 1, false, 10)), ElementsAre("matrix"));
    EXPECT_THAT(texts(words.similar("matirx", 1, false, 10)), ElementsAre("matrix"));
    EXPECT_THAT(texts(words.similar("amelie", 1, false, 10)), ElementsAre("amélie"));
    EXPECT_THAT(texts(words.similar("zzzzzz", 2, false, 10)), IsEmpty());
    EXPECT_THAT(texts(words.similar("", 2, false, 10)), IsEmpty());
    EXPECT_THAT(texts(words.similar(std::string(500, 'a'), 2, false, 10)), IsEmpty());
}

TEST(Vocabulary, FindsWordsThatBeginWithAnError) {
    Vocabulary words;
    words.assign({"redemption", "reduction", "shawshank"});
    EXPECT_THAT(texts(words.similar("rademp", 1, true, 10)), ElementsAre("redemption"));
    EXPECT_THAT(texts(words.similar("shwas", 1, true, 10)), ElementsAre("shawshank"));
}

TEST(Vocabulary, FindsWhatBruteForceFinds) {
    std::mt19937 random(11);
    const auto word = [&] {
        std::string text;
        for (auto left = 2 + random() % 6; left > 0; --left) {
            text += static_cast<char>('a' + random() % 3);
        }
        return text;
    };
    std::vector<std::string> first;
    std::unordered_set<std::string> later;
    for (int i = 0; i < 300; ++i) first.push_back(word());
    for (int i = 0; i < 60; ++i) later.insert(word());
    Vocabulary words;
    words.assign(first);
    words.add(later);
    std::set<std::string> all(first.begin(), first.end());
    all.insert(later.begin(), later.end());
    for (int i = 0; i < 200; ++i) {
        const std::string wanted = word();
        for (const int errors : {1, 2}) {
            std::map<std::string, int> expected;
            for (const auto& other : all) {
                const int found = distance(wanted, other);
                if (found > 0 && found <= errors) expected[other] = found;
            }
            std::map<std::string, int> found;
            for (const auto& similar : words.similar(wanted, errors, false, 1000)) {
                found[similar.word] = similar.errors;
            }
            ASSERT_EQ(found, expected) << wanted;
        }
    }
}

TEST(Vocabulary, GrowsPastWhatItKeepsUnsorted) {
    Vocabulary words;
    std::unordered_set<std::string> many;
    for (int i = 0; i < 5000; ++i) many.insert("word" + std::to_string(i));
    words.add(many);
    words.add({"matrix"});
    EXPECT_THAT(texts(words.similar("matrx", 1, false, 10)), ElementsAre("matrix"));
    EXPECT_THAT(texts(words.similar("word4999x", 1, false, 3)), ElementsAre("word4999"));
}

}  // namespace
}  // namespace marquee::search
