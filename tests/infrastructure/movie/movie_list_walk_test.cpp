#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>

#include "infrastructure/movie/movie_list.h"
#include "tests/infrastructure/movie/movie_list_model.h"

namespace marquee::movie {
namespace {

using model::Dice;
using model::PlainList;
using model::Where;

struct ChangingList {
    explicit ChangingList(unsigned seed, int movies, std::size_t kept = 200'000)
        : dice(seed), plain(model::random_list(movies, dice)), list(model::kPriorWeight, kept) {
        list.apply(plain.all(), plain.state, true);
    }
    void change(int changes) {
        const auto rows = model::change(plain, changes, dice);
        list.apply(rows, plain.state, true);
    }
    Dice dice;
    PlainList plain;
    MovieList list;
};

TEST(MovieListWalk, SeesTheListOfItsMomentWhileItChanges) {
    ChangingList changing(21, 700);
    for (int round = 0; round < 3; ++round) {
        for (const auto sort : model::kSorts) {
            const auto query = model::random_query(sort, changing.dice);
            const PlainList began = changing.plain;
            const auto page = static_cast<std::size_t>(changing.dice.roll(1, 60));
            const auto seen = model::walk(changing.list, query, page,
                                          [&] { changing.change(changing.dice.roll(0, 30)); });
            EXPECT_EQ(seen, began.list(query));
            EXPECT_EQ(model::walk(changing.list, query, 100, [] {}), changing.plain.list(query));
        }
    }
}

TEST(MovieListWalk, CountsTheListOfItsMoment) {
    ChangingList changing(22, 500);
    for (int round = 0; round < 20; ++round) {
        const PlainList began = changing.plain;
        const auto position = changing.list.view().start();
        const auto facets_before = changing.list.view().genres();
        for (int i = 0; i < 5; ++i) changing.change(20);
        auto view = changing.list.view(position);
        const auto query = model::random_query(MovieSort::title, changing.dice);
        view.select(query);
        EXPECT_EQ(view.start(), position);
        EXPECT_EQ(view.size(), static_cast<std::int64_t>(began.rows.size()));
        EXPECT_EQ(view.genres(), facets_before);
        EXPECT_EQ(view.count(), static_cast<std::int64_t>(began.list(query).size()));
        std::vector<std::uint32_t> all(changing.plain.rows.rbegin()->first + 10);
        std::iota(all.begin(), all.end(), 0U);
        EXPECT_EQ(view.count(&all), view.count());
        EXPECT_EQ(view.genre_facet(&all), view.genre_facet());
        std::vector<std::int64_t> numbers;
        for (const auto& hit : view.page_of(all, std::nullopt, all.size())) {
            numbers.push_back(hit.number);
        }
        EXPECT_EQ(numbers, began.list(query));
    }
}

TEST(MovieListWalk, GoesOnInThePresentWhenItsMomentIsForgotten) {
    ChangingList changing(23, 200, 50);
    const auto position = changing.list.view().start();
    changing.change(20);
    EXPECT_EQ(changing.list.view(position).start().version, position.version);
    for (int i = 0; i < 5; ++i) changing.change(20);
    auto view = changing.list.view(position);
    EXPECT_EQ(view.start().version, changing.plain.state.version);
    EXPECT_EQ(view.start().rating_count, position.rating_count);
    EXPECT_EQ(view.size(), static_cast<std::int64_t>(changing.plain.rows.size()));
}

TEST(MovieListWalk, OfAnotherGenerationOrOfTheFutureIsInThePresent) {
    ChangingList changing(24, 100);
    auto position = changing.list.view().start();
    changing.change(10);
    ++position.generation;
    EXPECT_EQ(changing.list.view(position).start().version, changing.plain.state.version);
    EXPECT_EQ(changing.list.view(position).start().generation, changing.plain.state.generation);
    position = changing.list.view().start();
    position.version += 5;
    EXPECT_EQ(changing.list.view(position).start().version, changing.plain.state.version);
}

TEST(MovieListWalk, ThatBeganInTheFirstFillingIsInThePresent) {
    Dice dice(25);
    PlainList plain = model::random_list(100, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, false);
    const auto position = list.view().start();
    auto rows = model::change(plain, 20, dice);
    list.apply(rows, plain.state, false);
    rows = model::change(plain, 20, dice);
    list.apply(rows, plain.state, true);
    EXPECT_EQ(list.view(position).start().version, plain.state.version);
    EXPECT_EQ(list.view(position).size(), static_cast<std::int64_t>(plain.rows.size()));
}

/// Walks through the list and compares with what its first view saw at once.
void walk_and_compare(const MovieList& list, MovieSort sort) {
    const MovieQuery query = Where{.sort = sort};
    std::optional<ListPosition> at;
    std::vector<std::int64_t> expected;
    {
        auto view = list.view();
        view.select(query);
        at = view.start();
        for (const auto& hit : view.page(std::nullopt, 10'000)) expected.push_back(hit.number);
        EXPECT_EQ(static_cast<std::int64_t>(expected.size()), view.size());
    }
    std::vector<std::int64_t> seen;
    for (bool more = true; more;) {
        auto view = list.view(at);
        view.select(query);
        const auto hits = view.page(at, 40);
        for (const auto& hit : hits) seen.push_back(hit.number);
        more = hits.size() == 40;
        if (more) at = model::position_of(view.start(), hits.back());
    }
    EXPECT_EQ(seen, expected);
}

TEST(MovieListWalk, ConcurrentChangesShowWholeAndLeaveWalksAlone) {
    Dice dice(26);
    PlainList plain = model::random_list(1500, dice);
    MovieList list(model::kPriorWeight);
    std::atomic<bool> done = false;
    std::thread writer([&] {
        list.apply(plain.all(), plain.state, false);
        list.apply({}, plain.state, true);
        for (int i = 0; i < 150; ++i) {
            const auto rows = model::change(plain, 20, dice);
            list.apply(rows, plain.state, true);
        }
        done = true;
    });
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 3; ++reader) {
        readers.emplace_back([&, reader] {
            // From the first filling on there is a moment to go back to.
            const auto filled = [&] { return list.view().start().version > 1; };
            while (!filled() && !done) std::this_thread::yield();
            auto at = static_cast<std::size_t>(reader);
            do {
                walk_and_compare(list, model::kSorts[at++ % model::kSorts.size()]);
            } while (!done);
        });
    }
    writer.join();
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(model::walk(list, {}, 100, [] {}), plain.list({}));
}

}  // namespace
}  // namespace marquee::movie
