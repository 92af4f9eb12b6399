#include "application/movie/catalogue.h"

#include <chrono>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "tests/support/call_end.h"
#include "tests/support/port_forms.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using Limits = MovieDescriptionLimits;

MovieDescription titled(const std::string& title) {
    MovieDescription description;
    description.title = title;
    return description;
}

MovieDescription everything() {
    MovieDescription description;
    description.title = "Le Fabuleux Destin d'Amélie Poulain \\ \" ' %s";
    description.original_title = "千と千尋の神隠し";
    description.alternative_titles = {"WALL·E", "😀 8½", "é is not é"};
    description.description =
        "First line.\nSecond line:\ttabbed. 👩‍👩‍👧‍👦 שלום";
    description.release_year = 2001;
    description.runtime_minutes = 122;
    description.genres = {"Romance", "Comedy"};
    description.directors = {"Jean-Pierre Jeunet"};
    description.cast = {{"Audrey Tautou", "Amélie"}, {"Mathieu Kassovitz", std::nullopt}};
    description.keywords = {"garden gnome", "jardin d'été"};
    description.poster_url = "https://example.org/p.jpg?a=1&b=%27";
    description.external_ids = {{"imdb", "tt0211915"}, {"tmdb", "194"}};
    return description;
}

/// `count` texts that differ, each of `length` characters of four bytes.
std::vector<std::string> longest(std::size_t count, std::size_t length) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text = std::to_string(i);
        for (std::size_t at = text.size(); at < length; ++at) text += "😀";
        texts.push_back(std::move(text));
    }
    return texts;
}

/// More than a megabyte: nothing may have more.
MovieDescription largest() {
    MovieDescription description;
    description.title = longest(1, Limits::kTitle).front();
    description.original_title = description.title;
    description.alternative_titles = longest(Limits::kAlternativeTitles, Limits::kTitle);
    description.description = longest(1, Limits::kDescription).front();
    description.release_year = Limits::kFirstYear;
    description.runtime_minutes = Limits::kLongestRuntime;
    description.genres = longest(Limits::kGenres, Limits::kName);
    description.directors = longest(Limits::kDirectors, Limits::kName);
    for (const auto& name : longest(Limits::kCast, Limits::kName)) {
        description.cast.push_back({name, name});
    }
    description.keywords = longest(Limits::kKeywords, Limits::kName);
    description.poster_url = "https://e.org/" + std::string(Limits::kPosterUrl - 14, 'p');
    for (std::size_t i = 0; i < Limits::kExternalIds; ++i) {
        description.external_ids["provider" + std::to_string(i)] = std::string(64, 'x');
    }
    return description;
}

Timestamp now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Precondition existing(Precondition::Existence existence) {
    return {existence, std::nullopt};
}

Precondition having(std::vector<Revision> revisions) {
    return {Precondition::Existence::either, std::move(revisions)};
}

class CatalogueContract : public testing::TestWithParam<test::MoviePortsForm> {
protected:
    CatalogueEntry put(const std::string& id, const MovieDescription& description) {
        return catalogue_.describe(call_, MovieId(id), description, {}).entry;
    }

    std::optional<CatalogueEntry> find(const std::string& ref) {
        return catalogue_.find(call_, parse_movie_ref(ref));
    }

    /// What writing under the condition fails with, or nothing.
    std::optional<ErrorCode> describing(const Precondition& precondition) {
        return code_of(
            [&] { catalogue_.describe(call_, MovieId("m"), titled("Next"), precondition); });
    }

    std::unique_ptr<test::MoviePorts> ports_ = GetParam().make();
    Catalogue& catalogue_ = ports_->catalogue();
    Call call_ = Call().by_system();
};

TEST_P(CatalogueContract, FindsNothingByUnknownNames) {
    put("m", everything());
    for (const char* ref :
         {"n", "M", "imdb:tt1", "tmdb:tt0211915", "imdb:TT0211915", "tt0211915"}) {
        EXPECT_FALSE(find(ref)) << ref;
    }
}

TEST_P(CatalogueContract, GivesBackWhatWasDescribedToTheLetter) {
    const auto before = now();
    const auto written = catalogue_.describe(call_, MovieId("m"), everything(), {});
    EXPECT_TRUE(written.created);
    EXPECT_EQ(written.entry.id, MovieId("m"));
    EXPECT_EQ(written.entry.description, everything());
    EXPECT_EQ(written.entry.created_at, written.entry.updated_at);
    EXPECT_GE(written.entry.created_at, before);
    EXPECT_LE(written.entry.created_at, now());
    EXPECT_EQ(find("m"), written.entry);
    EXPECT_EQ(find("imdb:tt0211915"), written.entry);
    EXPECT_EQ(find("tmdb:194"), written.entry);
}

TEST_P(CatalogueContract, KeepsAbsentFieldsAbsent) {
    put("m", titled("Only a title"));
    EXPECT_EQ(find("m").value().description, titled("Only a title"));
}

TEST_P(CatalogueContract, TellsEmptyFieldsFromAbsentOnes) {
    auto description = titled("Empty");
    description.original_title = "";
    description.description = "";
    description.poster_url = "";
    description.cast = {{"Somebody", ""}};
    description.release_year = 0;
    description.runtime_minutes = 0;
    const auto error = error_of([&] { catalogue_.describe(call_, MovieId("m"), description, {}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->fields().size(), 6U);
}

TEST_P(CatalogueContract, DescribesAnew) {
    const auto first = put("m", everything());
    const auto second = catalogue_.describe(call_, MovieId("m"), titled("Second"), {});
    EXPECT_FALSE(second.created);
    EXPECT_GT(second.entry.revision, first.revision);
    EXPECT_EQ(second.entry.created_at, first.created_at);
    EXPECT_GE(second.entry.updated_at, first.updated_at);
    EXPECT_EQ(find("m"), second.entry);
    EXPECT_FALSE(find("imdb:tt0211915"));
}

TEST_P(CatalogueContract, NamesAllThatIsWrongWithADescription) {
    auto description = everything();
    description.title = " ";
    description.genres = {"A", "A"};
    description.cast.assign(Limits::kCast, {"", "\x01"});
    description.external_ids = {{"IMDB", "x"}};
    const auto wanted = error_of([&] { require_valid(description, 2026); });
    const auto error = error_of([&] { catalogue_.describe(call_, MovieId("m"), description, {}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_STREQ(error->what(), wanted->what());
    EXPECT_EQ(error->fields(), wanted->fields());
    EXPECT_GT(error->fields().size(), 2 * Limits::kCast);
    EXPECT_FALSE(find("m"));
}

TEST_P(CatalogueContract, GivesAnExternalIdToOneMovie) {
    put("m", everything());
    auto description = titled("Other");
    description.external_ids = {{"imdb", "tt0211915"}};
    const auto error = error_of([&] { catalogue_.describe(call_, MovieId("n"), description, {}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::conflict);
    EXPECT_STREQ(error->what(), "imdb:tt0211915 is movie m already");
    EXPECT_EQ(error->fields(),
              (std::vector<FieldError>{{"external_ids.imdb", "belongs to another movie"}}));
}

TEST_P(CatalogueContract, HoldsAnAbsentMovieAgainstEachCondition) {
    using enum Precondition::Existence;
    EXPECT_EQ(describing(existing(must_exist)), ErrorCode::precondition_failed);
    EXPECT_EQ(describing(having({1, 2})), ErrorCode::precondition_failed);
    EXPECT_EQ(describing(having({})), ErrorCode::precondition_failed);
    EXPECT_FALSE(find("m"));
    EXPECT_EQ(describing(existing(must_not_exist)), std::nullopt);
}

TEST_P(CatalogueContract, HoldsAMovieAgainstEachCondition) {
    using enum Precondition::Existence;
    const auto stored = put("m", everything());
    const auto error = error_of(
        [&] { catalogue_.describe(call_, MovieId("m"), titled("No"), existing(must_not_exist)); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::precondition_failed);
    EXPECT_STREQ(error->what(), "it exists already");
    EXPECT_EQ(describing(having({})), ErrorCode::precondition_failed);
    EXPECT_EQ(describing(having({stored.revision - 1})), ErrorCode::precondition_failed);
    auto both = having({stored.revision});
    both.existence = must_not_exist;
    EXPECT_EQ(describing(both), ErrorCode::precondition_failed);
    EXPECT_EQ(find("m"), stored);
    EXPECT_EQ(describing(having({1, stored.revision})), std::nullopt);
    EXPECT_EQ(describing(existing(must_exist)), std::nullopt);
}

TEST_P(CatalogueContract, RemovesAMovieOnce) {
    const auto stored = put("m", everything());
    EXPECT_TRUE(catalogue_.remove(call_, MovieId("m"), {}));
    EXPECT_FALSE(catalogue_.remove(call_, MovieId("m"), {}));
    EXPECT_FALSE(find("m"));
    EXPECT_FALSE(find("imdb:tt0211915"));
    // Revisions grow over a removal from one millisecond to the next.
    while (now() <= stored.updated_at) std::this_thread::yield();
    EXPECT_GT(put("m", everything()).revision, stored.revision);
}

TEST_P(CatalogueContract, RemovesOnlyWhatTheConditionIsAbout) {
    using enum Precondition::Existence;
    const auto removing = [&](const Precondition& precondition) {
        return code_of([&] { catalogue_.remove(call_, MovieId("m"), precondition); });
    };
    EXPECT_EQ(removing(existing(must_exist)), ErrorCode::precondition_failed);
    EXPECT_EQ(removing(having({7})), ErrorCode::precondition_failed);
    const auto stored = put("m", everything());
    EXPECT_EQ(removing(having({stored.revision + 1})), ErrorCode::precondition_failed);
    EXPECT_EQ(removing(having({})), ErrorCode::precondition_failed);
    EXPECT_EQ(find("m"), stored);
    EXPECT_EQ(removing(having({stored.revision})), std::nullopt);
    EXPECT_FALSE(find("m"));
}

TEST_P(CatalogueContract, FindsManyInTheOrderAsked) {
    const auto a = put("a", titled("A"));
    const auto m = put("m", everything());
    std::vector<MovieRef> refs;
    // More than go into one message. Together 10,000.
    for (int i = 0; i < 2'000; ++i) {
        for (const char* ref : {"imdb:tt0211915", "none", "a", "m", "imdb:tt9"}) {
            refs.push_back(parse_movie_ref(ref));
        }
    }
    const auto found = catalogue_.find_many(call_, refs);
    ASSERT_EQ(found.size(), refs.size());
    for (std::size_t i = 0; i < found.size(); i += 5) {
        EXPECT_EQ(found[i], m);
        EXPECT_FALSE(found[i + 1]);
        EXPECT_EQ(found[i + 2], a);
        EXPECT_EQ(found[i + 3], m);
        EXPECT_FALSE(found[i + 4]);
    }
    EXPECT_TRUE(catalogue_.find_many(call_, {}).empty());
}

TEST_P(CatalogueContract, TakesAndGivesTheLargestMovies) {
    auto description = largest();
    std::vector<MovieRef> refs;
    for (const char* id : {"a", "b", "c", "d"}) {
        for (auto& [provider, value] : description.external_ids) value = id;
        EXPECT_EQ(put(id, description).description, description);
        refs.emplace_back(MovieId(id));
    }
    const auto found = catalogue_.find_many(call_, refs);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[3].value().description, description);
    std::vector<MovieId> scanned;
    std::optional<MovieId> after;
    for (auto portion = catalogue_.scan(call_, after, 1'000); !portion.empty();
         portion = catalogue_.scan(call_, after, 1'000)) {
        for (const auto& entry : portion) scanned.push_back(entry.id);
        after = scanned.back();
    }
    EXPECT_EQ(scanned, (std::vector{MovieId("a"), MovieId("b"), MovieId("c"), MovieId("d")}));
}

TEST_P(CatalogueContract, RefusesWhatIsFarTooLarge) {
    put("m", titled("Kept"));
    auto description = titled("Too much");
    description.description = std::string(70 << 20, 'x');
    const auto error = error_of([&] { catalogue_.describe(call_, MovieId("m"), description, {}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_FALSE(std::string(error->what()).empty());
    EXPECT_EQ(find("m").value().description.title, "Kept");
}

TEST_P(CatalogueContract, ScansThousandMoviesAtOnce) {
    constexpr int kMovies = 1'003;
    for (int i = 0; i < kMovies; ++i) put(std::to_string(10'000 + i), titled("Movie"));
    const auto first = catalogue_.scan(call_, std::nullopt, 1'000);
    ASSERT_EQ(first.size(), 1'000U);
    for (std::size_t i = 0; i < first.size(); ++i) {
        ASSERT_EQ(first[i].id, MovieId(std::to_string(10'000 + i)));
    }
    EXPECT_EQ(first.front(), find("10000"));
    EXPECT_EQ(catalogue_.scan(call_, first.back().id, 1'000).size(), 3U);
    EXPECT_EQ(catalogue_.scan(call_, MovieId("10999"), 2).back().id, MovieId("11001"));
    EXPECT_TRUE(catalogue_.scan(call_, MovieId("11002"), 1).empty());
}

TEST_P(CatalogueContract, RefusesWritersWithoutTheRight) {
    put("m", titled("Kept"));
    const std::vector<std::pair<Caller, ErrorCode>> callers = {
        {{}, ErrorCode::unauthenticated},
        {Caller::of_account("v", Role::viewer), ErrorCode::forbidden},
        {Caller::of_account("s", Role::service), ErrorCode::forbidden},
        {Caller::of_account("e", Role::editor, {Scope::ratings_write}), ErrorCode::forbidden}};
    for (const auto& [caller, code] : callers) {
        Call call;
        call.caller = caller;
        const std::string why = code == ErrorCode::forbidden
                                    ? "this takes the scope catalogue:write"
                                    : "this needs an access token or an API key";
        // Whatever else is wrong.
        const auto describing =
            error_of([&] { catalogue_.describe(call, MovieId("m"), titled(""), having({})); });
        EXPECT_EQ(describing.value().code(), code);
        EXPECT_EQ(describing->what(), why);
        const auto removing = error_of([&] { catalogue_.remove(call, MovieId("m"), having({})); });
        EXPECT_EQ(removing.value().code(), code);
        EXPECT_EQ(removing->what(), why);
        EXPECT_TRUE(catalogue_.find(call, MovieId("m")));
    }
    call_.caller = Caller::of_account("e", Role::editor);
    EXPECT_TRUE(catalogue_.remove(call_, MovieId("m"), {}));
}

TEST_P(CatalogueContract, AnswersNobodyWhoNoLongerWaits) {
    put("m", titled("Kept"));
    Call late = call_;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    std::stop_source gone;
    gone.request_stop();
    Call cancelled = call_;
    cancelled.cancelled = gone.get_token();
    const MovieId id("m");
    for (const auto& call : {late, cancelled}) {
        const std::vector<std::function<void()>> questions = {
            [&] { catalogue_.find(call, id); }, [&] { catalogue_.find_many(call, {id}); },
            [&] { catalogue_.scan(call, std::nullopt, 1); },
            [&] { catalogue_.describe(call, id, titled("Late"), {}); },
            [&] { catalogue_.remove(call, id, {}); }};
        for (const auto& ask : questions) EXPECT_EQ(code_of(ask), ErrorCode::deadline_exceeded);
    }
    EXPECT_EQ(find("m").value().description.title, "Kept");
}

using WaitingCatalogueContract = CatalogueContract;

TEST_P(WaitingCatalogueContract, EndsAWriteWithItsCall) {
    put("m", titled("Kept"));
    const auto held = ports_->hold_writes();
    const MovieId id("m");
    const std::vector<std::function<void(const Call&)>> writes = {
        [&](const Call& call) { catalogue_.describe(call, id, titled("Late"), {}); },
        [&](const Call& call) { catalogue_.remove(call, id, {}); }};
    for (const auto& write : writes) test::expect_to_end_with_the_call(call_, write);
    // Readers don't wait for writers.
    EXPECT_EQ(find("m").value().description.title, "Kept");
}

TEST_P(WaitingCatalogueContract, WritesWhenItsTurnHasCome) {
    put("m", titled("First"));
    auto held = ports_->hold_writes();
    auto written = std::async(std::launch::async, [&] { put("m", titled("Second")); });
    held.reset();
    written.get();
    EXPECT_EQ(find("m").value().description.title, "Second");
}

using ConcurrentCatalogueContract = CatalogueContract;

TEST_P(ConcurrentCatalogueContract, LosesNoWriteThatWasConditional) {
    constexpr int kWriters = 8;
    constexpr int kWrites = 3;
    put("m", titled("counter"));
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&] {
            for (int written = 0; written < kWrites;) {
                const auto current = find("m").value();
                auto next = current.description;
                next.runtime_minutes = next.runtime_minutes.value_or(0) + 1;
                const auto code = code_of([&] {
                    catalogue_.describe(call_, MovieId("m"), next, having({current.revision}));
                });
                EXPECT_TRUE(!code || code == ErrorCode::precondition_failed);
                if (!code) ++written;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(find("m").value().description.runtime_minutes, kWriters * kWrites);
}

TEST_P(ConcurrentCatalogueContract, AnswersEachWithTheirOwn) {
    constexpr int kAsking = 8;
    std::vector<std::thread> threads;
    for (int i = 0; i < kAsking; ++i) {
        threads.emplace_back([&, id = "m" + std::to_string(i)] {
            const auto written = put(id, titled(id));
            for (int times = 0; times < 20; ++times) {
                EXPECT_EQ(find(id), written);
                EXPECT_FALSE(find("no-" + id));
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

std::string form_name(const testing::TestParamInfo<test::MoviePortsForm>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, CatalogueContract, testing::ValuesIn(test::movie_ports_forms()),
                         form_name);
INSTANTIATE_TEST_SUITE_P(Stored, WaitingCatalogueContract,
                         testing::ValuesIn(test::stored_ports_forms()), form_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentCatalogueContract,
                         testing::ValuesIn(test::movie_ports_forms()), form_name);

}  // namespace
}  // namespace marquee::movie
