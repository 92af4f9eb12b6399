#include "infrastructure/search/text_index.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <thread>
#include <unistd.h>

namespace marquee::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// Ranks by a table; looks ahead in blocks of 8 when it is told to.
class Votes : public Preference {
public:
    explicit Votes(std::vector<int> votes, bool blocks = true)
        : votes_(std::move(votes)), blocks_(blocks) {}

    bool admits_all() const override {
        return std::ranges::none_of(votes_, [](int votes) { return votes < 0; });
    }
    std::optional<double> rank(std::uint32_t number) const override {
        if (number >= votes_.size() || votes_[number] < 0) return std::nullopt;
        return votes_[number];
    }
    std::uint32_t next_above(std::uint32_t number, double rank) const override {
        if (!blocks_) return number;
        for (; number < votes_.size(); number = (number / 8 + 1) * 8) {
            const auto begin = votes_.begin() + number / 8 * 8;
            const auto left = static_cast<std::size_t>(votes_.end() - begin);
            const auto end = begin + static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, left));
            if (*std::max_element(begin, end) > rank) return number;
        }
        return std::numeric_limits<std::uint32_t>::max();
    }
    double highest() const override { return *std::ranges::max_element(votes_); }

private:
    std::vector<int> votes_;
    bool blocks_;
};

class TextIndexTest : public testing::Test {
protected:
    TextIndexTest() { std::filesystem::remove_all(folder); }
    ~TextIndexTest() override { std::filesystem::remove_all(folder); }

    static std::vector<std::uint32_t> numbers(const std::vector<Hit>& hits) {
        std::vector<std::uint32_t> result;
        for (const auto& hit : hits) result.push_back(hit.number);
        return result;
    }
    static void put(TextIndex& index, std::uint32_t number, const std::string& title) {
        index.put(indexed_text(
            {.number = number, .titles = {title}, .people = {}, .keywords = {}, .year = {}}));
    }

    const std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                         ("marquee-index-test-" + std::to_string(::getpid()));
    const Votes even{std::vector<int>(100, 1)};
};

TEST_F(TextIndexTest, OrdersByTierThenRankThenNumber) {
    TextIndex index(folder);
    put(index, 1, "Star");
    put(index, 2, "The Star");
    put(index, 3, "Star Trek");
    put(index, 4, "Rising Star");
    put(index, 5, "Star Wars");
    put(index, 6, "A Rising Star");
    index.commit("");
    const Votes votes({0, 1, 9, 2, 7, 8, 7});
    EXPECT_THAT(index.search("star", "", votes, {}, 10),
                ElementsAre(Hit{1, 0, 1}, Hit{2, 1, 9}, Hit{5, 2, 8}, Hit{3, 2, 2}, Hit{4, 3, 7},
                            Hit{6, 3, 7}));
}

TEST_F(TextIndexTest, ShowsWhatWasCommittedAndKeepsItsNote) {
    {
        TextIndex index(folder);
        EXPECT_EQ(index.state(), "");
        put(index, 1, "Alien");
        EXPECT_THAT(index.search("alien", "", even, {}, 5), IsEmpty());
        index.commit("first");
        EXPECT_THAT(numbers(index.search("alien", "", even, {}, 5)), ElementsAre(1));
        put(index, 1, "Gladiator");
        put(index, 2, "Aliens");
        index.remove(7);
        index.commit("second");
        EXPECT_THAT(numbers(index.search("alien", "", even, {}, 5)), ElementsAre(2));
    }
    TextIndex index(folder);
    EXPECT_EQ(index.state(), "second");
    EXPECT_THAT(numbers(index.search("aliens", "", even, {}, 5)), ElementsAre(2));
    EXPECT_THAT(numbers(index.search("gladiatr", "", even, {}, 5)), ElementsAre(1));
}

TEST_F(TextIndexTest, FindsThoseOfAPerson) {
    TextIndex index(folder);
    index.put(indexed_text({1, {"A"}, {"Tom Hanks", "Meg Ryan"}, {}, {}}));
    index.put(indexed_text({2, {"B"}, {"Tom Cruise", "Colin Hanks"}, {}, {}}));
    index.commit("");
    EXPECT_THAT(numbers(index.search("a", "TOM HANKS", even, {}, 5)), ElementsAre(1));
    std::vector<std::uint32_t> found;
    index.match("", "hanks", [&](std::uint32_t number) { found.push_back(number); });
    EXPECT_THAT(found, UnorderedElementsAre(1, 2));
    found.clear();
    index.match("b", "tom hanks", [&](std::uint32_t number) { found.push_back(number); });
    EXPECT_THAT(found, IsEmpty());
}

TEST_F(TextIndexTest, FindsTheSameWhetherItLooksAheadOrNot) {
    TextIndex index(folder);
    std::mt19937 random(5);
    const char* const words[] = {"red", "river", "road", "run", "rain", "star"};
    std::vector<int> votes{0};
    for (std::uint32_t number = 1; number < 600; ++number) {
        put(index, number,
            std::string(words[random() % 6]) + " " + words[random() % 6] + " " +
                words[random() % 6]);
        votes.push_back(static_cast<int>(random() % 20) - 2);
    }
    index.commit("");
    for (const char* query : {"r", "red", "red river", "star r", "rivr", "run road"}) {
        const auto all = index.search(query, "", Votes(votes, false), {}, 1000);
        EXPECT_EQ(index.search(query, "", Votes(votes), {}, 1000), all) << query;
        ASSERT_FALSE(all.empty()) << query;
        std::vector<Hit> paged;
        while (true) {
            const auto after = paged.empty() ? std::nullopt : std::optional(paged.back());
            const auto page = index.search(query, "", Votes(votes), after, 7);
            if (page.empty()) break;
            paged.insert(paged.end(), page.begin(), page.end());
        }
        EXPECT_EQ(paged, all) << query;
    }
}

TEST_F(TextIndexTest, TakesTextsOfAnyLength) {
    TextIndex index(folder);
    std::string many;
    for (int i = 0; i < 400; ++i) many += "word" + std::to_string(i) + " ";
    index.put(indexed_text({1, {std::string(500, 'x'), many}, {many}, {many}, 1999}));
    index.commit("");
    EXPECT_THAT(numbers(index.search(std::string(500, 'x'), "", even, {}, 5)), ElementsAre(1));
    EXPECT_THAT(numbers(index.search(many, "", even, {}, 5)), ElementsAre(1));
    EXPECT_THAT(index.search(std::string(100'000, '.'), "", even, {}, 5), IsEmpty());
}

TEST_F(TextIndexTest, SaysThatItIsDamaged) {
    {
        TextIndex index(folder);
        put(index, 1, "Alien");
        index.commit("");
    }
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << "not an index";
    }
    EXPECT_THROW(TextIndex{folder}, IndexDamaged);
    std::filesystem::remove_all(folder);
    std::ofstream(folder) << "a file";
    EXPECT_THROW(TextIndex{folder}, IndexDamaged);
}

TEST_F(TextIndexTest, ConcurrentSearchesSeeWholeCommits) {
    TextIndex index(folder);
    put(index, 1, "Alien");
    index.commit("");
    std::atomic<bool> ended = false;
    std::atomic<int> searches = 0;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!ended) {
                // Each commit has the two at once.
                const auto found = index.search("zebra", "", even, {}, 90).size();
                EXPECT_EQ(found % 2, 0u);
                index.search("alein", "", even, {}, 5);
                ++searches;
            }
        });
    }
    for (std::uint32_t number = 2; number < 60; number += 2) {
        put(index, number, "Zebra One");
        put(index, number + 1, "Zebra Two");
        index.commit("");
    }
    while (searches < 30) std::this_thread::yield();
    ended = true;
    readers.clear();
    EXPECT_EQ(index.search("zebra", "", even, {}, 90).size(), 58u);
}

}  // namespace
}  // namespace marquee::search
