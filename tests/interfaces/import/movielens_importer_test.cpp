#include "interfaces/import/movielens_importer.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "application/metadata/metadata_service.h"
#include "application/rating/rating_service.h"
#include "interfaces/import/movielens_file.h"

namespace marquee::movielens {
namespace {

namespace fs = std::filesystem;

/// Throws `error` once the given number of writes has been let through.
struct Outage {
    int writes_left = -1;
    ErrorCode code = ErrorCode::unavailable;

    void on_write() {
        if (writes_left < 0) return;
        if (writes_left-- == 0) throw Error(code, "the database is away");
    }
};

/// Keeps metadata in memory. For one thread.
class InMemoryMetadata : public metadata::MetadataRepository {
public:
    std::map<MovieId, metadata::MovieMetadata> movies;
    int updates = 0;
    Outage outage;

    std::optional<metadata::MovieMetadata> find(const Call&, const MovieRef& ref) override {
        for (const auto& [id, movie] : movies) {
            if (const auto* own = std::get_if<MovieId>(&ref)) {
                if (id == *own) return movie;
            } else if (has(movie, std::get<ExternalId>(ref))) {
                return movie;
            }
        }
        return std::nullopt;
    }

    std::vector<std::optional<metadata::MovieMetadata>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override {
        std::vector<std::optional<metadata::MovieMetadata>> found;
        for (const auto& ref : refs) found.push_back(find(call, ref));
        return found;
    }

    std::vector<metadata::MovieMetadata> scan(const Call&, const std::optional<MovieId>&,
                                              std::size_t) override {
        throw std::logic_error("an import scans nothing");
    }

    void update(const Call&, const std::vector<MovieId>& ids, const Change& change) override {
        outage.on_write();
        ++updates;
        const auto before = std::pair(movies, owners_);
        try {
            for (const auto& id : ids) update_one(id, change);
        } catch (...) {
            std::tie(movies, owners_) = before;
            throw;
        }
    }

    bool remove(const Call&, const MovieId& id, const Check& check) override {
        const auto movie = movies.find(id);
        if (movie == movies.end()) return false;
        check(movie->second);
        movies.erase(movie);
        return true;
    }

    bool empty(const Call&) override { return movies.empty(); }

private:
    static bool has(const metadata::MovieMetadata& movie, const ExternalId& external) {
        const auto& ids = movie.description.external_ids;
        const auto id = ids.find(external.provider());
        return id != ids.end() && id->second == external.value();
    }

    void update_one(const MovieId& id, const Change& change) {
        const auto stored = movies.find(id);
        auto next =
            change(id, stored == movies.end() ? std::nullopt : std::optional(stored->second));
        if (!next) return;
        for (const auto& external : next->description.external_ids) {
            const auto [owner, fresh] = owners_.emplace(external, id);
            if (fresh || owner->second == id) continue;
            throw Error(ErrorCode::conflict, external.first + ":" + external.second +
                                                 " belongs to " + owner->second.text());
        }
        movies.insert_or_assign(id, *std::move(next));
    }

    std::map<std::pair<std::string, std::string>, MovieId> owners_;
};

/// Keeps ratings in memory. For one thread, but take_in.
class InMemoryRatings : public rating::RatingRepository {
public:
    using Key = std::pair<rating::Record, rating::UserId>;

    std::map<Key, std::pair<rating::Score, Timestamp>> ratings;
    std::vector<std::size_t> batches;
    Outage outage;

    std::vector<rating::RatedRecord> scan(const Call&, const rating::RecordType&,
                                          const std::optional<rating::RecordId>&,
                                          std::size_t) override {
        throw std::logic_error("an import scans nothing");
    }

    std::optional<rating::Rating> find(const Call&, const rating::Record& record,
                                       const rating::UserId& user) override {
        const auto found = ratings.find({record, user});
        if (found == ratings.end()) return std::nullopt;
        return rating::Rating{record, user, found->second.first, found->second.second};
    }

    rating::SummaryWithTotals summary(const Call& call, const rating::RecordView& record) override {
        return {summaries(call, {record.record()}).front(), totals(call, record.type())};
    }

    std::vector<rating::RatingSummary> summaries(
        const Call&, const std::vector<rating::Record>& records) override {
        std::vector<rating::RatingSummary> result(records.size());
        for (std::size_t i = 0; i < records.size(); ++i) {
            for (const auto& [key, value] : ratings) {
                if (key.first == records[i]) result[i].add(value.first);
            }
        }
        return result;
    }

    rating::RatingTotals totals(const Call&, const rating::RecordType&) override { return {}; }

    std::vector<rating::Rating> history(const Call&, const rating::UserId&,
                                        const std::optional<rating::HistoryPosition>&,
                                        std::size_t) override {
        return {};
    }

    std::vector<rating::ChangeEffect> apply(const Call&,
                                            const std::vector<rating::RatingChange>& changes,
                                            Timestamp now) override {
        outage.on_write();
        batches.push_back(changes.size());
        std::vector<rating::ChangeEffect> effects;
        for (const auto& change : changes) {
            const std::pair value(change.score.value(), change.rated_at.value_or(now));
            const auto [stored, fresh] = ratings.emplace(Key{change.record, change.user}, value);
            const bool same = !fresh && stored->second == value;
            stored->second = value;
            effects.push_back(fresh  ? rating::ChangeEffect::created
                              : same ? rating::ChangeEffect::unchanged
                                     : rating::ChangeEffect::replaced);
        }
        return effects;
    }

    rating::GivenRating rate(const Call&, const rating::Record&, const rating::UserId&,
                             rating::Score, Timestamp) override {
        throw std::logic_error("an import rates nothing by itself");
    }

    rating::ImportEffects take_in(const Call& call, const rating::RecordType& type,
                                  const std::vector<rating::RecordImport>& records,
                                  Timestamp now) override {
        rating::require_order(records);
        const std::lock_guard lock(*mutex_);
        std::vector<rating::RatingChange> changes;
        for (const auto& [record, opinions] : records) {
            for (const auto& [user, score, rated_at] : opinions) {
                changes.push_back({{type, record}, user, score, rated_at});
            }
        }
        const auto effects = apply(call, changes, now);
        return {std::ranges::count(effects, rating::ChangeEffect::created),
                std::ranges::count(effects, rating::ChangeEffect::replaced),
                std::ranges::count(effects, rating::ChangeEffect::unchanged)};
    }

    std::int64_t remove_some(const Call&, const rating::Record&, Timestamp, std::size_t) override {
        return 0;
    }

    void refuse_user(const Call&, const rating::UserId&) override {
        throw std::logic_error("an import forgets nobody");
    }

    rating::UserRemoval remove_some_of_user(const Call&, const rating::UserId&,
                                            std::size_t) override {
        throw std::logic_error("an import forgets nobody");
    }

    rating::RecountResult recount(
        const Call&, bool, const std::function<void(const rating::SummaryMismatch&)>&) override {
        return {};
    }

private:
    /// Behind a pointer, as tests assign stores.
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

constexpr const char* kLinks =
    "movieId,imdbId,tmdbId\n"
    "1,0114709,862\n"
    "2,,8844\n"
    "3,0113228,\n";
constexpr const char* kMovies =
    "movieId,title,genres\n"
    "1,Toy Story (1995),Adventure|Animation\n"
    "2,\"City of Lost Children, The (Cité des enfants perdus, La) (1995)\",(no genres listed)\n"
    "3,Seven (a.k.a. Se7en),Drama\n"
    "4,\"\"\"Great Performances\"\" Cats (1998)\",Musical\n";
constexpr const char* kRatings =
    "userId,movieId,rating,timestamp\n"
    "1,1,4.0,964982703\n"
    "1,2,0.5,964981247\n"
    "2,1,5.0,964982224\n"
    "2,4,3.5,964983815\n";

constexpr const char* kTags =
    "userId,movieId,tag,timestamp\n"
    "1,1,Pixar,1139045764\n"
    "1,1,\"toys, \"\"living\"\"\",1139045765\n"
    "2,1,pixar,1139045766\n"
    "3,1, Pixar ,1139045767\n"
    "2,4,cats,1139045768\n";

/// A MovieLens folder in a place of its own, and everything that takes it in.
class MovieLensImport : public ::testing::Test {
protected:
    MovieLensImport() {
        std::random_device random;
        folder = fs::temp_directory_path() /
                 ("marquee-movielens-" + std::to_string(random()) + std::to_string(random()));
        fs::create_directory(folder);
        write("links.csv", kLinks);
        write("movies.csv", kMovies);
        write("ratings.csv", kRatings);
    }
    ~MovieLensImport() override { fs::remove_all(folder); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name, std::ios::binary) << text;
    }

    ImportReport import(const ImportOptions& options = {}) {
        problems.clear();
        progress.clear();
        const Clock clock = [this] { return now; };
        metadata::MetadataService metadata(metadata_store, clock);
        rating::RatingService ratings(rating_store, clock, 25);
        MovieLensImporter importer(
            metadata, ratings, clock,
            [this](const RowProblem& problem) {
                problems.push_back(problem.file + ":" + std::to_string(problem.line) + ": " +
                                   problem.reason + (problem.skipped ? "" : " (kept)"));
            },
            [this](const Progress& step) { progress.push_back(step); });
        return importer.run(Call().by_system(), folder, options);
    }

    /// The message of the Error with `code` that an import ends with.
    std::string failure(ErrorCode code, const ImportOptions& options = {}) {
        try {
            import(options);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code);
            return error.what();
        }
        return "no error";
    }

    const MovieDescription& movie(const std::string& id) {
        return metadata_store.movies.at(MovieId(id)).description;
    }

    std::optional<rating::Rating> rating(const std::string& record, const std::string& user) {
        return rating_store.find(Call().by_system(),
                                 {rating::RecordType("movie"), rating::RecordId(record)},
                                 rating::UserId(user));
    }

    /// A large folder: 1,200 movies, each rated by ten users.
    void write_many() const {
        std::string links = "movieId,imdbId,tmdbId\n";
        std::string movies = "movieId,title,genres\n";
        std::string ratings = "userId,movieId,rating,timestamp\n";
        for (int i = 1; i <= 1'200; ++i) {
            const std::string id = std::to_string(i);
            links += id + ",0" + id + "," + id + "\n";
            movies += id + ",Film " + id + " (1999),Drama\n";
        }
        for (int user = 1; user <= 10; ++user) {
            for (int i = 1; i <= 1'200; ++i) {
                ratings += std::to_string(user) + "," + std::to_string(i) + "," +
                           std::to_string(1 + (user + i) % 5) + ".0,100000\n";
            }
        }
        write("links.csv", links);
        write("movies.csv", movies);
        write("ratings.csv", ratings);
    }

    fs::path folder;
    Timestamp now{std::chrono::sys_days(std::chrono::year(2024) / 5 / 1)};
    InMemoryMetadata metadata_store;
    InMemoryRatings rating_store;
    std::vector<std::string> problems;
    std::vector<Progress> progress;
};

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(MovieLensImport, TakesOverMoviesAndRatings) {
    const auto report = import();
    EXPECT_EQ(report.movies.read, 4);
    EXPECT_EQ(report.movies.created, 4);
    EXPECT_EQ(report.ratings.read, 4);
    EXPECT_EQ(report.ratings.created, 4);
    EXPECT_EQ(report.skipped_rows, 0);
    EXPECT_EQ(report.dropped_external_ids, 0);
    EXPECT_THAT(problems, IsEmpty());

    MovieDescription toy_story;
    toy_story.title = "Toy Story";
    toy_story.release_year = 1995;
    toy_story.genres = {"Adventure", "Animation"};
    toy_story.external_ids = {{"imdb", "tt0114709"}, {"tmdb", "862"}, {"movielens", "1"}};
    EXPECT_EQ(movie("tt0114709"), toy_story);

    const auto& city = movie("ml-2");
    EXPECT_EQ(city.title, "The City of Lost Children");
    EXPECT_EQ(city.original_title, "La Cité des enfants perdus");
    EXPECT_THAT(city.genres, IsEmpty());
    EXPECT_EQ(city.external_ids,
              (std::map<std::string, std::string>{{"tmdb", "8844"}, {"movielens", "2"}}));

    EXPECT_THAT(movie("tt0113228").alternative_titles, ElementsAre("Se7en"));
    EXPECT_EQ(movie("tt0113228").release_year, std::nullopt);
    EXPECT_EQ(movie("ml-4").title, "\"Great Performances\" Cats");

    const auto first = rating("tt0114709", "ml-1");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->score.value(), 8);
    EXPECT_EQ(first->rated_at, Timestamp(std::chrono::seconds(964'982'703)));
    EXPECT_EQ(rating("ml-2", "ml-1")->score.value(), 1);
    EXPECT_EQ(rating("ml-4", "ml-2")->score.value(), 7);
}

TEST_F(MovieLensImport, ChangesNothingTheSecondTime) {
    import();
    const auto movies = metadata_store.movies;
    const auto ratings = rating_store.ratings;
    now += std::chrono::hours(1);
    const auto report = import();
    EXPECT_EQ(report.movies.read, 4);
    EXPECT_EQ(report.movies.created, 0);
    EXPECT_EQ(report.movies.changed, 0);
    EXPECT_EQ(report.movies.unchanged, 4);
    EXPECT_EQ(report.ratings.read, 4);
    EXPECT_EQ(report.ratings.created, 0);
    EXPECT_EQ(report.ratings.replaced, 0);
    EXPECT_EQ(report.ratings.unchanged, 4);
    EXPECT_EQ(metadata_store.movies, movies);
    EXPECT_EQ(rating_store.ratings, ratings);
}

TEST_F(MovieLensImport, KeepsWhatOthersKnowAndReplacesItsOwn) {
    import();
    auto& stored = metadata_store.movies.at(MovieId("tt0114709")).description;
    stored.title = "Toy Storie";
    stored.genres = {"Horror"};
    stored.release_year = 1896;
    stored.original_title = "Spielzeuggeschichte";
    stored.alternative_titles = {"TS"};
    stored.description = "Toys live.";
    stored.directors = {"John Lasseter"};
    stored.cast = {{"Tom Hanks", "Woody"}};
    stored.keywords = {"toys"};
    stored.runtime_minutes = 81;
    stored.poster_url = "https://example.org/1.jpg";
    stored.external_ids = {{"imdb", "tt0114709"}, {"wikidata", "Q171048"}};

    auto expected = stored;
    expected.title = "Toy Story";
    expected.genres = {"Adventure", "Animation"};
    expected.release_year = 1995;
    expected.external_ids["tmdb"] = "862";
    expected.external_ids["movielens"] = "1";
    const auto report = import();
    EXPECT_EQ(report.movies.changed, 1);
    EXPECT_EQ(report.movies.unchanged, 3);
    EXPECT_EQ(movie("tt0114709"), expected);
    EXPECT_EQ(import().movies.changed, 0);
}

TEST_F(MovieLensImport, MakesKeywordsOfTags) {
    write("tags.csv", kTags);
    const auto report = import();
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(report.tags.read, 5);
    EXPECT_EQ(report.tags.keywords, 3);
    EXPECT_EQ(report.movies.created, 4);
    EXPECT_THAT(movie("tt0114709").keywords, ElementsAre("Pixar", "toys, \"living\""));
    EXPECT_THAT(movie("ml-4").keywords, ElementsAre("cats"));
    EXPECT_THAT(movie("ml-2").keywords, IsEmpty());
}

TEST_F(MovieLensImport, ChangesNoKeywordsTheSecondTime) {
    write("tags.csv", kTags);
    import();
    const auto movies = metadata_store.movies;
    const auto report = import();
    EXPECT_EQ(report.tags.read, 5);
    EXPECT_EQ(report.tags.keywords, 3);
    EXPECT_EQ(report.movies.changed, 0);
    EXPECT_EQ(metadata_store.movies, movies);
}

TEST_F(MovieLensImport, AddsTagsToTheKeywordsOfAnEditor) {
    import();
    metadata_store.movies.at(MovieId("tt0114709")).description.keywords = {"friendship", "PIXAR"};
    write("tags.csv", kTags);
    const auto report = import();
    EXPECT_EQ(report.movies.changed, 2);
    EXPECT_THAT(movie("tt0114709").keywords,
                ElementsAre("friendship", "PIXAR", "toys, \"living\""));
    EXPECT_EQ(import().movies.changed, 0);
    fs::remove(folder / "tags.csv");
    EXPECT_EQ(import().movies.changed, 0);
}

TEST_F(MovieLensImport, KeepsTheHundredTagsOfMostRows) {
    std::string tags = "userId,movieId,tag,timestamp\n";
    for (int i = 100; i < 250; ++i) tags += "1,1,tag " + std::to_string(i) + ",1\n";
    write("tags.csv", tags + "2,1,Tag 249,1\n");
    const auto report = import();
    EXPECT_EQ(report.tags.read, 151);
    EXPECT_EQ(report.tags.keywords, 100);
    const auto& keywords = movie("tt0114709").keywords;
    ASSERT_EQ(keywords.size(), 100U);
    EXPECT_EQ(keywords[0], "tag 249");
    EXPECT_EQ(keywords[1], "tag 100");
    EXPECT_EQ(keywords[99], "tag 198");
    EXPECT_EQ(import().movies.changed, 0);
}

TEST_F(MovieLensImport, ReportsEachBadTagAndTakesTheOthers) {
    write("movies.csv", std::string(kMovies) + "5,Far Ahead (2999),Drama\n6,Too,many,fields\n");
    write("tags.csv",
          "userId,movieId,tag,timestamp\n"
          "1,1,Pixar,1\n"
          "1,1,too,many,1\n"
          "x,1,fun,1\n"
          "1,x,fun,1\n"
          "1,1,\"  \",1\n"
          "1,1," +
              std::string(201, 'x') +
              ",1\n"
              "1,1,\xff,1\n"
              "1,99,fun,1\n"
              "1,5,fun,1\n"
              "1,6,fun,1\n"
              "1,1,\"two\nlines\",1\n"
              "1,1,\"quote\" d,1\n");
    const auto report = import();
    EXPECT_THAT(problems,
                ElementsAre("tags.csv:3: has 5 fields instead of 4",
                            "tags.csv:4: userId \"x\" is not a positive whole number",
                            "tags.csv:5: movieId \"x\" is not a positive whole number",
                            "tags.csv:6: tag must not be blank",
                            "tags.csv:7: tag must have at most 200 characters, not 201",
                            "tags.csv:8: tag is not valid UTF-8",
                            "tags.csv:9: movie 99 is not in movies.csv, or was skipped",
                            "tags.csv:10: movie 5 is not in movies.csv, or was skipped",
                            "tags.csv:11: movie 6 is not in movies.csv, or was skipped",
                            "tags.csv:14: text after a field's closing quote",
                            HasSubstr("movies.csv:6: release_year"), HasSubstr("movies.csv:7: ")));
    EXPECT_EQ(report.skipped_rows, 12);
    EXPECT_EQ(report.tags.read, 2);
    EXPECT_THAT(movie("tt0114709").keywords, ElementsAre("Pixar", "two lines"));
}

TEST_F(MovieLensImport, StopsAtTheFirstBadTagWhenStrict) {
    write("tags.csv", std::string(kTags) + "1,99,fun,1\n1,98,fun,1\n");
    auto report = import({.strict = true});
    EXPECT_THAT(problems, ElementsAre("tags.csv:7: movie 99 is not in movies.csv, or was skipped"));
    EXPECT_TRUE(report.stopped);
    EXPECT_EQ(report.skipped_rows, 1);
    EXPECT_EQ(metadata_store.updates, 0);

    write("tags.csv", kTags);
    report = import({.strict = true});
    EXPECT_FALSE(report.stopped);
    EXPECT_EQ(report.tags.keywords, 3);
}

TEST_F(MovieLensImport, CountsTagsInADryRun) {
    write("tags.csv", kTags);
    const auto report = import({.dry_run = true});
    EXPECT_EQ(report.tags.read, 5);
    EXPECT_EQ(report.tags.keywords, 3);
    EXPECT_EQ(metadata_store.updates, 0);
}

TEST_F(MovieLensImport, RefusesTagsWithAnotherHeader) {
    write("tags.csv", "userId,movieId,tag\n");
    EXPECT_THAT(
        failure(ErrorCode::invalid),
        HasSubstr("tags.csv does not begin with the line \"userId,movieId,tag,timestamp\""));
    fs::remove(folder / "tags.csv");
    fs::create_directory(folder / "tags.csv");
    EXPECT_THAT(failure(ErrorCode::invalid), HasSubstr("has no file tags.csv"));
    EXPECT_EQ(metadata_store.updates, 0);
}

TEST_F(MovieLensImport, ReplacesARatingThatDiffers) {
    import();
    write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,2.0,1000000000\n");
    const auto report = import();
    EXPECT_EQ(report.ratings.replaced, 1);
    EXPECT_EQ(rating("tt0114709", "ml-1")->score.value(), 4);
}

TEST_F(MovieLensImport, ReportsEachBadRowAndTakesTheOthers) {
    write("links.csv",
          "movieId,imdbId,tmdbId\n"
          "1,0114709,862\n"
          "1,0999999,999\n"
          "2,tt5,1\n"
          "x,0000001,1\n");
    write("movies.csv",
          "movieId,title,genres\n"
          "1,Toy Story (1995),Adventure\n"
          "2,Bell\x07 (1990),Drama\n"
          "3,   ,Drama\n"
          "1,Toy Story again (1995),Adventure\n"
          "4,Far Ahead (2999),Drama\n"
          "5,Too,many,fields\n"
          "6,\"Quote\" d,Drama\n"
          "7,\xff (1990),Drama\n"
          "8,Fine (1990),Drama\n");
    write("ratings.csv",
          "userId,movieId,rating,timestamp\n"
          "1,1,3.7,1\n"
          "1,1,4.0,1\n"
          "1,1,4.5,2\n"
          "1,2,4.0,1\n"
          "1,99,4.0,1\n"
          "a,1,4.0,1\n"
          "1,8,4.0,yesterday\n"
          "1,8\n"
          "\n"
          "2,8,\"5.0");
    const auto report = import();
    EXPECT_THAT(
        problems,
        ElementsAre("links.csv:3: movieId 1 is on an earlier line too",
                    "links.csv:4: imdbId \"tt5\" is not 1 to 10 digits",
                    "links.csv:5: movieId \"x\" is not a positive whole number",
                    "movies.csv:3: title must not contain control characters",
                    "movies.csv:4: title must not be blank",
                    "movies.csv:5: movieId 1 is on an earlier line too",
                    "movies.csv:6: release_year must be between 1870 and 2035, not 2999",
                    "movies.csv:7: has 4 fields instead of 3",
                    "movies.csv:8: text after a field's closing quote",
                    "movies.csv:9: title is not valid UTF-8",
                    "ratings.csv:2: rating \"3.7\" is not one of 0.5, 1.0 ... 5.0",
                    "ratings.csv:4: user 1 rated movie 1 on an earlier line",
                    "ratings.csv:5: movie 2 is not in movies.csv, or was skipped",
                    "ratings.csv:6: movie 99 is not in movies.csv, or was skipped",
                    "ratings.csv:7: userId \"a\" is not a positive whole number",
                    "ratings.csv:8: timestamp \"yesterday\" is not a number of seconds since 1970",
                    "ratings.csv:9: has 2 fields instead of 4",
                    "ratings.csv:11: a quoted field without its closing quote before the end of "
                    "the file"));
    EXPECT_EQ(report.skipped_rows, 18);
    EXPECT_EQ(report.movies.read, 2);
    EXPECT_EQ(report.movies.created, 2);
    EXPECT_EQ(report.ratings.read, 1);
    EXPECT_EQ(rating("tt0114709", "ml-1")->score.value(), 8);
    EXPECT_EQ(movie("ml-8").title, "Fine");
}

TEST_F(MovieLensImport, StopsAtTheFirstBadRowWhenStrict) {
    write("movies.csv", std::string(kMovies) + "5,Too,many,fields\n6,Never read (1990),Drama\n");
    const auto report = import({.strict = true});
    EXPECT_THAT(problems, ElementsAre("movies.csv:6: has 4 fields instead of 3"));
    EXPECT_TRUE(report.stopped);
    EXPECT_EQ(report.skipped_rows, 1);
    EXPECT_EQ(report.movies.created, 4);
    EXPECT_EQ(metadata_store.movies.size(), 4U);
    EXPECT_TRUE(rating_store.ratings.empty());
}

TEST_F(MovieLensImport, StopsInEachFileWhenStrict) {
    write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,1\n1,99,4.0,1\n1,2,4.0,1\n");
    auto report = import({.strict = true});
    EXPECT_TRUE(report.stopped);
    EXPECT_EQ(report.ratings.created, 1);
    EXPECT_EQ(rating_store.ratings.size(), 1U);

    write("links.csv", "movieId,imdbId,tmdbId\n1,x,862\n2,y,863\n");
    report = import({.strict = true});
    EXPECT_THAT(problems, ElementsAre(HasSubstr("links.csv:2: imdbId")));
    EXPECT_TRUE(report.stopped);
    EXPECT_EQ(report.movies.read, 0);
}

TEST_F(MovieLensImport, EndsAsAnyOtherWhenStrictAndClean) {
    const auto report = import({.strict = true});
    EXPECT_FALSE(report.stopped);
    EXPECT_EQ(report.ratings.created, 4);
}

TEST_F(MovieLensImport, WritesNothingInADryRun) {
    write("ratings.csv", std::string(kRatings) + "1,99,4.0,1\n");
    const auto report = import({.dry_run = true});
    EXPECT_EQ(report.movies.read, 4);
    EXPECT_EQ(report.movies.created, 0);
    EXPECT_EQ(report.ratings.read, 4);
    EXPECT_EQ(report.ratings.created, 0);
    EXPECT_EQ(report.skipped_rows, 1);
    EXPECT_FALSE(report.stopped);
    EXPECT_THAT(problems,
                ElementsAre("ratings.csv:6: movie 99 is not in movies.csv, or was skipped"));
    EXPECT_EQ(metadata_store.updates, 0);
    EXPECT_TRUE(rating_store.batches.empty());
}

TEST_F(MovieLensImport, GivesAnExternalIdToTheFirstOfTwoMovies) {
    write("links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n2,0114709,863\n3,0113228,862\n");
    for (const bool strict : {false, true}) {
        const auto report = import({.strict = strict});
        EXPECT_THAT(problems, ElementsAre("links.csv:3: imdbId of movie 2 belongs to movie 1; "
                                          "imported without it (kept)",
                                          "links.csv:4: tmdbId of movie 3 belongs to movie 1; "
                                          "imported without it (kept)"));
        EXPECT_EQ(report.dropped_external_ids, 2);
        EXPECT_EQ(report.skipped_rows, 0);
        EXPECT_EQ(report.movies.read, 4);
    }
    EXPECT_EQ(movie("tt0114709").title, "Toy Story");
    EXPECT_EQ(movie("ml-2").external_ids,
              (std::map<std::string, std::string>{{"tmdb", "863"}, {"movielens", "2"}}));
    EXPECT_EQ(movie("tt0113228").external_ids,
              (std::map<std::string, std::string>{{"imdb", "tt0113228"}, {"movielens", "3"}}));
}

TEST_F(MovieLensImport, SkipsOnlyTheMovieThatClashesWithTheCatalogue) {
    MovieDescription other;
    other.title = "Somebody's Toy Story";
    other.external_ids = {{"imdb", "tt0114709"}};
    metadata::MetadataService(metadata_store, [this] {
        return now;
    }).describe(Call().by_system(), MovieId("own"), other, {});
    const auto report = import();
    EXPECT_THAT(problems,
                ElementsAre("movies.csv:2: imdb:tt0114709 belongs to own",
                            "ratings.csv:2: movie 1 is not in movies.csv, or was skipped",
                            "ratings.csv:4: movie 1 is not in movies.csv, or was skipped"));
    EXPECT_EQ(report.movies.created, 3);
    EXPECT_EQ(report.movies.read, 3);
    EXPECT_EQ(report.ratings.read, 2);
    EXPECT_EQ(report.skipped_rows, 3);
    EXPECT_EQ(movie("own"), other);
}

TEST_F(MovieLensImport, StopsAtAClashBeforeALaterBadRowWhenStrict) {
    MovieDescription other;
    other.title = "Somebody's Lost Children";
    other.external_ids = {{"tmdb", "8844"}};
    metadata::MetadataService(metadata_store, [this] {
        return now;
    }).describe(Call().by_system(), MovieId("own"), other, {});
    write("movies.csv", std::string(kMovies) + "5,Too,many,fields\n");
    const auto report = import({.strict = true});
    EXPECT_THAT(problems, ElementsAre("movies.csv:3: tmdb:8844 belongs to own"));
    EXPECT_TRUE(report.stopped);
    EXPECT_EQ(report.skipped_rows, 1);
    EXPECT_EQ(report.movies.created, 1);
    EXPECT_TRUE(metadata_store.movies.contains(MovieId("tt0114709")));
    EXPECT_FALSE(metadata_store.movies.contains(MovieId("tt0113228")));
}

TEST_F(MovieLensImport, WritesInBatches) {
    write_many();
    const auto report = import({.ratings_in_stretch = 7'000, .ratings_in_batch = 5'000});
    EXPECT_EQ(report.movies.created, 1'200);
    EXPECT_EQ(report.ratings.created, 12'000);
    EXPECT_EQ(metadata_store.updates, 3);
    EXPECT_THAT(rating_store.batches, ElementsAre(5'000, 2'000, 5'000));
}

TEST_F(MovieLensImport, WritesTheSameThroughSeveralWriters) {
    write_many();
    import();
    const auto ratings = rating_store.ratings;
    rating_store = {};
    const auto report =
        import({.ratings_in_stretch = 5'000, .ratings_in_batch = 300, .writers = 3});
    EXPECT_EQ(report.ratings.read, 12'000);
    EXPECT_EQ(report.ratings.created, 12'000);
    EXPECT_EQ(rating_store.ratings, ratings);
}

TEST_F(MovieLensImport, ReportsBadRowsOfAllStretches) {
    write("ratings.csv",
          "userId,movieId,rating,timestamp\n1,1,4.0,1\n1,99,4.0,1\n1,2,4.0,1\n2,1,x,1\n"
          "2,2,3.0,1\n2,2,4.0,1\n");
    const auto report = import({.ratings_in_stretch = 1, .ratings_in_batch = 1});
    EXPECT_THAT(problems, ElementsAre(HasSubstr("ratings.csv:3: movie 99 is not"),
                                      HasSubstr("ratings.csv:5: rating \"x\""),
                                      HasSubstr("ratings.csv:7: user 2 rated movie 2 on")));
    EXPECT_EQ(report.ratings.created, 3);
}

TEST_F(MovieLensImport, TakesTheLastOfAUsersRatingsWhereverItStands) {
    write("ratings.csv",
          "userId,movieId,rating,timestamp\n1,1,4.0,1\n2,1,3.0,1\n1,1,2.0,2\n2,2,5.0,1\n"
          "1,1,1.0,3\n");
    for (const std::size_t stretch : {1, 2, 3, 4, 5, 100}) {
        rating_store = {};
        const auto report = import({.ratings_in_stretch = stretch});
        EXPECT_EQ(report.ratings.read, 5);
        EXPECT_EQ(report.ratings.created, 3);
        EXPECT_EQ(report.ratings.replaced, 2);
        EXPECT_EQ(rating("tt0114709", "ml-1")->score, rating::Score(2)) << stretch;
        EXPECT_TRUE(problems.empty());
    }
}

TEST_F(MovieLensImport, EndsInTheSameStateAfterStoppingAnywhere) {
    write_many();
    import();
    const auto movies = metadata_store.movies;
    const auto ratings = rating_store.ratings;
    const ImportOptions in_parts{.ratings_in_stretch = 10'000, .ratings_in_batch = 5'000};
    for (int writes = 0; writes < 3; ++writes) {
        const auto code = writes == 1 ? ErrorCode::unknown_outcome : ErrorCode::unavailable;
        metadata_store = {};
        rating_store = {};
        metadata_store.outage = {writes, code};
        EXPECT_EQ(failure(code), "the database is away");
        EXPECT_EQ(metadata_store.movies.size(), static_cast<std::size_t>(writes) * 500);
        EXPECT_TRUE(rating_store.ratings.empty());

        rating_store.outage = {writes, code};
        EXPECT_EQ(failure(code, in_parts), "the database is away");
        EXPECT_EQ(rating_store.ratings.size(), static_cast<std::size_t>(writes) * 5'000);

        const auto report = import(in_parts);
        EXPECT_EQ(report.movies.unchanged, 1'200);
        EXPECT_EQ(report.ratings.unchanged, writes * 5'000);
        EXPECT_EQ(metadata_store.movies, movies);
        EXPECT_EQ(rating_store.ratings, ratings);
    }
}

TEST_F(MovieLensImport, TellsHowFarItIs) {
    write_many();
    write("tags.csv", kTags);
    import();
    ASSERT_FALSE(progress.empty());
    std::vector<std::string> ended;
    for (const auto& step : progress) {
        EXPECT_LE(step.bytes_done, step.bytes_total);
        if (step.bytes_done < step.bytes_total) continue;
        ended.push_back(step.phase + " " + std::to_string(step.rows));
        EXPECT_EQ(step.bytes_total, fs::file_size(folder / (step.phase + ".csv")));
    }
    EXPECT_THAT(ended, ElementsAre("links 1200", "tags 5", "movies 1200", "ratings 12000"));
}

TEST_F(MovieLensImport, SaysWhatIsMissingBeforeItWritesAnything) {
    for (const std::string name : {"links.csv", "movies.csv", "ratings.csv"}) {
        fs::rename(folder / name, folder / "aside");
        EXPECT_EQ(failure(ErrorCode::invalid),
                  folder.string() + " has no file " + name +
                      "; give the folder that a MovieLens archive such as ml-latest-small.zip "
                      "unpacks to");
        fs::rename(folder / "aside", folder / name);
    }
    EXPECT_EQ(metadata_store.updates, 0);
}

TEST_F(MovieLensImport, RefusesWhatIsNoFolder) {
    const auto kept = folder;
    folder = kept / "movies.csv";
    EXPECT_THAT(failure(ErrorCode::invalid), HasSubstr("movies.csv is not a folder; give"));
    folder = kept / "nowhere";
    EXPECT_THAT(failure(ErrorCode::invalid), HasSubstr("nowhere is not a folder; give"));
    folder = kept;
}

TEST_F(MovieLensImport, NamesAFileThatItCannotReadOn) {
    // Linux reads nothing at the start of a process's memory, and answers with an error.
    fs::remove(folder / "ratings.csv");
    fs::create_symlink("/proc/self/mem", folder / "ratings.csv");
    try {
        import();
        FAIL();
    } catch (const ReadFailure& failure) {
        EXPECT_EQ(failure.what(), (folder / "ratings.csv").string() +
                                      " cannot be read beyond byte 0; check the disk and import "
                                      "again");
    }
    EXPECT_EQ(metadata_store.updates, 0);
}

TEST_F(MovieLensImport, RefusesAnotherHeader) {
    for (const std::string text : {"", "\n", "movieId,title\n", "1,Toy Story (1995),Drama\n",
                                   "userId,movieId,tag,timestamp\n", "\"movieId,title,genres\n"}) {
        write("movies.csv", text);
        EXPECT_THAT(failure(ErrorCode::invalid),
                    HasSubstr("movies.csv does not begin with the line \"movieId,title,genres\""))
            << text;
    }
    EXPECT_EQ(metadata_store.updates, 0);
}

TEST_F(MovieLensImport, TakesFilesWithByteOrderMarkAndCrLf) {
    write("movies.csv", "\xEF\xBB\xBFmovieId,title,genres\r\n1,Toy Story (1995),Drama\r\n");
    write("ratings.csv", "\xEF\xBB\xBFuserId,movieId,rating,timestamp\r\n1,1,4.0,1\r\n");
    const auto report = import();
    EXPECT_EQ(report.movies.created, 1);
    EXPECT_EQ(report.ratings.created, 1);
    EXPECT_THAT(movie("tt0114709").genres, ElementsAre("Drama"));
}

TEST_F(MovieLensImport, TakesFilesWithNothingButAHeader) {
    write("movies.csv", "movieId,title,genres\n");
    write("ratings.csv", "userId,movieId,rating,timestamp\n");
    const auto report = import();
    EXPECT_EQ(report.movies.read + report.ratings.read + report.skipped_rows, 0);
}

TEST_F(MovieLensImport, SurvivesAnyBytesInItsFiles) {
    std::mt19937 random(11);
    const auto noise = [&random](std::string text) {
        for (auto changes = random() % 20; changes > 0; --changes) {
            const auto header = text.find('\n') + 1;
            text[header + random() % (text.size() - header)] = static_cast<char>(random() % 256);
        }
        return text;
    };
    for (int round = 0; round < 200; ++round) {
        write("links.csv", noise(kLinks));
        write("movies.csv", noise(kMovies));
        write("ratings.csv", noise(kRatings));
        write("tags.csv", noise(kTags));
        const auto report = import();
        EXPECT_EQ(report.skipped_rows + report.dropped_external_ids,
                  static_cast<std::int64_t>(problems.size()));
    }
}

}  // namespace
}  // namespace marquee::movielens
