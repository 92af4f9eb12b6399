#include "application/metadata/metadata_service.h"

#include <gtest/gtest.h>

#include "tests/support/fake_metadata_repository.h"
#include "tests/support/thrown.h"

namespace marquee::metadata {
namespace {

using Existence = Precondition::Existence;

MovieDescription titled(const std::string& title) {
    MovieDescription description;
    description.title = title;
    return description;
}

Precondition at_revision(Revision revision) {
    return {Existence::either, {{revision}}};
}

class MetadataServiceTest : public testing::Test {
protected:
    Described describe(const MovieId& id, const std::string& title,
                       const Precondition& precondition = {}) {
        return service_.describe(call_, id, titled(title), precondition);
    }

    std::optional<std::string> title_of(const MovieId& id) {
        const auto found = service_.find(call_, id);
        return found ? std::optional(found->description.title) : std::nullopt;
    }

    const MovieId id_{"tt1"};
    Call call_ = Call().by_system();
    Timestamp now_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)};
    FakeMetadataRepository repository_;
    MetadataService service_{repository_, [this] { return now_; }};
};

TEST_F(MetadataServiceTest, DescribesAMovieNewAndAnew) {
    const auto created = describe(id_, "Vertigo");
    EXPECT_TRUE(created.created);
    EXPECT_EQ(created.metadata.created_at, now_);
    now_ += std::chrono::hours(1);
    const auto changed = describe(id_, "Psycho");
    EXPECT_FALSE(changed.created);
    EXPECT_EQ(changed.metadata.created_at, created.metadata.created_at);
    EXPECT_EQ(changed.metadata.updated_at, now_);
    EXPECT_GT(changed.metadata.revision, created.metadata.revision);
    EXPECT_EQ(service_.find(call_, id_), changed.metadata);
}

TEST_F(MetadataServiceTest, RefusesAnInvalidDescriptionAndStoresNothing) {
    const auto error = error_of([&] { describe(id_, ""); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    EXPECT_EQ(error->fields().front().field, "title");
    EXPECT_TRUE(service_.empty(call_));
}

TEST_F(MetadataServiceTest, BoundsTheYearByItsClock) {
    MovieDescription description = titled("Far Ahead");
    description.release_year = 2038;
    const auto describe_it = [&] { service_.describe(call_, id_, description, {}); };
    EXPECT_EQ(blame_of(describe_it), "release_year");
    now_ = std::chrono::sys_days(std::chrono::year(2026) / 12 / 31) + std::chrono::hours(23);
    EXPECT_EQ(blame_of(describe_it), "release_year");
    now_ += std::chrono::hours(1);
    EXPECT_EQ(code_of(describe_it), std::nullopt);
}

TEST_F(MetadataServiceTest, DescribesOnlyWhatMeetsThePrecondition) {
    const auto refused = [&](const Precondition& precondition) {
        return code_of([&] { describe(id_, "Psycho", precondition); }) ==
               ErrorCode::precondition_failed;
    };
    EXPECT_TRUE(refused({Existence::must_exist, {}}));
    EXPECT_TRUE(refused(at_revision(1)));
    EXPECT_TRUE(service_.empty(call_));
    const auto first = describe(id_, "Vertigo", {Existence::must_not_exist, {}}).metadata;
    EXPECT_TRUE(refused({Existence::must_not_exist, {}}));
    const auto second = describe(id_, "Rope", at_revision(first.revision)).metadata;
    EXPECT_TRUE(refused(at_revision(first.revision)));
    EXPECT_EQ(title_of(id_), "Rope");
    describe(id_, "Psycho", {Existence::must_exist, {{first.revision, second.revision}}});
    EXPECT_EQ(title_of(id_), "Psycho");
}

TEST_F(MetadataServiceTest, RefusesAnExternalIdOfAnotherMovie) {
    MovieDescription description = titled("Vertigo");
    description.external_ids["imdb"] = "tt0052357";
    service_.describe(call_, id_, description, {});
    EXPECT_EQ(code_of([&] { service_.describe(call_, MovieId("tt2"), description, {}); }),
              ErrorCode::conflict);
    EXPECT_EQ(title_of(MovieId("tt2")), std::nullopt);
    EXPECT_FALSE(service_.describe(call_, id_, description, {}).created);
}

TEST_F(MetadataServiceTest, FindsByIdAndByExternalIdInTheAskedOrder) {
    MovieDescription description = titled("Vertigo");
    description.external_ids["imdb"] = "tt0052357";
    service_.describe(call_, id_, description, {});
    describe(MovieId("b"), "Psycho");
    const auto found = service_.find_many(
        call_, {MovieId("b"), MovieId("none"), ExternalId("imdb", "tt0052357"), MovieId("b")});
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].value().description.title, "Psycho");
    EXPECT_FALSE(found[1]);
    EXPECT_EQ(found[2].value().id, id_);
    EXPECT_EQ(found[3], found[0]);
    EXPECT_FALSE(service_.find(call_, ExternalId("tmdb", "tt0052357")));
}

TEST_F(MetadataServiceTest, RemovesAMovieOnce) {
    describe(id_, "Vertigo");
    EXPECT_TRUE(service_.remove(call_, id_, {}));
    EXPECT_FALSE(service_.remove(call_, id_, {}));
    EXPECT_TRUE(service_.empty(call_));
}

TEST_F(MetadataServiceTest, RemovesOnlyWhatMeetsThePrecondition) {
    const auto refused = [&](const Precondition& precondition) {
        return code_of([&] { service_.remove(call_, id_, precondition); }) ==
               ErrorCode::precondition_failed;
    };
    EXPECT_TRUE(refused({Existence::must_exist, {}}));
    EXPECT_TRUE(refused(at_revision(1)));
    EXPECT_FALSE(service_.remove(call_, id_, {Existence::must_not_exist, {}}));
    const auto stale = describe(id_, "Vertigo").metadata.revision;
    const auto fresh = describe(id_, "Psycho").metadata.revision;
    EXPECT_TRUE(refused({Existence::must_not_exist, {}}));
    EXPECT_TRUE(refused(at_revision(stale)));
    EXPECT_EQ(title_of(id_), "Psycho");
    EXPECT_TRUE(service_.remove(call_, id_, at_revision(fresh)));
}

TEST_F(MetadataServiceTest, HonoursTheDeadline) {
    call_.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { describe(id_, "Vertigo"); }), ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] { service_.find(call_, id_); }), ErrorCode::deadline_exceeded);
}

MovieDescription imported_wins(const MovieDescription&, const MovieDescription& imported) {
    return imported;
}

TEST_F(MetadataServiceTest, CountsWhatAnImportDid) {
    describe(MovieId("same"), "Same");
    describe(MovieId("old"), "Old");
    const auto counts = service_.import_movies(call_,
                                               {{MovieId("same"), titled("Same")},
                                                {MovieId("old"), titled("New")},
                                                {MovieId("first"), titled("First")}},
                                               imported_wins);
    EXPECT_EQ(counts.created, 1);
    EXPECT_EQ(counts.changed, 1);
    EXPECT_EQ(counts.unchanged, 1);
    EXPECT_EQ(title_of(MovieId("old")), "New");
    EXPECT_EQ(title_of(MovieId("first")), "First");
}

TEST_F(MetadataServiceTest, WritesNothingWhenAnImportIsRepeated) {
    const std::vector<ImportedMovie> movies{{id_, titled("A")}, {MovieId("b"), titled("B")}};
    EXPECT_EQ(service_.import_movies(call_, movies, imported_wins).created, 2);
    const auto before = service_.find(call_, id_);
    now_ += std::chrono::hours(1);
    const auto counts = service_.import_movies(call_, movies, imported_wins);
    EXPECT_EQ(counts.unchanged, 2);
    EXPECT_EQ(counts.created + counts.changed, 0);
    EXPECT_EQ(service_.find(call_, id_), before);
}

TEST_F(MetadataServiceTest, LetsTheMergeDecideWhatIsStored) {
    describe(id_, "By Hand");
    const auto counts = service_.import_movies(call_, {{id_, titled("Imported")}},
                                               [](const auto& stored, const auto& imported) {
                                                   EXPECT_EQ(imported.title, "Imported");
                                                   MovieDescription merged = stored;
                                                   merged.genres = {"Drama"};
                                                   return merged;
                                               });
    EXPECT_EQ(counts.changed, 1);
    EXPECT_EQ(title_of(id_), "By Hand");
    EXPECT_EQ(service_.find(call_, id_)->description.genres, std::vector<std::string>{"Drama"});
}

TEST_F(MetadataServiceTest, ImportsAllOrNone) {
    EXPECT_EQ(code_of([&] {
                  service_.import_movies(
                      call_, {{MovieId("good"), titled("Good")}, {MovieId("bad"), titled("")}},
                      imported_wins);
              }),
              ErrorCode::invalid);
    EXPECT_TRUE(service_.empty(call_));
}

TEST_F(MetadataServiceTest, ImportsNothingFromNothing) {
    const auto counts = service_.import_movies(call_, {}, imported_wins);
    EXPECT_EQ(counts.created + counts.changed + counts.unchanged, 0);
}

/// Loses every update once, as to a deadlock, after the change was applied.
class RepeatingRepository : public FakeMetadataRepository {
public:
    void update(const Call& call, const std::vector<MovieId>& ids, const Change& change) override {
        for (const auto& id : ids) change(id, std::nullopt);
        FakeMetadataRepository::update(call, ids, change);
    }
};

TEST_F(MetadataServiceTest, CountsAnImportOnceThoughTheStoreStartsOver) {
    RepeatingRepository repository;
    MetadataService service(repository, [this] { return now_; });
    const std::vector<ImportedMovie> movies{{id_, titled("A")}, {MovieId("b"), titled("B")}};
    EXPECT_EQ(service.import_movies(call_, movies, imported_wins).created, 2);
    const auto again = service.import_movies(call_, movies, imported_wins);
    EXPECT_EQ(again.created, 0);
    EXPECT_EQ(again.unchanged, 2);
}

TEST_F(MetadataServiceTest, LetsOnlyEditorsWrite) {
    Call call;
    const auto attempts = [&] {
        return std::vector<std::optional<ErrorCode>>{
            code_of([&] { service_.describe(call, id_, titled("A"), {}); }),
            code_of([&] { service_.remove(call, id_, {}); }),
            code_of([&] { service_.import_movies(call, {}, imported_wins); })};
    };
    using Codes = std::vector<std::optional<ErrorCode>>;
    EXPECT_EQ(attempts(), Codes(3, ErrorCode::unauthenticated));
    call.caller = Caller::of_account("s", Role::service);
    EXPECT_EQ(attempts(), Codes(3, ErrorCode::forbidden));
    call.caller = Caller::of_account("e", Role::editor);
    EXPECT_EQ(attempts(), Codes(3, std::nullopt));
}

}  // namespace
}  // namespace marquee::metadata
