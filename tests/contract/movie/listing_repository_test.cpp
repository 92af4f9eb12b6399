#include "domain/movie/listing_repository.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>
#include <thread>

#include "infrastructure/database/database.h"
#include "tests/support/fake_listing_repository.h"
#include "tests/support/stores.h"

namespace marquee::movie {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::chrono::milliseconds kLong = std::chrono::minutes(10);
/// Ended before it began, so that no test has to wait.
constexpr std::chrono::milliseconds kOver = -std::chrono::minutes(10);

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

MovieDescription titled(const std::string& title) {
    MovieDescription description;
    description.title = title;
    return description;
}

Described described(const std::string& id, const std::string& title, Revision revision = 1) {
    return {{MovieId(id), titled(title), revision, at(1000), at(2000)}};
}

Undescribed undescribed(const std::string& id) {
    return {MovieId(id)};
}

/// A tally of one rating with each of these scores.
RatingTally tally_of(const std::vector<std::size_t>& scores) {
    RatingTally tally;
    for (const auto score : scores) ++tally.histogram.at(score - 1);
    return tally;
}

Rated rated(const std::string& id, const std::vector<std::size_t>& scores) {
    return {MovieId(id), tally_of(scores)};
}

/// A text of `length` times `text`, told apart by its number.
std::string long_text(const std::string& text, std::size_t length, std::size_t number = 0) {
    std::string result = std::to_string(number);
    for (std::size_t i = result.size(); i < length; ++i) result += text;
    return result;
}

/// As large as a description can be: every field at its limit.
MovieDescription largest(const std::string& letter) {
    using Limits = MovieDescriptionLimits;
    MovieDescription result;
    result.title = long_text(letter, Limits::kTitle);
    result.original_title = long_text(letter, Limits::kTitle, 1);
    result.description = long_text(letter, Limits::kDescription - 1) + "\n";
    result.release_year = 2027;
    result.runtime_minutes = Limits::kLongestRuntime;
    result.poster_url = "https://example.org/" + std::string(Limits::kPosterUrl - 20, 'p');
    for (std::size_t i = 0; i < Limits::kAlternativeTitles; ++i) {
        result.alternative_titles.push_back(long_text(letter, Limits::kTitle, i));
    }
    for (std::size_t i = 0; i < Limits::kGenres; ++i) {
        result.genres.push_back(long_text(letter, Limits::kName, i));
    }
    for (std::size_t i = 0; i < Limits::kDirectors; ++i) {
        result.directors.push_back(long_text(letter, Limits::kName, i));
    }
    for (std::size_t i = 0; i < Limits::kCast; ++i) {
        const std::string name = long_text(letter, Limits::kName, i);
        result.cast.push_back({name, i % 2 == 0 ? std::optional(name) : std::nullopt});
    }
    for (std::size_t i = 0; i < Limits::kExternalIds; ++i) {
        result.external_ids["p" + std::to_string(i)] = std::string(64, 'x');
    }
    return result;
}

class ListingRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    /// The state of a generation that there is.
    ListingState state(std::int64_t generation) {
        return listing_.state(call_, generation).value();
    }
    ListingState state() { return state(held_.generation); }

    /// Applies changes of the catalogue that follow those before.
    void apply(const std::vector<MovieChange>& changes) {
        const auto from = state().catalogue_position;
        ASSERT_TRUE(listing_.apply(call_, held_, Source::catalogue, from, from + 1, changes));
    }

    std::vector<ListedMovie> listed(std::int64_t after = 0, std::size_t limit = 1000) {
        return listing_.listed(call_, held_.generation, after, limit);
    }

    ListingRepository::Changes changed(std::int64_t after) {
        return listing_.changed(call_, held_.generation, after, 1000).value();
    }

    std::vector<std::string> titles() {
        std::vector<std::string> result;
        for (const auto& movie : listed()) result.push_back(movie.title);
        return result;
    }

    std::vector<std::int64_t> numbers() {
        std::vector<std::int64_t> result;
        for (const auto& movie : listed()) result.push_back(movie.number);
        return result;
    }

    ListingEntry entry(std::int64_t number) {
        return listing_.entries(call_, held_.generation, {number}).at(0);
    }

    /// Puts the store's clock past the end of every lease.
    void outlast_leases() {
        if (auto* database = stores_->database()) {
            database->use(call_, [](soci::session& session) {
                session << "UPDATE movie_list SET expires_at = 0";
            });
        } else {
            dynamic_cast<FakeListingRepository&>(listing_).pass(std::chrono::hours(1));
        }
    }

    /// A complete generation beside the live one, ready to take its place.
    ListingLease another(std::chrono::milliseconds lease = kLong) {
        const auto held = listing_.begin(call_, 70, 80, lease, false).value();
        EXPECT_TRUE(listing_.complete(call_, held));
        return held;
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    ListingRepository& listing_ = stores_->listing();
    Call call_;
    /// The first generation.
    ListingLease held_ = listing_.begin(call_, 5, 6, kLong, true).value();
};

TEST_P(ListingRepositoryContract, HasNothingBeforeItIsBegun) {
    const auto fresh = GetParam().make();
    EXPECT_FALSE(fresh->listing().live(call_));
    EXPECT_FALSE(fresh->listing().state(call_, 1));
    EXPECT_FALSE(fresh->listing().acquire(call_, 1, kLong));
    EXPECT_FALSE(fresh->listing().drop_some(call_));
}

TEST_P(ListingRepositoryContract, BeginsEmptyAndLive) {
    const auto live = listing_.live(call_);
    ASSERT_TRUE(live);
    EXPECT_EQ(live->generation, held_.generation);
    EXPECT_EQ(live->catalogue_position, 5);
    EXPECT_EQ(live->audience_position, 6);
    EXPECT_FALSE(live->complete);
    EXPECT_EQ(state(), *live);
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_THAT(changed(0).movies, IsEmpty());
}

TEST_P(ListingRepositoryContract, BeginsNoFirstOneTwice) {
    EXPECT_FALSE(listing_.begin(call_, 0, 0, kLong, true));
}

TEST_P(ListingRepositoryContract, BeginsMoreBesideTheLiveOne) {
    const auto second = listing_.begin(call_, 7, 8, kLong, false);
    const auto third = listing_.begin(call_, 7, 8, kLong, false);
    ASSERT_TRUE(second && third);
    EXPECT_LT(held_.generation, second->generation);
    EXPECT_LT(second->generation, third->generation);
    EXPECT_EQ(listing_.live(call_)->generation, held_.generation);
    EXPECT_EQ(state(third->generation).catalogue_position, 7);
}

TEST_P(ListingRepositoryContract, LeasesAGenerationToOneWorker) {
    EXPECT_FALSE(listing_.acquire(call_, held_.generation, kLong));
    EXPECT_FALSE(listing_.acquire(call_, 99, kLong));
    listing_.release(call_, held_);
    const auto other = listing_.acquire(call_, held_.generation, kLong);
    ASSERT_TRUE(other);
    EXPECT_NE(other->epoch, held_.epoch);
    EXPECT_FALSE(listing_.acquire(call_, held_.generation, kLong));
}

TEST_P(ListingRepositoryContract, FencesOffWhoLostTheLease) {
    ASSERT_TRUE(listing_.renew(call_, held_, kOver));
    const auto other = listing_.acquire(call_, held_.generation, kLong);
    ASSERT_TRUE(other);
    EXPECT_FALSE(listing_.renew(call_, held_, kLong));
    EXPECT_FALSE(listing_.apply(call_, held_, Source::catalogue, 5, 6, {described("a", "A")}));
    EXPECT_FALSE(listing_.fill(call_, held_, {described("a", "A")}));
    EXPECT_FALSE(listing_.complete(call_, held_));
    EXPECT_FALSE(listing_.go_live(call_, held_));
    listing_.release(call_, held_);
    EXPECT_TRUE(listing_.renew(call_, *other, kLong));
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_EQ(state().catalogue_position, 5);
    EXPECT_FALSE(state().complete);
}

TEST_P(ListingRepositoryContract, TakesWritesOfALeaseThatIsOverButNobodysElse) {
    ASSERT_TRUE(listing_.renew(call_, held_, kOver));
    EXPECT_TRUE(listing_.apply(call_, held_, Source::catalogue, 5, 6, {described("a", "A")}));
    EXPECT_TRUE(listing_.renew(call_, held_, kLong));
    EXPECT_FALSE(listing_.acquire(call_, held_.generation, kLong));
    EXPECT_THAT(titles(), ElementsAre("A"));
}

TEST_P(ListingRepositoryContract, TakesNothingFromWhoGaveTheLeaseBack) {
    listing_.release(call_, held_);
    EXPECT_FALSE(listing_.fill(call_, held_, {described("a", "A")}));
    EXPECT_FALSE(listing_.renew(call_, held_, kLong));
}

TEST_P(ListingRepositoryContract, CountsEachChangeOnce) {
    EXPECT_TRUE(listing_.apply(call_, held_, Source::audience, 6, 9, {rated("a", {8})}));
    EXPECT_FALSE(listing_.apply(call_, held_, Source::audience, 6, 9, {rated("a", {8, 8})}));
    EXPECT_FALSE(listing_.apply(call_, held_, Source::audience, 10, 12, {rated("a", {8, 8})}));
    EXPECT_EQ(state().audience_position, 9);
    EXPECT_EQ(state().catalogue_position, 5);
    EXPECT_EQ(state().rating_count, 1);
}

TEST_P(ListingRepositoryContract, MovesAPositionWithoutAChange) {
    EXPECT_TRUE(listing_.apply(call_, held_, Source::catalogue, 5, 50, {}));
    EXPECT_EQ(state().catalogue_position, 50);
    EXPECT_EQ(state().version, 0);
}

TEST_P(ListingRepositoryContract, MovesNoPositionByFilling) {
    EXPECT_TRUE(listing_.fill(call_, held_, {described("a", "A"), rated("a", {7})}));
    EXPECT_EQ(state().catalogue_position, 5);
    EXPECT_EQ(state().audience_position, 6);
    EXPECT_EQ(state().version, 1);
    EXPECT_THAT(titles(), ElementsAre("A"));
}

TEST_P(ListingRepositoryContract, ListsWhatListsGoBy) {
    Described change = described("tt1", "Amélie");
    change.entry.description.release_year = 2001;
    change.entry.description.genres = {"Romance", "Comedy, light"};
    apply({change, rated("tt1", {10, 9, 9})});
    ListedMovie expected;
    expected.number = 1;
    expected.title = "Amélie";
    expected.release_year = 2001;
    expected.genres = {"Romance", "Comedy, light"};
    expected.added = at(1000);
    expected.rating_count = 3;
    expected.score_sum = 28;
    EXPECT_THAT(listed(), ElementsAre(expected));
    EXPECT_THAT(changed(0).movies, ElementsAre(expected));
}

TEST_P(ListingRepositoryContract, NumbersMoviesAsTheyCome) {
    apply({described("b", "B"), described("c", "C"), described("a", "A")});
    apply({described("a", "A2", 2), described("0", "Z")});
    EXPECT_THAT(numbers(), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(titles(), ElementsAre("B", "C", "A2", "Z"));
}

TEST_P(ListingRepositoryContract, ListsInPortions) {
    apply({described("a", "A"), described("b", "B"), described("c", "C"), described("d", "D")});
    apply({undescribed("b")});
    const auto first = listed(0, 2);
    ASSERT_THAT(first, SizeIs(2));
    EXPECT_EQ(first[1].title, "C");
    const auto rest = listed(first[1].number, 2);
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].title, "D");
}

TEST_P(ListingRepositoryContract, ChangesNothingForTheSameAgain) {
    apply({described("a", "A"), rated("a", {5}), undescribed("b")});
    const auto before = state();
    apply({described("a", "A"), rated("a", {5}), undescribed("b"), rated("c", {})});
    EXPECT_EQ(state().version, before.version);
    EXPECT_THAT(changed(before.version).movies, IsEmpty());
}

TEST_P(ListingRepositoryContract, TakesTheLastOfSeveralChanges) {
    apply({described("a", "A1", 1), rated("a", {1}), described("b", "B"), described("a", "A2", 2),
           undescribed("b"), rated("a", {9, 9}), described("c", "C"), undescribed("d")});
    EXPECT_THAT(titles(), ElementsAre("A2", "C"));
    EXPECT_EQ(listed()[0].rating_count, 2);
    EXPECT_EQ(state().rating_count, 2);
    EXPECT_EQ(state().score_sum, 18);
    EXPECT_EQ(state().version, 1);
}

TEST_P(ListingRepositoryContract, GoesBackToAnEarlierDescription) {
    apply({described("a", "New", 7)});
    apply({described("a", "Old", 5)});
    EXPECT_THAT(titles(), ElementsAre("Old"));
    EXPECT_EQ(entry(1).entry.revision, 5);
}

TEST_P(ListingRepositoryContract, TellsOfRemovedMovies) {
    apply({described("a", "A"), described("b", "B")});
    const auto before = state().version;
    apply({undescribed("a")});
    EXPECT_THAT(titles(), ElementsAre("B"));
    const auto changes = changed(before);
    ASSERT_THAT(changes.movies, SizeIs(1));
    EXPECT_EQ(changes.movies[0].number, 1);
    EXPECT_FALSE(changes.movies[0].listed);
    EXPECT_EQ(changes.state, state());
    EXPECT_THAT(listing_.entries(call_, held_.generation, {1}), IsEmpty());
    EXPECT_THAT(listing_.scan_entries(call_, held_.generation, {}, 10), SizeIs(1));
}

TEST_P(ListingRepositoryContract, GivesAMovieDescribedAnewItsOldNumber) {
    apply({described("a", "A"), described("b", "B"), rated("a", {3})});
    apply({undescribed("a")});
    apply({described("c", "C"), described("a", "A", 1)});
    EXPECT_THAT(titles(), ElementsAre("A", "B", "C"));
    EXPECT_THAT(numbers(), ElementsAre(1, 2, 3));
    EXPECT_EQ(listed()[0].rating_count, 1);
}

TEST_P(ListingRepositoryContract, LosesNoneThatIsRemovedAndDescribedAtOnce) {
    apply({described("a", "A")});
    apply({undescribed("a"), described("a", "A2", 2)});
    EXPECT_THAT(titles(), ElementsAre("A2"));
    EXPECT_THAT(numbers(), ElementsAre(1));
}

TEST_P(ListingRepositoryContract, KeepsTotalsOfAllRatings) {
    apply({described("a", "A"), rated("a", {10, 4}), rated("undescribed", {1})});
    EXPECT_EQ(state().rating_count, 3);
    EXPECT_EQ(state().score_sum, 15);
    apply({rated("a", {6})});
    EXPECT_EQ(state().rating_count, 2);
    EXPECT_EQ(state().score_sum, 7);
    apply({undescribed("a")});
    EXPECT_EQ(state().rating_count, 2);
    apply({rated("a", {}), rated("undescribed", {})});
    EXPECT_EQ(state().rating_count, 0);
    EXPECT_EQ(state().score_sum, 0);
}

TEST_P(ListingRepositoryContract, ShowsEarlierRatingsOnceTheMovieIsDescribed) {
    apply({rated("a", {8, 9})});
    const auto before = state().version;
    EXPECT_EQ(before, 1);
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_THAT(changed(0).movies, IsEmpty());
    apply({described("a", "A")});
    ASSERT_THAT(listed(), SizeIs(1));
    EXPECT_EQ(listed()[0].rating_count, 2);
    EXPECT_EQ(listed()[0].score_sum, 17);
    EXPECT_EQ(entry(1).tally, tally_of({8, 9}));
}

TEST_P(ListingRepositoryContract, TellsOfRatingsThatGo) {
    apply({described("a", "A"), rated("a", {8})});
    const auto before = state().version;
    apply({rated("a", {})});
    const auto changes = changed(before);
    ASSERT_THAT(changes.movies, SizeIs(1));
    EXPECT_EQ(changes.movies[0].rating_count, 0);
    EXPECT_EQ(changes.movies[0].title, "A");
    EXPECT_THAT(listing_.scan_tallies(call_, held_.generation, {}, 10), IsEmpty());
}

TEST_P(ListingRepositoryContract, TellsOfEachMovieThatChangedSince) {
    apply({described("a", "A"), described("b", "B"), described("c", "C")});
    apply({rated("b", {1})});
    const auto before = state().version;
    apply({described("c", "C2", 2), rated("c", {5}), rated("nobody", {5})});
    apply({rated("a", {7})});
    const auto changes = changed(before);
    EXPECT_EQ(changes.state, state());
    ASSERT_THAT(changes.movies, SizeIs(2));
    EXPECT_EQ(changes.movies[0].title, "A");
    EXPECT_EQ(changes.movies[1].title, "C2");
    EXPECT_EQ(changes.movies[1].rating_count, 1);
    EXPECT_THAT(changed(0).movies, testing::ContainerEq(listed()));
}

TEST_P(ListingRepositoryContract, HasTooManyChangesReadAnew) {
    apply({described("a", "A"), described("b", "B"), rated("a", {2})});
    EXPECT_TRUE(listing_.changed(call_, held_.generation, 0, 2));
    EXPECT_FALSE(listing_.changed(call_, held_.generation, 0, 1));
    EXPECT_TRUE(listing_.changed(call_, held_.generation, state().version, 0));
    EXPECT_FALSE(listing_.changed(call_, 99, 0, 10));
}

TEST_P(ListingRepositoryContract, TellsOfTextsInTheOrderOfTheirChanges) {
    apply({described("a", "A"), described("b", "B"), described("c", "C")});
    apply({described("b", "B2", 2)});
    apply({rated("c", {9})});
    apply({undescribed("a")});
    const auto texts = listing_.texts(call_, held_.generation, {}, 10);
    ASSERT_THAT(texts, SizeIs(3));
    EXPECT_EQ(texts[0].number, 3);
    EXPECT_EQ(texts[0].version, 1);
    EXPECT_EQ(texts[0].description, titled("C"));
    EXPECT_EQ(texts[1].number, 2);
    EXPECT_EQ(texts[1].version, 2);
    EXPECT_EQ(texts[1].description, titled("B2"));
    EXPECT_EQ(texts[2].number, 1);
    EXPECT_FALSE(texts[2].description);
}

TEST_P(ListingRepositoryContract, TellsOfTextsInPortions) {
    apply({described("a", "A"), described("b", "B"), described("c", "C")});
    apply({described("a", "A2", 2)});
    std::vector<std::int64_t> seen;
    ListingRepository::TextPosition position;
    while (true) {
        const auto portion = listing_.texts(call_, held_.generation, position, 1);
        if (portion.empty()) break;
        position = {portion[0].version, portion[0].number};
        seen.push_back(portion[0].number);
    }
    EXPECT_THAT(seen, ElementsAre(2, 3, 1));
}

TEST_P(ListingRepositoryContract, TellsTextsInTheOrderOfTheirNumbers) {
    EXPECT_EQ(listing_.last_number(call_, held_.generation), 0);
    apply({described("d", "D"), described("b", "B"), described("c", "C"), described("a", "A")});
    apply({described("d", "D2", 2), undescribed("b"), undescribed("a")});
    EXPECT_EQ(listing_.last_number(call_, held_.generation), 4);
    EXPECT_EQ(listing_.last_number(call_, 99), 0);
    const auto texts = listing_.numbered_texts(call_, held_.generation, 0, 4, 10);
    ASSERT_THAT(texts, SizeIs(2));
    EXPECT_EQ(texts[0].number, 1);
    EXPECT_EQ(texts[0].version, 2);
    EXPECT_EQ(texts[0].description, titled("D2"));
    EXPECT_EQ(texts[1].number, 3);
    EXPECT_EQ(texts[1].version, 1);
    EXPECT_EQ(texts[1].description, titled("C"));
    const auto numbers = [&](std::int64_t after, std::int64_t until, std::size_t limit) {
        std::vector<std::int64_t> found;
        for (const auto& text :
             listing_.numbered_texts(call_, held_.generation, after, until, limit)) {
            found.push_back(text.number);
        }
        return found;
    };
    EXPECT_THAT(numbers(0, 4, 1), ElementsAre(1));
    EXPECT_THAT(numbers(1, 4, 1), ElementsAre(3));
    EXPECT_THAT(numbers(1, 2, 10), IsEmpty());
    EXPECT_THAT(numbers(3, 4, 10), IsEmpty());
}

TEST_P(ListingRepositoryContract, FindsEntriesInTheOrderAskedFor) {
    apply({described("a", "A"), described("b", "B"), described("c", "C"), rated("c", {4})});
    const auto found = listing_.entries(call_, held_.generation, {3, 99, 1, 3});
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[0].entry.id, MovieId("c"));
    EXPECT_EQ(found[0].entry.created_at, at(1000));
    EXPECT_EQ(found[0].entry.updated_at, at(2000));
    EXPECT_EQ(found[0].tally, tally_of({4}));
    EXPECT_EQ(found[1].entry.id, MovieId("a"));
    EXPECT_EQ(found[1].tally, RatingTally());
    EXPECT_EQ(found[2].number, 3);
    EXPECT_THAT(listing_.entries(call_, held_.generation, {}), IsEmpty());
}

TEST_P(ListingRepositoryContract, StoresTheLargestDescriptionToTheLetter) {
    for (const std::string letter : {"\xF0\x9F\x8E\xAC", "\"", "\\", "'", "ß"}) {
        const MovieDescription description = largest(letter);
        ASSERT_THAT(problems(description, 2026), IsEmpty());
        apply({Described{{MovieId("a"), description, state().version + 1, at(1), at(2)}}});
        EXPECT_EQ(entry(1).entry.description, description);
        EXPECT_EQ(listed()[0].title, description.title);
        EXPECT_EQ(listed()[0].genres, description.genres);
    }
}

TEST_P(ListingRepositoryContract, StoresManyLargeDescriptionsAtOnce) {
    std::vector<MovieChange> changes;
    for (int i = 0; i < 12; ++i) {
        changes.push_back(
            Described{{MovieId("m" + std::to_string(i)), largest("\\"), 1, at(1), at(2)}});
    }
    apply(changes);
    EXPECT_THAT(listed(), SizeIs(12));
}

TEST_P(ListingRepositoryContract, ScansInTheByteOrderOfIds) {
    apply({described("b", "1"), described("B", "2"), described("_", "3"), described("a.1", "4"),
           described("a", "5"), undescribed("a.1"), rated("c", {1}), rated("B", {2})});
    const auto& ids_of = [&](const std::optional<MovieId>& after, std::size_t limit) {
        std::vector<std::string> ids;
        for (const auto& found : listing_.scan_entries(call_, held_.generation, after, limit)) {
            ids.push_back(found.entry.id.text());
        }
        return ids;
    };
    EXPECT_THAT(ids_of(std::nullopt, 10), ElementsAre("B", "_", "a", "b"));
    EXPECT_THAT(ids_of(MovieId("B"), 2), ElementsAre("_", "a"));
    const auto tallies = listing_.scan_tallies(call_, held_.generation, {}, 10);
    ASSERT_THAT(tallies, SizeIs(2));
    EXPECT_EQ(tallies[0].id, MovieId("B"));
    EXPECT_EQ(tallies[0].tally, tally_of({2}));
    EXPECT_EQ(tallies[1].id, MovieId("c"));
    EXPECT_THAT(listing_.scan_tallies(call_, held_.generation, MovieId("B"), 10), SizeIs(1));
}

TEST_P(ListingRepositoryContract, TakesManyMoviesAtOnce) {
    std::vector<MovieChange> changes;
    for (int i = 0; i < 1200; ++i) {
        const std::string id = "m" + std::to_string(10000 + i);
        changes.push_back(described(id, "title of " + id));
        changes.push_back(rated(id, {10}));
    }
    ASSERT_TRUE(listing_.fill(
        call_, held_,
        {described("m10500", "older", 0), rated("m10600", {1}), described("m99999", "last")}));
    ASSERT_TRUE(listing_.fill(call_, held_, changes));
    EXPECT_EQ(state().version, 2);
    EXPECT_EQ(state().rating_count, 1200);
    EXPECT_EQ(state().score_sum, 12000);
    const auto all = listed(0, 10000);
    ASSERT_THAT(all, SizeIs(1201));
    EXPECT_EQ(all[0].title, "title of m10500");
    for (std::size_t i = 0; i < all.size(); ++i) {
        ASSERT_EQ(all[i].number, static_cast<std::int64_t>(i + 1));
    }
    std::vector<std::int64_t> numbers;
    for (const auto& movie : all) numbers.push_back(movie.number);
    EXPECT_THAT(listing_.entries(call_, held_.generation, numbers), SizeIs(1201));
}

TEST_P(ListingRepositoryContract, KeepsGenerationsApart) {
    apply({described("a", "A"), rated("a", {2})});
    const auto other = another();
    ASSERT_TRUE(listing_.fill(call_, other, {described("b", "B"), described("a", "A2")}));
    EXPECT_THAT(titles(), ElementsAre("A"));
    const auto movies = listing_.listed(call_, other.generation, 0, 10);
    ASSERT_THAT(movies, SizeIs(2));
    EXPECT_EQ(movies[0].title, "A2");
    EXPECT_EQ(movies[0].rating_count, 0);
    EXPECT_EQ(movies[0].number, 1) << "a movie keeps the number that it has in the live one";
    EXPECT_EQ(movies[1].number, 2);
    EXPECT_EQ(state(other.generation).rating_count, 0);
}

TEST_P(ListingRepositoryContract, MarksAGenerationAsComplete) {
    EXPECT_TRUE(listing_.complete(call_, held_));
    EXPECT_TRUE(state().complete);
    EXPECT_TRUE(listing_.complete(call_, held_));
}

TEST_P(ListingRepositoryContract, SwitchesToACompleteGeneration) {
    apply({described("a", "A")});
    const auto other = another();
    ASSERT_TRUE(listing_.go_live(call_, other));
    EXPECT_EQ(listing_.live(call_)->generation, other.generation);
    EXPECT_FALSE(listing_.renew(call_, held_, kLong));
    EXPECT_FALSE(listing_.apply(call_, held_, Source::catalogue, 6, 7, {described("b", "B")}));
    EXPECT_TRUE(listing_.renew(call_, other, kLong));
    EXPECT_TRUE(listing_.go_live(call_, other)) << "it is live already";
    EXPECT_TRUE(listing_.renew(call_, other, kLong));
}

TEST_P(ListingRepositoryContract, SwitchesToNoIncompleteGeneration) {
    const auto other = listing_.begin(call_, 1, 1, kLong, false).value();
    EXPECT_THROW(listing_.go_live(call_, other), std::logic_error);
    EXPECT_EQ(listing_.live(call_)->generation, held_.generation);
}

TEST_P(ListingRepositoryContract, KeepsWhatIsLiveOrLeasedOrWasLiveUntilNow) {
    apply({described("a", "A")});
    another();
    ASSERT_TRUE(listing_.renew(call_, held_, kOver));
    EXPECT_FALSE(listing_.drop_some(call_));
    ASSERT_TRUE(listing_.go_live(call_, another()));
    EXPECT_FALSE(listing_.drop_some(call_));
    EXPECT_THAT(titles(), ElementsAre("A"));
}

TEST_P(ListingRepositoryContract, DropsWhatIsNeitherLiveNorLeased) {
    std::vector<MovieChange> changes;
    for (int i = 0; i < 1100; ++i) {
        const std::string id = "m" + std::to_string(i);
        changes.push_back(described(id, "title"));
        changes.push_back(rated(id, {1}));
    }
    apply(changes);
    const auto other = another();
    ASSERT_TRUE(listing_.fill(call_, other, {described("b", "B"), rated("b", {3})}));
    ASSERT_TRUE(listing_.go_live(call_, other));
    outlast_leases();
    ASSERT_TRUE(listing_.drop_some(call_));
    EXPECT_FALSE(listing_.state(call_, held_.generation)) << "it is gone from its first row on";
    EXPECT_FALSE(listing_.acquire(call_, held_.generation, kLong));
    while (listing_.drop_some(call_)) {
    }
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_THAT(listing_.scan_tallies(call_, held_.generation, {}, 10), IsEmpty());
    EXPECT_THAT(listing_.listed(call_, other.generation, 0, 10), SizeIs(1));
    EXPECT_THAT(listing_.scan_tallies(call_, other.generation, {}, 10), SizeIs(1));
}

TEST_P(ListingRepositoryContract, DropsABuildUnderWhoLostItsLease) {
    const auto abandoned = another(kOver);
    while (listing_.drop_some(call_)) {
    }
    EXPECT_FALSE(listing_.fill(call_, abandoned, {described("a", "A")}));
    EXPECT_FALSE(listing_.renew(call_, abandoned, kLong));
    EXPECT_FALSE(listing_.go_live(call_, abandoned));
    const auto next = another();
    EXPECT_GT(next.generation, abandoned.generation) << "a number is never used again";
}

TEST_P(ListingRepositoryContract, KeepsTheFirstTokenSecret) {
    std::string secret;
    for (int i = 0; i < 32; ++i) secret += static_cast<char>(i * 8);
    EXPECT_EQ(listing_.token_secret(call_, secret), secret);
    EXPECT_EQ(listing_.token_secret(call_, std::string(32, 'x')), secret);
}

using ConcurrentListingRepositoryContract = ListingRepositoryContract;

TEST_P(ConcurrentListingRepositoryContract, BeginsOneFirstGeneration) {
    const auto fresh = GetParam().make();
    std::atomic<int> begun = 0;
    std::vector<std::thread> workers;
    for (int i = 0; i < 6; ++i) {
        workers.emplace_back([&] {
            if (fresh->listing().begin(call_, 0, 0, kLong, true)) ++begun;
        });
    }
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(begun, 1);
}

TEST_P(ConcurrentListingRepositoryContract, CountsEachChangeOnceWhoeverAppliesIt) {
    constexpr int kChanges = 40;
    ASSERT_TRUE(listing_.renew(call_, held_, kOver));
    std::atomic<int> applied = 0;
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i) {
        // Each takes the lease, which is over at once, from the others, and may lose it in between.
        workers.emplace_back([&] {
            while (true) {
                const auto lease = listing_.acquire(call_, held_.generation, kOver);
                const auto from = state().audience_position - 6;
                if (from >= kChanges) return;
                if (!lease) continue;
                RatingTally tally;
                tally.histogram[0] = from + 1;
                const Rated change{MovieId("a"), tally};
                if (listing_.apply(call_, *lease, Source::audience, from + 6, from + 7, {change})) {
                    ++applied;
                }
            }
        });
    }
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(applied, kChanges);
    EXPECT_EQ(state().rating_count, kChanges);
    EXPECT_EQ(state().version, kChanges);
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, ListingRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentListingRepositoryContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::movie
