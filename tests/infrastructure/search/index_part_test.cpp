#include "infrastructure/search/index_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

namespace marquee::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

/// Every document, each as good as the others.
class AllEven : public Preference {
public:
    bool admits_all() const override { return true; }
    std::optional<double> rank(std::uint32_t) const override { return 1; }
    std::uint32_t next_above(std::uint32_t number, double) const override { return number; }
    double highest() const override { return 1; }
};

class IndexPartTest : public testing::Test {
protected:
    IndexPartTest() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~IndexPartTest() override { std::filesystem::remove_all(folder_); }

    static IndexedText text(std::uint32_t number, const std::string& title) {
        return indexed_text(
            {.number = number, .titles = {title}, .people = {}, .keywords = {}, .year = {}});
    }
    /// A part of these texts.
    std::filesystem::path part(const std::vector<IndexedText>& texts) {
        auto path = folder_ / ("part" + std::to_string(parts_++));
        IndexPart made(path);
        for (const auto& text : texts) made.add(text);
        made.finish("the state");
        return path;
    }
    static std::vector<std::uint32_t> found(const TextIndex& index, const std::string& text) {
        std::vector<std::uint32_t> numbers;
        for (const auto& hit : index.search(text, "", AllEven(), {}, 10'000)) {
            numbers.push_back(hit.number);
        }
        return numbers;
    }

    const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                          ("marquee-part-test-" + std::to_string(::getpid()));
    int parts_ = 0;
};

TEST_F(IndexPartTest, FindsInPartsThatAreJoinedWhatItFindsInOneIndex) {
    constexpr std::uint32_t kDocuments = 12'000;
    std::mt19937 random(7);
    const char* const words[] = {"red", "river", "road", "run", "rain", "star", "sten", "storm"};
    std::vector<std::vector<IndexedText>> texts(3);
    TextIndex whole(folder_ / "whole");
    for (std::uint32_t number = 1; number <= kDocuments; ++number) {
        std::string title = words[random() % 8];
        for (int i = 0; i < 2; ++i) title += std::string(" ") + words[random() % 8];
        // The first one is more than is written at a time.
        texts[number <= 8000 ? 0 : number <= 9000 ? 1 : 2].push_back(text(number, title));
        whole.put(texts[number <= 8000 ? 0 : number <= 9000 ? 1 : 2].back());
    }
    whole.commit("");
    join({part(texts[0]), part(texts[1]), part(texts[2])}, folder_ / "joined");
    const TextIndex joined(folder_ / "joined");
    EXPECT_EQ(joined.state(), "the state");
    for (const char* query : {"red", "red river", "star s", "rivr", "storm rain run"}) {
        EXPECT_THAT(found(joined, query), Not(IsEmpty())) << query;
        EXPECT_EQ(found(joined, query), found(whole, query)) << query;
    }
}

TEST_F(IndexPartTest, MakesAnIndexThatCanBeChanged) {
    join({part({text(1, "Alien"), text(5, "Heat")}), part({text(7, "Brazil"), text(9, "Fargo")})},
         folder_ / "joined");
    {
        TextIndex index(folder_ / "joined");
        index.put(text(3, "Aliens"));
        index.put(text(5, "Alien Heat"));
        index.remove(9);
        index.commit("another state");
    }
    const TextIndex index(folder_ / "joined");
    EXPECT_EQ(index.state(), "another state");
    EXPECT_THAT(found(index, "alien"), ElementsAre(1, 3, 5));
    EXPECT_THAT(found(index, "brazil"), ElementsAre(7));
    EXPECT_THAT(found(index, "fargo"), IsEmpty());
    // The others have an error.
    EXPECT_THAT(found(index, "aliens"), ElementsAre(3, 1, 5));
}

TEST_F(IndexPartTest, KeepsTheStateOfPartsWithoutDocuments) {
    join({part({}), part({text(7, "Brazil")}), part({})}, folder_ / "joined");
    EXPECT_THAT(found(TextIndex(folder_ / "joined"), "brazil"), ElementsAre(7));
    join({part({}), part({})}, folder_ / "empty");
    TextIndex empty(folder_ / "empty");
    EXPECT_EQ(empty.state(), "the state");
    empty.put(text(1, "Alien"));
    empty.commit("");
    EXPECT_THAT(found(empty, "alien"), ElementsAre(1));
}

TEST_F(IndexPartTest, IsDamagedWhenAPartIsMissing) {
    const auto first = part({text(1, "Alien")});
    const auto second = part({text(2, "Heat")});
    std::filesystem::remove_all(second);
    EXPECT_THROW(join({first, second}, folder_ / "joined"), IndexDamaged);
    EXPECT_THROW(IndexPart(folder_ / "missing" / "part"), IndexDamaged);
}

}  // namespace
}  // namespace marquee::search
