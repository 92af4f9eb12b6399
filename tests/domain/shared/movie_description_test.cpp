#include "domain/shared/movie_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Limits = MovieDescriptionLimits;

constexpr int kYear = 2026;

MovieDescription titled(const std::string& title = "Vertigo") {
    MovieDescription description;
    description.title = title;
    return description;
}

/// The fields that are to blame, in the order of their finding.
std::vector<std::string> blamed(const MovieDescription& description) {
    std::vector<std::string> fields;
    for (const auto& problem : problems(description, kYear)) fields.push_back(problem.field);
    return fields;
}

/// `count` texts, no two of them alike, of `length` code points of two bytes (the last ones aside).
std::vector<std::string> texts(std::size_t count, std::size_t length = 5) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text = std::to_string(i);
        while (text.size() < 5) text = "0" + text;
        std::string filling;
        for (std::size_t k = 5; k < length; ++k) filling += "\xC3\xA9";
        result.push_back(filling + text);
    }
    return result;
}

std::string text_of(std::size_t length) {
    return texts(1, length).front();
}

TEST(MovieDescription, NeedsATitleAndNothingElse) {
    EXPECT_THAT(blamed(titled()), IsEmpty());
    EXPECT_THAT(blamed({}), ElementsAre("title"));
    EXPECT_THAT(blamed(titled(" ")), ElementsAre("title"));
}

TEST(MovieDescription, TakesEveryLimitExactly) {
    MovieDescription full = titled(text_of(500));
    full.original_title = text_of(500);
    full.alternative_titles = texts(50, 500);
    full.description = text_of(20'000);
    full.release_year = kYear + 11;
    full.runtime_minutes = 100'000;
    full.genres = texts(50, 200);
    full.directors = texts(100, 200);
    for (const auto& name : texts(500, 200)) full.cast.push_back({name, text_of(200)});
    full.keywords = texts(100, 200);
    full.poster_url = "https://" + std::string(2'000 - 8, 'x');
    for (const auto& name : texts(10)) full.external_ids[name] = std::string(64, 'v');
    EXPECT_THAT(problems(full, kYear), IsEmpty());
    EXPECT_NO_THROW(require_valid(full, kYear));
}

TEST(MovieDescription, RefusesTextsThatAreOneCharacterTooLong) {
    MovieDescription long_texts = titled(text_of(501));
    long_texts.original_title = text_of(501);
    long_texts.alternative_titles = {"a", text_of(501)};
    long_texts.description = text_of(20'001);
    long_texts.genres = {text_of(201)};
    long_texts.directors = {"a", "b", text_of(201)};
    long_texts.cast = {{"a", {}}, {text_of(201), text_of(201)}};
    long_texts.keywords = {"a", text_of(201)};
    long_texts.poster_url = "https://" + std::string(2'001 - 8, 'x');
    long_texts.external_ids["imdb"] = std::string(65, 'v');
    EXPECT_THAT(blamed(long_texts),
                ElementsAre("title", "original_title", "alternative_titles[1]", "description",
                            "genres[0]", "directors[2]", "cast[1].name", "cast[1].role",
                            "keywords[1]", "poster_url", "external_ids.imdb"));
}

TEST(MovieDescription, RefusesListsThatAreOneEntryTooLong) {
    MovieDescription long_lists = titled();
    long_lists.alternative_titles = texts(51);
    long_lists.genres = texts(51);
    long_lists.directors = texts(101);
    long_lists.cast.resize(501);
    long_lists.keywords = texts(101);
    for (const auto& name : texts(11)) long_lists.external_ids[name] = "1";
    EXPECT_THAT(blamed(long_lists), ElementsAre("alternative_titles", "genres", "directors", "cast",
                                                "keywords", "external_ids"));
    EXPECT_EQ(problems(long_lists, kYear)[1].message, "must have at most 50 entries, not 51");
}

TEST(MovieDescription, DoesNotLookIntoAListThatIsTooLong) {
    MovieDescription description = titled();
    description.genres.assign(51, "");
    EXPECT_THAT(blamed(description), ElementsAre("genres"));
}

TEST(MovieDescription, BoundsTheYearByTheOneThatIsPassed) {
    MovieDescription description = titled();
    const auto is_taken = [&](int year, int current_year) {
        description.release_year = year;
        return problems(description, current_year).empty();
    };
    EXPECT_FALSE(is_taken(1869, kYear));
    EXPECT_TRUE(is_taken(1870, kYear));
    EXPECT_TRUE(is_taken(2037, 2026));
    EXPECT_FALSE(is_taken(2038, 2026));
    EXPECT_TRUE(is_taken(2038, 2027));
    EXPECT_FALSE(is_taken(-1, kYear));
    EXPECT_EQ(problems(description, kYear).front(),
              (FieldError{"release_year", "must be between 1870 and 2037, not -1"}));
}

TEST(MovieDescription, BoundsTheRuntime) {
    MovieDescription description = titled();
    for (const int minutes : {1, 100'000}) {
        description.runtime_minutes = minutes;
        EXPECT_THAT(blamed(description), IsEmpty()) << minutes;
    }
    for (const int minutes : {-1, 0, 100'001}) {
        description.runtime_minutes = minutes;
        EXPECT_THAT(blamed(description), ElementsAre("runtime_minutes")) << minutes;
    }
}

TEST(MovieDescription, RefusesRepetitionsInListsOfNames) {
    MovieDescription description = titled();
    description.alternative_titles = {"A", "a", "A"};
    description.genres = {"Drama", "Drama", "Drama"};
    description.directors = {"Lana", "Lilly", "Lana"};
    description.keywords = {"Pixar", "pixar", "pixar"};
    EXPECT_THAT(blamed(description), ElementsAre("alternative_titles[2]", "genres[1]", "genres[2]",
                                                 "directors[2]", "keywords[2]"));
}

TEST(MovieDescription, LetsAnActorPlaySeveralRoles) {
    MovieDescription description = titled();
    description.cast = {{"Peter Sellers", "Mandrake"}, {"Peter Sellers", "Strangelove"}};
    EXPECT_THAT(blamed(description), IsEmpty());
}

TEST(MovieDescription, RefusesWhatIsGivenButBlank) {
    MovieDescription description = titled();
    description.original_title = "";
    description.description = " \n";
    description.genres = {""};
    description.cast = {{"", " "}};
    description.keywords = {"", "\u3000"};
    description.poster_url = "";
    EXPECT_THAT(blamed(description),
                ElementsAre("original_title", "description", "genres[0]", "cast[0].name",
                            "cast[0].role", "keywords[0]", "keywords[1]", "poster_url"));
}

TEST(MovieDescription, HasLinesInItsDescriptionAlone) {
    MovieDescription description = titled("two\nlines");
    description.description = "two\n\tlines";
    description.genres = {"a\tb"};
    description.keywords = {"a\nb"};
    EXPECT_THAT(blamed(description), ElementsAre("title", "genres[0]", "keywords[0]"));
}

TEST(MovieDescription, TakesPosterUrlsOfTheWebOnly) {
    MovieDescription description = titled();
    for (const char* url : {"https://example.org/p.jpg", "http://example.org",
                            "https://example.org/a?b=c&d=%20#e", "https://[::1]:8080/p"}) {
        description.poster_url = url;
        EXPECT_THAT(blamed(description), IsEmpty()) << url;
    }
    for (const char* url :
         {"example.org/p.jpg", "//example.org/p", "ftp://example.org/p", "javascript:alert(1)",
          "data:image/png;base64,AA", " https://example.org", "https://example.org/a b",
          "https://example.org/\"onload=", "https://example.org/<b>", "https://example.org/a\nb",
          "https:example.org", "https:/example.org", "https://", "http://", "https:///p.jpg",
          "https://?q", "https://#f"}) {
        description.poster_url = url;
        EXPECT_THAT(blamed(description), ElementsAre("poster_url")) << url;
    }
}

TEST(MovieDescription, KeepsSqlAndMarkupToTheLetter) {
    MovieDescription description = titled("'; DROP TABLE movies; --");
    description.description = "<script>alert(1)</script> \\ % _ \" ' `";
    EXPECT_THAT(blamed(description), IsEmpty());
}

TEST(MovieDescription, NamesTheExternalIdsThatAreToBlame) {
    MovieDescription description = titled();
    description.external_ids = {{"IMDb", "tt1"}, {"imdb", "tt1"}, {"tmdb", "2/7"}};
    EXPECT_THAT(blamed(description), ElementsAre("external_ids", "external_ids.tmdb"));
}

TEST(MovieDescription, ReportsAllProblemsInOneError) {
    MovieDescription description;
    description.release_year = 1700;
    description.genres = {"\xFF"};
    const auto error = error_of([&] { require_valid(description, kYear); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_EQ(error->fields(), problems(description, kYear));
    EXPECT_EQ(error->fields().size(), 3U);
    EXPECT_STREQ(error->what(), "title must not be blank, and 2 more to mend");
}

}  // namespace
}  // namespace marquee
