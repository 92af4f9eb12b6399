#include "application/movie/movie_service.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/fake_removal_repository.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using Existence = Precondition::Existence;

const MovieRating kRating{8.5, 2, 7.1, {0, 0, 0, 0, 0, 0, 0, 1, 1, 0}};

MovieDescription titled(const std::string& title) {
    MovieDescription description;
    description.title = title;
    return description;
}

Precondition at_revision(Revision revision) {
    return {Existence::either, {{revision}}};
}

/// A catalogue in which somebody else writes just before each description is stored.
class BusyCatalogue : public FakeCatalogue {
public:
    using FakeCatalogue::FakeCatalogue;

    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description,
                            const Precondition& precondition) override {
        ++writes;
        if (intrusions > 0) {
            --intrusions;
            FakeCatalogue::describe(call, id, intruder, {});
        }
        return FakeCatalogue::describe(call, id, description, precondition);
    }

    int intrusions = 0;
    int writes = 0;
    MovieDescription intruder = titled("Intruder");
};

/// An audience that fails as told, and counts how often it was asked.
class FailingAudience : public FakeAudience {
public:
    std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                    const std::vector<MovieId>& ids) override {
        ++questions;
        if (failure) throw Error(*failure, "the audience fails");
        if (breaks) throw std::runtime_error("the audience breaks");
        return FakeAudience::ratings(call, ids);
    }

    OwnRating rate(const Call& call, const MovieId& id, const std::string& user,
                   std::int64_t score) override {
        OwnRating given = FakeAudience::rate(call, id, user, score);
        if (tells_own_only) given.everybody.reset();
        return given;
    }

    std::optional<ErrorCode> failure;
    bool breaks = false;
    bool tells_own_only = false;
    int questions = 0;
};

class MovieServiceTest : public testing::Test {
protected:
    Movie put(const MovieId& id, const MovieDescription& description,
              const Precondition& precondition = {}) {
        return service_.put(call_, id, description, precondition).movie;
    }

    std::string title_of(const MovieRef& ref) {
        return service_.get(call_, ref).entry.description.title;
    }

    bool exists(const MovieRef& ref) { return catalogue_.find(call_, ref).has_value(); }

    const MovieId id_{"tt1"};
    const ExternalId imdb_{"imdb", "tt0052357"};
    Call call_ = Call().by_system();
    Timestamp now_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)};
    BusyCatalogue catalogue_{[this] { return now_; }};
    FailingAudience audience_;
    FakeRemovalRepository removals_;
    MovieRemoval removal_{removals_, catalogue_, audience_, "here",
                          [] { return Timestamp(std::chrono::milliseconds(5000)); }};
    MovieService service_{catalogue_, audience_, removal_, [] { return "made-up"; }};
};

TEST_F(MovieServiceTest, ShowsAMovieWithItsRating) {
    put(id_, titled("Vertigo"));
    audience_.set_rating(id_, kRating);
    const Movie movie = service_.get(call_, id_);
    EXPECT_EQ(movie.entry.id, id_);
    EXPECT_EQ(movie.entry.description.title, "Vertigo");
    EXPECT_EQ(movie.rating.value().count, 2);
    EXPECT_EQ(movie.rating.value().histogram, kRating.histogram);
    EXPECT_FALSE(movie.rating_unknown);
}

TEST_F(MovieServiceTest, ShowsAMovieThatNobodyRatedWithoutARating) {
    put(id_, titled("Vertigo"));
    const Movie movie = service_.get(call_, id_);
    EXPECT_FALSE(movie.rating);
    EXPECT_FALSE(movie.rating_unknown);
}

TEST_F(MovieServiceTest, ShowsAMovieByItsExternalId) {
    MovieDescription description = titled("Vertigo");
    description.external_ids["imdb"] = imdb_.value();
    put(id_, description);
    EXPECT_EQ(service_.get(call_, imdb_).entry.id, id_);
}

TEST_F(MovieServiceTest, SaysWhichMovieItDoesNotFind) {
    const auto error = error_of([&] { service_.get(call_, imdb_); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::not_found);
    EXPECT_STREQ(error->what(), "there is no movie imdb:tt0052357");
    EXPECT_EQ(code_of([&] { service_.get(call_, id_); }), ErrorCode::not_found);
}

TEST_F(MovieServiceTest, ShowsManyInTheAskedOrder) {
    put(MovieId("a"), titled("A"));
    put(MovieId("b"), titled("B"));
    audience_.set_rating(MovieId("a"), kRating);
    const auto movies =
        service_.get_many(call_, {MovieId("b"), MovieId("none"), MovieId("a"), MovieId("b")});
    ASSERT_EQ(movies.size(), 4U);
    EXPECT_EQ(movies[0].value().entry.description.title, "B");
    EXPECT_FALSE(movies[0]->rating);
    EXPECT_FALSE(movies[1]);
    EXPECT_EQ(movies[2].value().entry.description.title, "A");
    EXPECT_TRUE(movies[2]->rating);
    EXPECT_EQ(movies[3].value().entry.id, MovieId("b"));
}

TEST_F(MovieServiceTest, ShowsAHundredAndNoMore) {
    std::vector<MovieRef> refs(100, id_);
    EXPECT_EQ(service_.get_many(call_, refs).size(), 100U);
    refs.push_back(id_);
    EXPECT_EQ(blame_of([&] { service_.get_many(call_, refs); }), "ids");
    EXPECT_TRUE(service_.get_many(call_, {}).empty());
}

TEST_F(MovieServiceTest, DoesNotAskTheAudienceAboutNothing) {
    EXPECT_FALSE(service_.get_many(call_, {id_, id_}).front());
    EXPECT_EQ(audience_.questions, 0);
}

TEST_F(MovieServiceTest, ShowsMoviesWithoutRatingsWhenTheAudienceCanNotBeAsked) {
    put(id_, titled("Vertigo"));
    audience_.set_rating(id_, kRating);
    for (const auto code :
         {ErrorCode::unavailable, ErrorCode::deadline_exceeded, ErrorCode::resource_exhausted}) {
        audience_.failure = code;
        const Movie movie = service_.get(call_, id_);
        EXPECT_EQ(movie.entry.description.title, "Vertigo");
        EXPECT_TRUE(movie.rating_unknown) << name_of(code);
        EXPECT_FALSE(movie.rating) << name_of(code);
        const auto movies = service_.get_many(call_, {id_, MovieId("none")});
        EXPECT_TRUE(movies[0].value().rating_unknown) << name_of(code);
        EXPECT_FALSE(movies[1]) << name_of(code);
    }
    EXPECT_TRUE(put(id_, titled("Psycho")).rating_unknown);
}

TEST_F(MovieServiceTest, FailsWhenTheAudienceFailsOtherwise) {
    put(id_, titled("Vertigo"));
    for (const auto code : {ErrorCode::invalid, ErrorCode::unauthenticated, ErrorCode::forbidden,
                            ErrorCode::not_found, ErrorCode::conflict,
                            ErrorCode::precondition_failed, ErrorCode::unknown_outcome}) {
        audience_.failure = code;
        EXPECT_EQ(code_of([&] { service_.get(call_, id_); }), code);
    }
    audience_.failure = {};
    audience_.breaks = true;
    EXPECT_THROW(service_.get(call_, id_), std::runtime_error);
}

TEST_F(MovieServiceTest, FailsWhenTheCatalogueIsAway) {
    catalogue_.set_away(true);
    EXPECT_EQ(code_of([&] { service_.get(call_, id_); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { service_.get_many(call_, {id_}); }), ErrorCode::unavailable);
}

TEST_F(MovieServiceTest, AddsAMovieWithTheGivenIdOrANewOne) {
    EXPECT_EQ(service_.add(call_, id_, titled("Vertigo")).entry.id, id_);
    EXPECT_EQ(service_.add(call_, {}, titled("Psycho")).entry.id, MovieId("made-up"));
    EXPECT_EQ(title_of(id_), "Vertigo");
    EXPECT_EQ(title_of(MovieId("made-up")), "Psycho");
}

TEST_F(MovieServiceTest, DoesNotAddWhatIsThere) {
    put(id_, titled("Vertigo"));
    const auto error = error_of([&] { service_.add(call_, id_, titled("Psycho")); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::conflict);
    EXPECT_STREQ(error->what(), "there is a movie tt1 already");
    EXPECT_EQ(title_of(id_), "Vertigo");
}

TEST_F(MovieServiceTest, AddsAgainWhatAnEarlierTryDidNotAdd) {
    const MovieId reserved("reserved");
    EXPECT_EQ(service_.add_again(call_, {}, reserved, titled("Vertigo")).entry.id, reserved);
    EXPECT_EQ(service_.add_again(call_, id_, reserved, titled("Psycho")).entry.id, id_);
    EXPECT_EQ(title_of(reserved), "Vertigo");
    EXPECT_EQ(title_of(id_), "Psycho");
}

TEST_F(MovieServiceTest, AnswersWithWhatAnEarlierTryAdded) {
    const MovieId reserved("reserved");
    const auto revision = put(reserved, titled("Vertigo")).entry.revision;
    audience_.set_rating(reserved, kRating);
    const Movie again = service_.add_again(call_, {}, reserved, titled("Vertigo"));
    EXPECT_EQ(again.entry.revision, revision);
    ASSERT_TRUE(again.rating);
    EXPECT_EQ(again.rating->count, kRating.count);
    // Even if others edited it since.
    put(reserved, titled("Vertigo!"));
    EXPECT_EQ(service_.add_again(call_, {}, reserved, titled("Vertigo")).entry.description,
              titled("Vertigo!"));
}

TEST_F(MovieServiceTest, TakesAMovieForAnEarlierTrysIfItIsDescribedSo) {
    const MovieId reserved("reserved");
    const auto revision = put(id_, titled("Vertigo")).entry.revision;
    EXPECT_EQ(service_.add_again(call_, id_, reserved, titled("Vertigo")).entry.revision, revision);
    EXPECT_EQ(code_of([&] { service_.add_again(call_, id_, reserved, titled("Psycho")); }),
              ErrorCode::conflict);
    EXPECT_EQ(title_of(id_), "Vertigo");
    EXPECT_FALSE(exists(reserved));
}

TEST_F(MovieServiceTest, DoesNotAddWhatSomebodyElseAddsAtThatMoment) {
    catalogue_.intrusions = 1;
    EXPECT_EQ(code_of([&] { service_.add(call_, id_, titled("Vertigo")); }), ErrorCode::conflict);
    EXPECT_EQ(title_of(id_), "Intruder");
}

TEST_F(MovieServiceTest, DoesNotAddAnExternalIdThatIsTaken) {
    MovieDescription description = titled("Vertigo");
    description.external_ids["imdb"] = imdb_.value();
    put(id_, description);
    EXPECT_EQ(code_of([&] { service_.add(call_, {}, description); }), ErrorCode::conflict);
    EXPECT_EQ(code_of([&] { put(MovieId("tt2"), description); }), ErrorCode::conflict);
}

TEST_F(MovieServiceTest, BlamesTheFieldsOfAnInvalidDescription) {
    EXPECT_EQ(blame_of([&] { service_.add(call_, id_, titled("")); }), "title");
    EXPECT_EQ(blame_of([&] { put(id_, titled("")); }), "title");
    EXPECT_FALSE(exists(id_));
}

TEST_F(MovieServiceTest, PutsAMovieNewAndAnew) {
    EXPECT_TRUE(service_.put(call_, id_, titled("Vertigo"), {}).created);
    const auto write = service_.put(call_, id_, titled("Psycho"), {});
    EXPECT_FALSE(write.created);
    EXPECT_EQ(write.movie.entry.description.title, "Psycho");
}

TEST_F(MovieServiceTest, PutsAMovieByItsExternalIdOnlyAnew) {
    EXPECT_EQ(code_of([&] { service_.put(call_, imdb_, titled("Vertigo"), {}); }),
              ErrorCode::not_found);
    MovieDescription description = titled("Vertigo");
    description.external_ids["imdb"] = imdb_.value();
    put(id_, description);
    description.title = "Psycho";
    const auto write = service_.put(call_, imdb_, description, {});
    EXPECT_FALSE(write.created);
    EXPECT_EQ(write.movie.entry.id, id_);
    EXPECT_EQ(title_of(id_), "Psycho");
}

TEST_F(MovieServiceTest, PutsOnlyWhatMeetsThePrecondition) {
    const auto refused = [&](const Precondition& precondition) {
        return code_of([&] { put(id_, titled("Refused"), precondition); }) ==
               ErrorCode::precondition_failed;
    };
    EXPECT_TRUE(refused({Existence::must_exist, {}}));
    const Revision first = put(id_, titled("A"), {Existence::must_not_exist, {}}).entry.revision;
    EXPECT_TRUE(refused({Existence::must_not_exist, {}}));
    put(id_, titled("B"), at_revision(first));
    EXPECT_TRUE(refused(at_revision(first)));
    EXPECT_EQ(title_of(id_), "B");
}

MovieDescription dated(MovieDescription description) {
    description.release_year = 1958;
    return description;
}

TEST_F(MovieServiceTest, EditsWhatIsStored) {
    put(id_, titled("Vertigo"));
    const Movie movie = service_.edit(call_, id_, dated, {});
    EXPECT_EQ(movie.entry.description, dated(titled("Vertigo")));
    EXPECT_EQ(catalogue_.find(call_, id_)->description, dated(titled("Vertigo")));
    EXPECT_EQ(code_of([&] { service_.edit(call_, imdb_, dated, {}); }), ErrorCode::not_found);
}

TEST_F(MovieServiceTest, EditsOnTopOfWhatOthersWriteInBetween) {
    put(id_, titled("Vertigo"));
    catalogue_.intrusions = 9;
    catalogue_.writes = 0;
    service_.edit(call_, id_, dated, {});
    EXPECT_EQ(catalogue_.writes, 10);
    EXPECT_EQ(catalogue_.find(call_, id_)->description, dated(titled("Intruder")));
}

TEST_F(MovieServiceTest, GivesUpAnEditAfterTenTries) {
    put(id_, titled("Vertigo"));
    catalogue_.intrusions = 1000;
    catalogue_.writes = 0;
    EXPECT_EQ(code_of([&] { service_.edit(call_, id_, dated, {}); }),
              ErrorCode::precondition_failed);
    EXPECT_EQ(catalogue_.writes, 10);
    EXPECT_EQ(title_of(id_), "Intruder");
}

TEST_F(MovieServiceTest, EditsOnlyTheRevisionThatWasAskedFor) {
    const Revision first = put(id_, titled("Vertigo")).entry.revision;
    catalogue_.intrusions = 1;
    catalogue_.writes = 0;
    EXPECT_EQ(code_of([&] { service_.edit(call_, id_, dated, at_revision(first)); }),
              ErrorCode::precondition_failed);
    EXPECT_EQ(catalogue_.writes, 1);
    const Revision second = service_.get(call_, id_).entry.revision;
    EXPECT_NO_THROW(service_.edit(call_, id_, dated, at_revision(second)));
}

TEST_F(MovieServiceTest, PassesOnWhatAnEditThrows) {
    put(id_, titled("Vertigo"));
    const auto edit = [](const MovieDescription&) -> MovieDescription {
        throw invalid_field("year", "is no field of a movie");
    };
    EXPECT_EQ(blame_of([&] { service_.edit(call_, id_, edit, {}); }), "year");
    EXPECT_EQ(
        blame_of([&] { service_.edit(call_, id_, [](const auto&) { return titled(""); }, {}); }),
        "title");
    EXPECT_EQ(title_of(id_), "Vertigo");
}

TEST_F(MovieServiceTest, RemovesAMovieWithItsRatings) {
    put(id_, titled("Vertigo"));
    audience_.set_rating(id_, kRating);
    service_.remove(call_, id_, {});
    EXPECT_FALSE(exists(id_));
    EXPECT_FALSE(audience_.knows(id_));
    EXPECT_FALSE(removals_.under_way(call_, id_));
    EXPECT_EQ(code_of([&] { service_.remove(call_, id_, {}); }), ErrorCode::not_found);
}

TEST_F(MovieServiceTest, RemovesOnlyWhatMeetsThePrecondition) {
    const auto refused = [&](const Precondition& precondition) {
        return code_of([&] { service_.remove(call_, id_, precondition); }) ==
               ErrorCode::precondition_failed;
    };
    EXPECT_TRUE(refused({Existence::must_exist, {}}));
    EXPECT_TRUE(refused(at_revision(1)));
    const Revision stale = put(id_, titled("Vertigo")).entry.revision;
    const Revision fresh = put(id_, titled("Psycho")).entry.revision;
    audience_.set_rating(id_, kRating);
    EXPECT_TRUE(refused({Existence::must_not_exist, {}}));
    EXPECT_TRUE(refused(at_revision(stale)));
    EXPECT_TRUE(exists(id_));
    EXPECT_TRUE(audience_.knows(id_));
    EXPECT_FALSE(removals_.under_way(call_, id_));
    service_.remove(call_, id_, at_revision(fresh));
    EXPECT_FALSE(exists(id_));
}

TEST_F(MovieServiceTest, RemovesAMovieThoughTheAudienceIsAway) {
    put(id_, titled("Vertigo"));
    audience_.set_rating(id_, kRating);
    audience_.set_away(true);
    service_.remove(call_, id_, {});
    EXPECT_FALSE(exists(id_));
    audience_.set_away(false);
    removals_.pass(MovieRemoval::kLease);
    EXPECT_TRUE(removal_.finish_next(call_));
    EXPECT_FALSE(audience_.knows(id_));
    EXPECT_FALSE(removal_.finish_next(call_));
}

TEST_F(MovieServiceTest, RefusesToWriteAMovieThatIsBeingRemoved) {
    put(id_, titled("Vertigo"));
    audience_.set_away(true);
    service_.remove(call_, id_, {});
    EXPECT_EQ(code_of([&] { put(id_, titled("Psycho")); }), ErrorCode::conflict);
    EXPECT_EQ(code_of([&] { service_.add(call_, id_, titled("Psycho")); }), ErrorCode::conflict);
    EXPECT_FALSE(exists(id_));
    audience_.set_away(false);
    removals_.pass(MovieRemoval::kLease);
    removal_.finish_next(call_);
    EXPECT_EQ(service_.add(call_, id_, titled("Psycho")).entry.id, id_);
}

TEST_F(MovieServiceTest, LetsNobodyWriteWhoMayNot) {
    put(id_, titled("Vertigo"));
    for (const auto& [caller, code] :
         {std::pair(Caller(), ErrorCode::unauthenticated),
          std::pair(Caller::of_account("v", Role::viewer), ErrorCode::forbidden),
          std::pair(Caller::of_account("s", Role::service), ErrorCode::forbidden)}) {
        Call call;
        call.caller = caller;
        EXPECT_EQ(code_of([&] { service_.put(call, id_, titled("Psycho"), {}); }), code);
        EXPECT_EQ(code_of([&] { service_.add(call, {}, titled("Psycho")); }), code);
        EXPECT_EQ(code_of([&] { service_.remove(call, id_, {}); }), code);
        EXPECT_EQ(code_of([&] {
                      service_.edit(call, id_, [](const auto& stored) { return stored; }, {});
                  }),
                  code);
        EXPECT_FALSE(removal_.under_way(call, id_));
        EXPECT_EQ(service_.get(call, id_).entry.description.title, "Vertigo");
    }
    call_.caller = Caller::of_account("e", Role::editor);
    put(id_, titled("Psycho"));
    service_.remove(call_, id_, {});
    EXPECT_FALSE(exists(id_));
}

TEST_F(MovieServiceTest, AsksWhatEverybodyThinksWhenRatingTellsNothingOfIt) {
    put(id_, titled("Vertigo"));
    call_.caller = Caller::of_account("ann", Role::viewer);
    audience_.tells_own_only = true;
    EXPECT_EQ(service_.rate(call_, id_, 8).everybody.value().count, 1);
}

TEST_F(MovieServiceTest, ShowsAnOwnRatingThoughEverybodysCannotBeAsked) {
    put(id_, titled("Vertigo"));
    call_.caller = Caller::of_account("ann", Role::viewer);
    EXPECT_EQ(service_.rate(call_, id_, 8).everybody.value().count, 1);
    audience_.failure = ErrorCode::unavailable;
    const OwnRating rating = service_.own_rating(call_, id_);
    EXPECT_EQ(rating.own.score, 8);
    EXPECT_FALSE(rating.everybody);
    service_.withdraw(call_, id_);
    EXPECT_EQ(code_of([&] { service_.own_rating(call_, id_); }), ErrorCode::not_found);
    EXPECT_EQ(code_of([&] { service_.withdraw(call_, id_); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace marquee::movie
