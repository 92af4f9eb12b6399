#include "domain/metadata/metadata_repository.h"

#include <gtest/gtest.h>
#include <thread>

#include "tests/support/stores.h"

namespace marquee::metadata {
namespace {

constexpr Timestamp kNoon{std::chrono::milliseconds(1'763'640'000'123)};

class MetadataRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    MovieMetadata store(const std::string& id, const MovieDescription& description) {
        std::optional<MovieMetadata> stored;
        repository_.update(call_, {MovieId(id)}, [&](const MovieId& movie, const auto& current) {
            stored = describe(movie, description, current, kNoon);
            return stored;
        });
        return *stored;
    }

    std::optional<MovieMetadata> find(const std::string& ref) {
        return repository_.find(call_, parse_movie_ref(ref));
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    MetadataRepository& repository_ = stores_->metadata();
    Call call_;
};

MovieDescription titled(const std::string& title) {
    MovieDescription description;
    description.title = title;
    return description;
}

MovieDescription everything() {
    MovieDescription description;
    description.title = "Amélie'; DROP TABLE metadata_movie; -- \\ \" :v0 ? %s";
    description.original_title = "千と千尋の神隠し";
    description.alternative_titles = {"WALL·E", "😀 8½", "x\\'y"};
    description.description = "First line.\nSecond line: 'quoted' \"twice\" \\";
    description.release_year = 2001;
    description.runtime_minutes = 122;
    description.genres = {"Comedy", "Romance"};
    description.directors = {"Jean-Pierre Jeunet"};
    description.cast = {{"Audrey Tautou", "Amélie"}, {"Mathieu Kassovitz", std::nullopt}};
    description.keywords = {"garden gnome", "jardin d'été \\ 😀"};
    description.poster_url = "https://example.org/p.jpg?a=1&b=%27";
    description.external_ids = {{"imdb", "tt0211915"}, {"tmdb", "194"}};
    return description;
}

TEST_P(MetadataRepositoryContract, FindsNothingInAnEmptyStore) {
    EXPECT_TRUE(repository_.empty(call_));
    EXPECT_FALSE(find("tt1"));
    EXPECT_FALSE(find("imdb:tt1"));
}

TEST_P(MetadataRepositoryContract, GivesBackEveryFieldToTheLetter) {
    const auto stored = store("tt0211915", everything());
    EXPECT_EQ(find("tt0211915"), stored);
    EXPECT_EQ(find("tt0211915")->description, everything());
    EXPECT_FALSE(repository_.empty(call_));
}

TEST_P(MetadataRepositoryContract, KeepsAbsentFieldsAbsent) {
    store("a", titled("Only a title"));
    EXPECT_EQ(find("a")->description, titled("Only a title"));
}

TEST_P(MetadataRepositoryContract, KeepsTheLargestDescriptionThatIsAllowed) {
    auto description = titled(std::string(500, 'T'));
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "界";
    description.description = text;
    for (int i = 0; i < 500; ++i) {
        description.cast.push_back(
            {std::string(195, 'n') + std::to_string(i), std::string(195, 'r') + std::to_string(i)});
    }
    for (int i = 0; i < 100; ++i) {
        description.keywords.push_back(std::string(195, 'k') + std::to_string(i));
    }
    store("large", description);
    EXPECT_EQ(find("large")->description, description);
}

TEST_P(MetadataRepositoryContract, TellsIdsApartByCase) {
    store("abc", titled("lower"));
    store("ABC", titled("upper"));
    EXPECT_EQ(find("abc")->description.title, "lower");
    EXPECT_EQ(find("ABC")->description.title, "upper");
}

TEST_P(MetadataRepositoryContract, FindsByExternalId) {
    const auto stored = store("m", everything());
    EXPECT_EQ(find("imdb:tt0211915"), stored);
    EXPECT_EQ(find("tmdb:194"), stored);
    EXPECT_FALSE(find("tmdb:tt0211915"));
    EXPECT_FALSE(find("imdb:TT0211915"));
}

TEST_P(MetadataRepositoryContract, FindsManyInTheOrderAsked) {
    store("a", titled("A"));
    store("m", everything());
    const auto found = repository_.find_many(
        call_, {parse_movie_ref("imdb:tt0211915"), parse_movie_ref("none"), parse_movie_ref("a"),
                parse_movie_ref("m"), parse_movie_ref("imdb:tt9"), parse_movie_ref("a")});
    ASSERT_EQ(found.size(), 6U);
    EXPECT_EQ(found[0]->id, MovieId("m"));
    EXPECT_FALSE(found[1]);
    EXPECT_EQ(found[2]->id, MovieId("a"));
    EXPECT_EQ(found[3]->id, MovieId("m"));
    EXPECT_FALSE(found[4]);
    EXPECT_EQ(found[5]->id, MovieId("a"));
    EXPECT_TRUE(repository_.find_many(call_, {}).empty());
}

TEST_P(MetadataRepositoryContract, FindsManyThousands) {
    std::vector<MovieId> ids;
    std::vector<MovieRef> refs;
    for (int i = 0; i < 1'000; ++i) {
        ids.emplace_back("m" + std::to_string(i));
        refs.emplace_back(ids.back());
    }
    repository_.update(call_, ids, [&](const MovieId& id, const auto& current) {
        return describe(id, titled(id.text()), current, kNoon);
    });
    const auto found = repository_.find_many(call_, refs);
    for (std::size_t i = 0; i < ids.size(); ++i)
        ASSERT_EQ(found[i]->description.title, ids[i].text());
}

TEST_P(MetadataRepositoryContract, HandsTheStoredStateToTheChange) {
    const auto first = store("a", titled("first"));
    repository_.update(call_, {MovieId("a")}, [&](const MovieId& id, const auto& current) {
        EXPECT_EQ(current, first);
        return describe(id, titled("second"), current, kNoon);
    });
    const auto second = find("a");
    EXPECT_EQ(second->description.title, "second");
    EXPECT_GT(second->revision, first.revision);
    EXPECT_EQ(second->created_at, first.created_at);
}

TEST_P(MetadataRepositoryContract, LeavesWhatTheChangeLeaves) {
    const auto stored = store("a", titled("A"));
    repository_.update(call_, {MovieId("a"), MovieId("b")},
                       [](const MovieId&, const auto&) { return std::nullopt; });
    EXPECT_EQ(find("a"), stored);
    EXPECT_FALSE(find("b"));
}

TEST_P(MetadataRepositoryContract, UndoesTheWholeUpdateWhenTheChangeThrows) {
    EXPECT_THROW(
        repository_.update(call_, {MovieId("a"), MovieId("b")},
                           [](const MovieId& id, const auto& current) {
                               if (id.text() == "b") {
                                   throw Error(ErrorCode::precondition_failed, "no");
                               }
                               return std::optional(describe(id, titled("A"), current, kNoon));
                           }),
        Error);
    EXPECT_FALSE(find("a"));
}

TEST_P(MetadataRepositoryContract, RefusesAnExternalIdOfAnotherMovie) {
    auto description = titled("A");
    description.external_ids = {{"imdb", "tt1"}};
    store("a", description);
    try {
        store("b", description);
        FAIL() << "was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::conflict);
        ASSERT_EQ(error.fields().size(), 1U);
        EXPECT_EQ(error.fields()[0].field, "external_ids.imdb");
    }
    EXPECT_FALSE(find("b"));
}

TEST_P(MetadataRepositoryContract, FreesExternalIdsThatAMovieGivesUp) {
    auto description = titled("A");
    description.external_ids = {{"imdb", "tt1"}, {"tmdb", "1"}};
    store("a", description);
    description.external_ids = {{"imdb", "tt2"}};
    store("a", description);
    EXPECT_FALSE(find("imdb:tt1"));
    EXPECT_FALSE(find("tmdb:1"));
    EXPECT_EQ(find("imdb:tt2")->id, MovieId("a"));
    description.external_ids = {{"imdb", "tt1"}};
    store("b", description);
    EXPECT_EQ(find("imdb:tt1")->id, MovieId("b"));
}

TEST_P(MetadataRepositoryContract, RemovesAMovieAndItsExternalIds) {
    store("m", everything());
    EXPECT_TRUE(repository_.remove(call_, MovieId("m"), [](const MovieMetadata&) {}));
    EXPECT_FALSE(find("m"));
    EXPECT_FALSE(find("imdb:tt0211915"));
    EXPECT_TRUE(repository_.empty(call_));
    store("n", everything());
    EXPECT_EQ(find("imdb:tt0211915")->id, MovieId("n"));
}

TEST_P(MetadataRepositoryContract, RemovesNothingWhenThereIsNothing) {
    EXPECT_FALSE(repository_.remove(call_, MovieId("m"), [](const MovieMetadata&) {
        ADD_FAILURE() << "asked about a movie that does not exist";
    }));
}

TEST_P(MetadataRepositoryContract, KeepsTheMovieWhenTheCheckRefuses) {
    const auto stored = store("m", everything());
    EXPECT_THROW(repository_.remove(call_, MovieId("m"),
                                    [&](const MovieMetadata& current) {
                                        EXPECT_EQ(current, stored);
                                        throw Error(ErrorCode::precondition_failed, "no");
                                    }),
                 Error);
    EXPECT_EQ(find("m"), stored);
    EXPECT_EQ(find("imdb:tt0211915"), stored);
}

TEST_P(MetadataRepositoryContract, RefusesACallWhoseDeadlineHasPassed) {
    Call late;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    try {
        repository_.find(late, MovieId("a"));
        FAIL() << "was answered";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::deadline_exceeded);
    }
}

using ConcurrentMetadataRepositoryContract = MetadataRepositoryContract;

TEST_P(ConcurrentMetadataRepositoryContract, LosesNoUpdateOfOneMovie) {
    constexpr int kWriters = 8;
    constexpr int kUpdates = 20;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&] {
            for (int i = 0; i < kUpdates; ++i) {
                repository_.update(
                    call_, {MovieId("m")}, [](const MovieId& id, const auto& current) {
                        auto description = current ? current->description : titled("counter");
                        description.runtime_minutes = description.runtime_minutes.value_or(0) + 1;
                        return describe(id, description, current, kNoon);
                    });
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(find("m")->description.runtime_minutes, kWriters * kUpdates);
}

TEST_P(ConcurrentMetadataRepositoryContract, GivesAnExternalIdToOneOfMany) {
    constexpr int kWriters = 8;
    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
            auto description = titled("wants it");
            description.external_ids = {{"imdb", "tt1"}};
            try {
                store("m" + std::to_string(writer), description);
                ++accepted;
            } catch (const Error& error) {
                EXPECT_EQ(error.code(), ErrorCode::conflict) << error.what();
                ++refused;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(refused, kWriters - 1);
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, MetadataRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentMetadataRepositoryContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::metadata
