#include "infrastructure/movie/feed_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"
#include "infrastructure/events/sql_event_feed.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using database::Query;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

/// Every field has something, and something that JSON escapes.
MovieDescription full_description() {
    MovieDescription result;
    result.title = "\"8½\" \\ Otto e mezzo";
    result.original_title = "8½";
    result.alternative_titles = {"Huit et demi", "八部半"};
    result.description = "A director\n\tin a crisis.";
    result.release_year = 1963;
    result.runtime_minutes = 138;
    result.genres = {"Drama", "Comedy"};
    result.directors = {"Federico Fellini"};
    result.cast = {{"Marcello Mastroianni", "Guido Anselmi"}, {"Anouk Aimée", std::nullopt}};
    result.keywords = {"film within a film", "creative block"};
    result.poster_url = "https://example.org/8%C2%BD.jpg";
    result.external_ids = {{"imdb", "tt0056801"}, {"tmdb", "422"}};
    return result;
}

rating::Record record(const std::string& type, const std::string& id) {
    return {rating::RecordType(type), rating::RecordId(id)};
}

/// The feeds as the repositories of the other contexts write them.
class FeedChangesTest : public testing::Test {
protected:
    void describe(const std::string& id, const MovieDescription& description, Revision revision) {
        const metadata::MovieMetadata movie{MovieId(id), description, revision, at(1000), at(2001)};
        stores_->metadata().update(call_, {movie.id},
                                   [&](const auto&, const auto&) { return movie; });
    }

    void rate(const rating::Record& rated, const std::string& user, std::optional<int> score) {
        std::optional<rating::Score> wanted;
        if (score) wanted.emplace(*score);
        stores_->ratings().apply(call_, {{rated, rating::UserId(user), wanted, std::nullopt}},
                                 at(3000));
    }

    ChangeBatch read(FeedChanges& changes, std::int64_t after = 0, std::size_t limit = 100) {
        return std::get<ChangeBatch>(changes.read(call_, after, limit, {}));
    }

    /// Puts the statement's effect into what the log has.
    void tamper(const std::string& sql) {
        database_.write(call_, [&](soci::session& session) { Query(session).sql(sql).execute(); });
    }

    std::string failure(FeedChanges& changes) {
        try {
            read(changes);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    std::unique_ptr<test::Stores> stores_ = test::sql_stores().front().make();
    database::Database& database_ = *stores_->database();
    events::CommitSignal commits_;
    events::SqlEventFeed metadata_feed_{database_, "metadata", [] { return at(0); }, commits_};
    events::SqlEventFeed rating_feed_{database_, "rating", [] { return at(0); }, commits_};
    FeedChanges catalogue_{metadata_feed_, "listing"};
    FeedChanges audience_{rating_feed_, "listing"};
    Call call_;
};

TEST_F(FeedChangesTest, HasNothingAtFirst) {
    EXPECT_THAT(read(catalogue_).changes, IsEmpty());
    EXPECT_EQ(read(catalogue_).until, 0);
    EXPECT_EQ(catalogue_.last_position(call_), 0);
}

TEST_F(FeedChangesTest, TellsOfADescribedMovieToTheLetter) {
    describe("tt0056801", full_description(), 42);
    const auto batch = read(catalogue_);
    EXPECT_EQ(batch.until, 1);
    ASSERT_THAT(batch.changes, SizeIs(1));
    const auto& entry = std::get<Described>(batch.changes[0]).entry;
    EXPECT_EQ(entry.id, MovieId("tt0056801"));
    EXPECT_EQ(entry.description, full_description());
    EXPECT_EQ(entry.revision, 42);
    EXPECT_EQ(entry.created_at, at(1000));
    EXPECT_EQ(entry.updated_at, at(2001));
}

TEST_F(FeedChangesTest, TellsOfAMovieWithATitleAlone) {
    MovieDescription description;
    description.title = "Bare";
    describe("a", description, 1);
    const auto batch = read(catalogue_);
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(std::get<Described>(batch.changes[0]).entry.description, description);
}

TEST_F(FeedChangesTest, FindsNoKeywordsInAnEventFromBeforeThereWereAny) {
    describe("a", full_description(), 1);
    tamper("UPDATE metadata_event SET payload = json_remove(payload, '$.description.keywords')");
    auto expected = full_description();
    expected.keywords.clear();
    const auto batch = read(catalogue_);
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(std::get<Described>(batch.changes[0]).entry.description, expected);
}

TEST_F(FeedChangesTest, TellsOfARemovedMovie) {
    describe("a", full_description(), 1);
    stores_->metadata().remove(call_, MovieId("a"), [](const auto&) {});
    const auto batch = read(catalogue_, 1);
    EXPECT_EQ(batch.until, 2);
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(std::get<Undescribed>(batch.changes[0]).id, MovieId("a"));
}

TEST_F(FeedChangesTest, TellsWhatRatingsComeTo) {
    rate(record("movie", "a"), "u", 8);
    rate(record("movie", "a"), "v", 10);
    rate(record("movie", "a"), "u", std::nullopt);
    stores_->ratings().remove_some(call_, record("movie", "a"), at(9000), 10);
    const auto batch = read(audience_);
    EXPECT_EQ(batch.until, 4);
    std::vector<std::int64_t> sums;
    for (const auto& change : batch.changes) {
        EXPECT_EQ(std::get<Rated>(change).id, MovieId("a"));
        sums.push_back(std::get<Rated>(change).tally.sum());
    }
    // Of single ratings, those of the last.
    EXPECT_THAT(sums, testing::ElementsAre(10, 0));
    EXPECT_EQ(std::get<Rated>(batch.changes[0]).tally.count(), 1);
}

TEST_F(FeedChangesTest, TellsOfEachRatedMovie) {
    rate(record("movie", "a"), "u", 8);
    rate(record("movie", "b"), "u", 5);
    rate(record("movie", "a"), "v", 9);
    const auto batch = read(audience_);
    ASSERT_THAT(batch.changes, SizeIs(2));
    EXPECT_EQ(std::get<Rated>(batch.changes[0]).id, MovieId("b"));
    EXPECT_EQ(std::get<Rated>(batch.changes[1]).tally.sum(), 17);
    EXPECT_THAT(read(audience_, 0, 1).changes, SizeIs(1));
}

TEST_F(FeedChangesTest, TellsWhatImportedRatingsComeTo) {
    const auto opinion = [](const char* user, int score) {
        return rating::RecordImport::Opinion{rating::UserId(user), rating::Score(score), at(1)};
    };
    stores_->ratings().take_in(call_, rating::RecordType("movie"),
                               {{rating::RecordId("a"), {opinion("u", 8), opinion("v", 10)}},
                                {rating::RecordId("b"), {opinion("u", 3)}}},
                               at(9000));
    const auto batch = read(audience_);
    ASSERT_THAT(batch.changes, SizeIs(2));
    EXPECT_EQ(std::get<Rated>(batch.changes[0]).tally.sum(), 18);
    EXPECT_EQ(std::get<Rated>(batch.changes[1]).id, MovieId("b"));
}

TEST_F(FeedChangesTest, TellsOfARepairedSummary) {
    rate(record("movie", "a"), "u", 3);
    tamper("UPDATE rating_summary SET h3 = 7, rating_count = 7, score_sum = 21");
    stores_->ratings().recount(call_, true, [](const auto&) {});
    const auto batch = read(audience_, 1);
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(std::get<Rated>(batch.changes[0]).tally.count(), 1);
}

TEST_F(FeedChangesTest, PassesOverRatingsOfOtherThings) {
    rate(record("book", "a"), "u", 8);
    rate(record("movie", "b"), "u", 8);
    rate(record("book", "c"), "u", 8);
    const auto batch = read(audience_);
    EXPECT_EQ(batch.until, 3);
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(std::get<Rated>(batch.changes[0]).id, MovieId("b"));
}

TEST_F(FeedChangesTest, PassesOverEventsOfUnknownTypes) {
    describe("a", full_description(), 1);
    tamper("UPDATE metadata_event SET type = 'movie.praised', schema_version = 9, payload = '?'");
    const auto batch = read(catalogue_);
    EXPECT_THAT(batch.changes, IsEmpty());
    EXPECT_EQ(batch.until, 1);
}

TEST_F(FeedChangesTest, ReadsInPortions) {
    for (int i = 1; i <= 3; ++i) rate(record("movie", "a"), "u", i);
    tamper("UPDATE rating_event SET occurred_at = position * 1000");
    const auto batch = read(audience_, 1, 1);
    EXPECT_EQ(batch.until, 2);
    EXPECT_EQ(batch.first_at, at(2000));
    EXPECT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(audience_.last_position(call_), 3);
    EXPECT_EQ(read(audience_, 3).until, 3);
}

TEST_F(FeedChangesTest, TellsWhenEventsAreGone) {
    for (int i = 1; i <= 3; ++i) rate(record("movie", "a"), "u", i);
    tamper("DELETE FROM rating_event WHERE position <= 2");
    tamper("UPDATE rating_event_head SET pruned_until = 2");
    EXPECT_TRUE(std::holds_alternative<ChangesPruned>(audience_.read(call_, 0, 10, {})));
    EXPECT_THAT(read(audience_, 2).changes, SizeIs(1));
}

TEST_F(FeedChangesTest, RefusesAPositionThatTheSourceNeverHad) {
    EXPECT_EQ(code_of([&] { read(catalogue_, 5); }), ErrorCode::invalid);
}

TEST_F(FeedChangesTest, AcknowledgesAsItsConsumer) {
    rate(record("movie", "a"), "u", 8);
    audience_.acknowledge(call_, 1);
    std::string consumer;
    database_.read(call_, [&](soci::session& session) {
        Query(session)
            .sql("SELECT name, position FROM rating_event_consumer")
            .each(2, [&](const database::Row& row) { consumer = row.text(0) + row.text(1); });
    });
    EXPECT_EQ(consumer, "listing1");
}

TEST_F(FeedChangesTest, StopsAtADescriptionThatCantBeUnderstood) {
    describe("a", full_description(), 1);
    for (const std::string payload :
         {"no JSON", "[]", "{\"id\": \"a\"}", "{\"id\": \"secret name\"}"}) {
        tamper("UPDATE metadata_event SET payload = '" + payload + "'");
        const std::string problem = failure(catalogue_);
        EXPECT_THAT(problem, HasSubstr("position 1, movie.described"));
        EXPECT_THAT(problem, Not(HasSubstr("secret")));
    }
}

TEST_F(FeedChangesTest, StopsAtADescriptionThatBreaksTheRules) {
    describe("a", full_description(), 1);
    for (const std::string change : {"'1963', '1'", "'Drama', 'Comedy'", "'1970-', 'then-'"}) {
        tamper("UPDATE metadata_event SET payload = replace(payload, " + change + ")");
        EXPECT_THAT(failure(catalogue_), HasSubstr("position 1, movie.described"));
        tamper("DELETE FROM metadata_event");
        tamper("UPDATE metadata_event_head SET position = 0");
        describe("a", full_description(), 2);
    }
    EXPECT_THAT(read(catalogue_).changes, SizeIs(1));
}

TEST_F(FeedChangesTest, StopsAtAHistogramThatIsNone) {
    rate(record("movie", "a"), "u", 10);
    const std::string right = "[0,0,0,0,0,0,0,0,0,1]";
    for (const std::string wrong :
         {"[0,0,0,0,0,0,0,0,0,-1]", "[0,0,0,0,0,0,0,0,0,1.5]", "[0,0,0,0,0,0,0,0,0,true]",
          "[0,0,0,0,0,0,0,0,1]", "[0,0,0,0,0,0,0,0,0,0,1]", "{}", "null",
          "[0,0,0,0,0,0,0,0,0,18446744073709551615]"}) {
        tamper("UPDATE rating_event SET payload = replace(payload, '" + right + "', '" + wrong +
               "')");
        EXPECT_THAT(failure(audience_), HasSubstr("position 1, rating.changed")) << wrong;
        tamper("UPDATE rating_event SET payload = replace(payload, '" + wrong + "', '" + right +
               "')");
    }
    EXPECT_THAT(read(audience_).changes, SizeIs(1));
}

TEST_F(FeedChangesTest, StopsAtAPayloadOfALaterVersion) {
    rate(record("movie", "a"), "u", 10);
    tamper("UPDATE rating_event SET schema_version = 2");
    EXPECT_THAT(failure(audience_), HasSubstr("position 1, rating.changed"));
}

}  // namespace
}  // namespace marquee::movie
