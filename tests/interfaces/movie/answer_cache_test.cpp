#include "interfaces/movie/answer_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <random>

#include "application/movie/movie_list_service.h"
#include "application/movie/movie_service.h"
#include "interfaces/http/http_server_options.h"
#include "interfaces/http/presentation.h"
#include "interfaces/json/page_signer.h"
#include "interfaces/movie/movie_list_routes.h"
#include "interfaces/movie/movie_routes.h"
#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/fake_listing_repository.h"
#include "tests/support/fake_movie_finder.h"
#include "tests/support/fake_removal_repository.h"
#include "tests/support/route_client.h"

namespace marquee::movie {
namespace {

using http::Response;
using Fields = http::RouteClient::Fields;

const Call kSystem = Call().by_system();

/// The same services behind routes with a cache and behind routes without.
class AnswerCacheTest : public testing::Test {
protected:
    AnswerCacheTest() { finder_.now.mean_score = 0; }

    void describe(const std::string& id, const std::string& title,
                  const std::map<std::string, std::string>& external_ids = {}) {
        MovieDescription description;
        description.title = title;
        description.external_ids = external_ids;
        now_ += std::chrono::milliseconds(1);
        catalogue_.describe(kSystem, MovieId(id), description, {});
        cache_.changed(id);
    }
    void remove(const std::string& id) {
        catalogue_.remove(kSystem, MovieId(id), {});
        cache_.changed(id);
    }
    void rate(const std::string& id, const std::string& user, int score) {
        audience_.rate(kSystem, MovieId(id), user, score);
        cache_.changed(id);
        follow_mean();
    }
    void withdraw(const std::string& id, const std::string& user) {
        audience_.withdraw(kSystem, MovieId(id), user);
        cache_.changed(id);
        follow_mean();
    }
    /// As the list does when it has taken in what was rated.
    void follow_mean() {
        double count = 0;
        double sum = 0;
        for (const auto& rated : audience_.scan(kSystem, {}, 1000)) {
            count += static_cast<double>(rated.tally.count());
            sum += static_cast<double>(rated.tally.sum());
        }
        finder_.now.mean_score = count == 0 ? 0 : sum / count;
    }

    /// What a client of that server gets.
    static Response ask(const http::RouteClient& client, const std::string& method,
                        const std::string& target, const std::string& pattern,
                        const Fields& fields) {
        Response response = client.send_as("", method, target, "", fields);
        http::Request request;
        request.method = method;
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        http::present(request, pattern, http::HttpServerOptions(), response);
        return response;
    }
    /// The same from both, which it compares.
    Response read(const std::string& target, const Fields& fields = {},
                  const std::string& method = "GET",
                  const std::string& pattern = "/v1/movies/{id}") {
        const Response plain = ask(uncached_, method, target, pattern, fields);
        Response kept = ask(cached_, method, target, pattern, fields);
        EXPECT_EQ(kept.status, plain.status) << target;
        EXPECT_EQ(kept.headers, plain.headers) << target;
        EXPECT_EQ(kept.content_type, plain.content_type) << target;
        EXPECT_EQ(kept.body, plain.body) << target;
        return kept;
    }
    Response read_list(const std::string& target, const Fields& fields = {}) {
        return read(target, fields, "GET", target.substr(0, target.find('?')));
    }

    double count(const std::string& name) {
        for (const auto& family : registry_.Collect()) {
            if (family.name == "marquee_cache_" + name) {
                return family.metric.at(0).counter.value + family.metric.at(0).gauge.value;
            }
        }
        ADD_FAILURE() << name;
        return -1;
    }
    bool is_at_hand(const std::string& ref) {
        http::Request request;
        request.method = "GET";
        request.path.emplace("id", ref);
        return cache_.movie_at_hand(request).has_value();
    }

    Timestamp now_{std::chrono::milliseconds(1795176000123)};
    FakeCatalogue catalogue_{[this] { return now_; }};
    FakeAudience audience_;
    FakeRemovalRepository removals_;
    MovieRemoval removal_{removals_, catalogue_, audience_, "worker", [] { return Timestamp(); }};
    MovieService movies_{catalogue_, audience_, removal_, [] { return std::string("new"); }};
    FakeMovieFinder finder_;
    FakeListingRepository listing_;
    MovieListService lists_{finder_, listing_, 25};
    json::PageSigner signer_{std::string(32, 's')};
    bool up_to_date_ = true;
    prometheus::Registry registry_;
    AnswerCache cache_{{.max_bytes = 1 << 20, .up_to_date = [this] { return up_to_date_; }},
                       movies_,
                       lists_,
                       registry_};
    static std::vector<http::Route> all(std::vector<http::Route> routes,
                                        const std::vector<http::Route>& more) {
        routes.insert(routes.end(), more.begin(), more.end());
        return routes;
    }
    http::RouteClient uncached_{all(movie_routes(movies_), movie_list_routes(lists_, signer_))};
    http::RouteClient cached_{
        all(movie_routes(movies_, &cache_), movie_list_routes(lists_, signer_, &cache_))};
};

TEST_F(AnswerCacheTest, AnswersWithWhatItHas) {
    describe("a", "One", {{"imdb", "tt1"}});
    EXPECT_FALSE(is_at_hand("a"));
    read("/v1/movies/a");
    EXPECT_TRUE(is_at_hand("a"));
    EXPECT_FALSE(is_at_hand("imdb:tt1"));
    read("/v1/movies/imdb:tt1");
    EXPECT_TRUE(is_at_hand("imdb:tt1"));
    catalogue_.set_away(true);
    EXPECT_EQ(ask(cached_, "GET", "/v1/movies/a", "/v1/movies/{id}", {}).status, 200);
    catalogue_.set_away(false);
    read("/v1/movies/nobody");
    EXPECT_FALSE(is_at_hand("nobody"));
    EXPECT_EQ(count("hits_total"), 3);
}

TEST_F(AnswerCacheTest, AnswersHeadAndConditionalRequestsToo) {
    describe("a", "One");
    const std::string etag = header(read("/v1/movies/a"), "ETag");
    EXPECT_EQ(read("/v1/movies/a", {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(read("/v1/movies/a", {{"If-None-Match", "\"other\""}}).status, 200);
    EXPECT_EQ(read("/v1/movies/a", {}, "HEAD").status, 200);
    EXPECT_EQ(count("misses_total"), 1);
    describe("a", "Another");
    EXPECT_EQ(read("/v1/movies/a", {{"If-None-Match", etag}}).status, 200);
}

TEST_F(AnswerCacheTest, KeepsNoAnswerThatLacksSomething) {
    describe("a", "One");
    audience_.set_away(true);
    read("/v1/movies/a");
    EXPECT_FALSE(is_at_hand("a"));
    audience_.set_away(false);
    read("/v1/movies/a");
    EXPECT_TRUE(is_at_hand("a"));
}

TEST_F(AnswerCacheTest, ServesNothingWhileChangesAreNotHeardOf) {
    describe("a", "One");
    read("/v1/movies/a");
    up_to_date_ = false;
    EXPECT_FALSE(is_at_hand("a"));
    // Changed elsewhere, which nobody tells.
    MovieDescription two;
    two.title = "Two";
    catalogue_.describe(kSystem, MovieId("a"), two, {});
    read("/v1/movies/a");
    cache_.changed("a");
    up_to_date_ = true;
    read("/v1/movies/a");
    EXPECT_TRUE(is_at_hand("a"));
    finder_.now.mean_score.reset();
    EXPECT_FALSE(is_at_hand("a"));
    read("/v1/movies/a");
}

TEST_F(AnswerCacheTest, DropsAMovieWhoseWeightedRatingWentWithTheMeanOfAll) {
    describe("a", "One");
    describe("b", "Two");
    rate("a", "u1", 9);
    rate("b", "u1", 5);
    read("/v1/movies/a");
    EXPECT_TRUE(is_at_hand("a"));
    rate("b", "u2", 1);
    EXPECT_FALSE(is_at_hand("a"));
    read("/v1/movies/a");
    EXPECT_TRUE(is_at_hand("a"));
    // Nobody has rated it: no mean is of any matter to it.
    describe("c", "Three");
    read("/v1/movies/c");
    rate("b", "u3", 10);
    EXPECT_TRUE(is_at_hand("c"));
}

TEST_F(AnswerCacheTest, FollowsAnExternalIdToAnotherMovie) {
    describe("a", "One", {{"imdb", "tt1"}});
    describe("b", "Two");
    read("/v1/movies/imdb:tt1");
    read("/v1/movies/imdb:tt1");
    describe("a", "One");
    EXPECT_EQ(read("/v1/movies/imdb:tt1").status, 404);
    describe("b", "Two", {{"imdb", "tt1"}});
    EXPECT_NE(read("/v1/movies/imdb:tt1").body.find("Two"), std::string::npos);
    read("/v1/movies/imdb:tt1");
    remove("b");
    EXPECT_EQ(read("/v1/movies/imdb:tt1").status, 404);
}

TEST_F(AnswerCacheTest, KeepsFirstPagesUntilTheListMovesOn) {
    finder_.all_genres = {{"Drama", 3}};
    for (const char* target : {"/v1/movies", "/v1/movies?sort=title&genre=Drama&genre=Crime",
                               "/v1/suggest?q=a", "/v1/genres"}) {
        read_list(target);
        const double misses = count("misses_total");
        read_list(target);
        EXPECT_EQ(count("misses_total"), misses) << target;
    }
    const double misses = count("misses_total");
    // The same in another order, and other pages.
    read_list("/v1/movies?genre=Crime&sort=title&genre=Drama");
    EXPECT_EQ(count("misses_total"), misses);
    read_list("/v1/movies?sort=votes");
    finder_.now.number = 1;
    finder_.all_genres = {{"Drama", 4}};
    EXPECT_NE(read_list("/v1/genres").body.find('4'), std::string::npos);
}

TEST_F(AnswerCacheTest, KeepsNoOtherPagesAndNoIncompleteOnes) {
    finder_.found.next.emplace();
    const std::string token =
        nlohmann::json::parse(read_list("/v1/movies").body).at("next_page_token");
    const double misses = count("misses_total");
    const double entries = count("entries");
    read_list("/v1/movies?page_token=" + token);
    EXPECT_EQ(count("misses_total"), misses);
    finder_.found.incomplete = true;
    read_list("/v1/movies?sort=title");
    EXPECT_EQ(count("entries"), entries);
}

TEST_F(AnswerCacheTest, AnswersAsWithoutItWhateverIsWrittenAndAsked) {
    std::mt19937 random(20261121);
    const auto below = [&](unsigned end) { return random() % end; };
    const auto id = [&] { return "m" + std::to_string(below(6)); };
    const auto name = [&] { return "tt" + std::to_string(below(4)); };
    const std::vector<std::string> accepts = {"", "*/*", "application/cbor", "application/msgpack",
                                              "application/x-msgpack, application/json;q=0.5"};
    const std::vector<std::string> codings = {"", "gzip", "gzip, identity;q=0", "identity",
                                              "gzip;q=0.5"};
    std::string etag = "\"none\"";
    const auto write = [&] {
        try {
            switch (below(10)) {
                case 0:
                    return remove(id());
                case 1:
                    return withdraw(id(), "u" + std::to_string(below(5)));
                case 2:
                case 3:
                case 4:
                    return rate(id(), "u" + std::to_string(below(5)),
                                1 + static_cast<int>(below(10)));
                default:
                    // Some are large enough to be packed.
                    return describe(id(), std::string(1 + below(400), 't'),
                                    below(2) ? std::map<std::string, std::string>()
                                             : std::map<std::string, std::string>{
                                                   {"imdb", name()}, {"tmdb", name()}});
            }
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::conflict);
        }
    };
    int found = 0;
    for (int step = 0; step < 6000; ++step) {
        if (below(6) == 0) write();
        Fields fields;
        if (const auto& accept = accepts[below(5)]; !accept.empty()) {
            fields.emplace_back("Accept", accept);
        }
        if (const auto& coding = codings[below(5)]; !coding.empty()) {
            fields.emplace_back("Accept-Encoding", coding);
        }
        const auto condition = below(6);
        if (condition < 2) fields.emplace_back("If-None-Match", condition == 0 ? etag : "*");
        const Response answer = read("/v1/movies/" + (below(3) ? id() : "imdb:" + name()), fields,
                                     below(5) ? "GET" : "HEAD");
        ASSERT_FALSE(HasFailure()) << "at step " << step;
        if (answer.status == 404) continue;
        etag = header(answer, "ETag");
        ++found;
    }
    EXPECT_GT(found, 2000);
    EXPECT_GT(count("hits_total"), 500);
}

}  // namespace
}  // namespace marquee::movie
