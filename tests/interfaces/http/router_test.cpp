#include "interfaces/http/router.h"

#include <sstream>
#include <stdexcept>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "domain/shared/error.h"
#include "interfaces/http/request_log.h"
#include "tests/support/fake_authenticator.h"

namespace marquee::http {
namespace {

Response text(const std::string& body) {
    Response response;
    response.body = body;
    return response;
}

std::vector<Route> table() {
    const auto echo_id = [](const Request& r) { return text("id=" + r.path_parameter("id")); };
    return {
        {"GET", "/", Guard::open, Body::none, {}, [](const Request&) { return text("root"); }},
        {"GET",
         "/v1/movies/{id}",
         Guard::open,
         Body::none,
         {"q", "lang"},
         [](const Request& r) {
             return text("id=" + r.path_parameter("id") +
                         " q=" + r.query_parameter("q").value_or("-"));
         }},
        {"PUT", "/v1/movies/{id}", Guard::editor, Body::json, {}, echo_id},
        {"PATCH", "/v1/movies/{id}", Guard::open, Body::merge_patch, {}, echo_id},
        {"GET",
         "/v1/movies/top",
         Guard::open,
         Body::none,
         {},
         [](const Request&) { return text("top"); }},
        {"POST",
         "/v1/movies:batch-get",
         Guard::open,
         Body::json,
         {},
         [](const Request&) { return text("batch"); }},
        {"POST",
         "/v1/ratings:batch",
         Guard::open,
         Body::bulk_json,
         {},
         [](const Request&) { return text("bulk"); }},
        {"POST", "/load", Guard::rater, Body::bulk_json, {}, echo_id},
        {"GET",
         "/gone",
         Guard::open,
         Body::none,
         {},
         [](const Request&) -> Response { throw Error(ErrorCode::not_found, "it is gone"); }},
        {"GET",
         "/broken",
         Guard::open,
         Body::none,
         {},
         [](const Request&) -> Response { throw std::runtime_error("password is secret"); }},
        {"GET",
         "/list",
         Guard::open,
         Body::none,
         {"genre", "q"},
         [](const Request& r) {
             std::string genres;
             for (const auto& genre : r.query_parameters("genre")) genres += "[" + genre + "]";
             return text(genres + " q=" + r.query_parameter("q").value_or("-"));
         },
         {"genre"}},
        {"GET", "/odd", Guard::open, Body::none, {}, [](const Request&) -> Response { throw 7; }},
    };
}

class HttpRouter : public testing::Test {
protected:
    Response ask(const std::string& method, const std::string& path,
                 const std::string& query = "") {
        request.method = method;
        request.raw_path = path;
        request.raw_query = query;
        request.call.request_id = "r1";
        return router.answer(request, label);
    }
    Response send(const std::string& method, const std::string& path, const std::string& type,
                  const std::string& body = "{}") {
        request = {};
        request.headers.add("Authorization", "Bearer editor");
        if (!type.empty()) request.headers.add("Content-Type", type);
        request.body = body;
        return ask(method, path);
    }
    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [field, value] : response.headers) {
            if (field == name) return value;
        }
        return "";
    }

    std::ostringstream logged;
    RequestLog log{std::make_shared<spdlog::logger>(
                       "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged)),
                   LogFormat::text, [] { return Timestamp(); }};
    FakeAuthenticator authenticator;
    Router router{table(), log, authenticator};
    Request request;
    std::string label;
};

TEST_F(HttpRouter, FindsTheRouteAndDecodesItsParameters) {
    EXPECT_EQ(ask("GET", "/v1/movies/imdb:tt1", "q=a+b%2Bc%C3%A9&").body,
              "id=imdb:tt1 q=a b+c\xC3\xA9");
    EXPECT_EQ(label, "/v1/movies/{id}");
    EXPECT_EQ(ask("GET", "/v1/movies/a%20+b").body, "id=a +b q=-");
    EXPECT_EQ(ask("GET", "/").body, "root");
}

TEST_F(HttpRouter, PrefersLiteralsAndKeepsColonsApart) {
    EXPECT_EQ(ask("GET", "/v1/movies/top").body, "top");
    EXPECT_EQ(send("POST", "/v1/movies:batch-get", "application/json").body, "batch");
    EXPECT_EQ(send("POST", "/v1/movies", "application/json").status, 404);
}

TEST_F(HttpRouter, AnswersHeadWhereGetIs) {
    EXPECT_EQ(ask("HEAD", "/v1/movies/x").body, "id=x q=-");
    EXPECT_EQ(ask("HEAD", "/v1/movies:batch-get").status, 405);
}

TEST_F(HttpRouter, SaysNotFoundForAnUnknownPath) {
    for (const char* path : {"/nope", "/v1", "/v1/movies/a/b", "/V1/movies/a"}) {
        EXPECT_EQ(ask("GET", path).status, 404) << path;
        EXPECT_EQ(label, "unmatched");
    }
}

TEST_F(HttpRouter, AsksElsewhereForWhatHasNoRoute) {
    RouterOptions options;
    options.elsewhere = [](const Request& asked) {
        return asked.raw_path == "/page" ? std::optional(text("a page")) : std::nullopt;
    };
    const Router with_pages(table(), log, authenticator, options);
    const auto answer = [&](const std::string& path) {
        request = {};
        request.method = "GET";
        request.raw_path = path;
        request.raw_query = "utm=1";
        return with_pages.answer(request, label);
    };
    EXPECT_EQ(answer("/page").body, "a page");
    EXPECT_EQ(label, Router::kUnmatched);
    EXPECT_EQ(answer("/no-page").status, 404);
    EXPECT_EQ(answer("/page/../page").status, 400);
}

TEST_F(HttpRouter, RefusesPathsThatAreNotPlain) {
    for (const char* path :
         {"", "*", "//", "/v1//movies", "/v1/movies/", "/v1/movies/..", "/v1/movies/../x",
          "/v1/movies/%2e%2e", "/v1/movies/.", "/v1/movies/a%2Fb", "/v1/movies/a%00b",
          "/v1/movies/%", "/v1/movies/%2", "/v1/movies/%zz", "/v1/movies/%+1", "/v1/movies/%FF"}) {
        EXPECT_EQ(ask("GET", path).status, 400) << path;
        EXPECT_EQ(label, "unmatched");
    }
}

TEST_F(HttpRouter, ListsTheMethodsThatAre) {
    const Response response = ask("BREW", "/v1/movies/x");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS, PATCH, PUT");
    EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "method_not_allowed");
}

TEST_F(HttpRouter, SaysWhatEachResourceHas) {
    const Response response = ask("OPTIONS", "/v1/movies/x", "unknown=1");
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS, PATCH, PUT");
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(label, "/v1/movies/{id}");
    EXPECT_EQ(header(ask("OPTIONS", "/load"), "Allow"), "OPTIONS, POST");
    EXPECT_EQ(ask("OPTIONS", "/nope").status, 404);
}

TEST_F(HttpRouter, SaysWhatAllResourcesHave) {
    const Response response = ask("OPTIONS", "*");
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS, PATCH, POST, PUT");
    EXPECT_EQ(ask("GET", "*").status, 400);
}

TEST_F(HttpRouter, RefusesBeforeTheHandlerWhatNobodyTakes) {
    const auto status_for = [&](const std::string& accept, const std::string& path) {
        request = {};
        request.headers.add("Accept", accept);
        return ask("GET", path).status;
    };
    EXPECT_EQ(status_for("text/html", "/v1/movies/x"), 406);
    EXPECT_EQ(status_for("application/json;q=0", "/v1/movies/x"), 406);
    EXPECT_EQ(status_for("text/html, */*;q=0.1", "/v1/movies/x"), 200);
    EXPECT_EQ(status_for("application/cbor", "/v1/movies/x"), 200);
    EXPECT_EQ(status_for("text/html", "/"), 200) << "what is beside the API has one form";
    send("PUT", "/v1/movies/x", "application/json");
    request.headers.add("Accept", "text/html");
    const Response refused = ask("PUT", "/v1/movies/x");
    EXPECT_EQ(refused.status, 406);
    const auto problem = nlohmann::json::parse(refused.body);
    EXPECT_EQ(problem["code"], "not_acceptable");
    EXPECT_EQ(
        problem["detail"],
        "this is to be had as one of application/json, application/msgpack, application/cbor");
}

TEST_F(HttpRouter, RefusesAnUnknownQueryParameterByName) {
    const auto body = nlohmann::json::parse(ask("GET", "/v1/movies/x", "qq=1").body);
    EXPECT_EQ(body["status"], 400);
    EXPECT_EQ(body["errors"][0]["field"], "qq");
    EXPECT_EQ(body["errors"][0]["message"], "is not known; the query parameters here are: q, lang");
}

TEST_F(HttpRouter, RefusesARepeatedOrBrokenQuery) {
    for (const char* query : {"q=1&q=2", "q=1&q", "q=%", "q=%4", "q=%GG", "q=%FF", "%FF=1", "=1"}) {
        EXPECT_EQ(ask("GET", "/v1/movies/x", query).status, 400) << query;
    }
    EXPECT_EQ(ask("GET", "/", "q=1").status, 400);
}

TEST_F(HttpRouter, GivesARepeatableParameterAsOftenAsItIsThere) {
    EXPECT_EQ(ask("GET", "/list").body, " q=-");
    EXPECT_EQ(ask("GET", "/list", "genre=Drama").body, "[Drama] q=-");
    EXPECT_EQ(ask("GET", "/list", "genre=b+c&q=x&genre=a&genre=a&genre").body, "[b c][a][a][] q=x");
}

TEST_F(HttpRouter, RefusesARepeatedParameterBesideARepeatableOne) {
    const Response response = ask("GET", "/list", "genre=a&q=x&genre=b&q=x");
    EXPECT_EQ(response.status, 400);
    const auto body = nlohmann::json::parse(response.body);
    EXPECT_EQ(body["errors"][0]["field"], "q");
    EXPECT_EQ(body["errors"][0]["message"], "is there more than once");
    for (const char* query : {"genre=a&genre=%FF", "genre=a&genres=b", "genre=a&%67enre=%"}) {
        EXPECT_EQ(ask("GET", "/list", query).status, 400) << query;
    }
    EXPECT_EQ(ask("GET", "/list", "genre=a&%67enre=b").body, "[a][b] q=-");
}

/// The status that each token gets at a route with that guard.
std::vector<int> statuses_behind(Guard guard, const RequestLog& log, const RouterOptions& options) {
    FakeAuthenticator authenticator;
    const Router router({{"GET",
                          "/x",
                          guard,
                          Body::none,
                          {},
                          [](const Request& r) { return text(r.call.caller.account_id); }}},
                        log, authenticator, options);
    std::vector<int> statuses;
    for (const char* token : {"", "viewer", "editor", "admin", "service", "wrong"}) {
        Request request;
        request.method = "GET";
        request.raw_path = "/x";
        if (*token) request.headers.add("Authorization", std::string("Bearer ") + token);
        std::string label;
        const Response response = router.answer(request, label);
        statuses.push_back(response.status);
        if (response.status == 200) {
            EXPECT_EQ(response.body, guard == Guard::open ? "" : token);
        }
    }
    return statuses;
}

TEST_F(HttpRouter, LetsThoseInWhomTheGuardOfTheRouteNames) {
    using Statuses = std::vector<int>;
    const auto behind = [&](Guard guard) { return statuses_behind(guard, log, {}); };
    EXPECT_EQ(behind(Guard::open), (Statuses{200, 200, 200, 200, 200, 200}));
    EXPECT_EQ(behind(Guard::reader), (Statuses{200, 200, 200, 200, 200, 401}));
    EXPECT_EQ(behind(Guard::account), (Statuses{401, 200, 200, 200, 200, 401}));
    EXPECT_EQ(behind(Guard::rater), (Statuses{401, 200, 200, 200, 200, 401}));
    EXPECT_EQ(behind(Guard::editor), (Statuses{401, 403, 200, 200, 403, 401}));
    EXPECT_EQ(behind(Guard::service), (Statuses{401, 403, 403, 200, 200, 401}));
    EXPECT_EQ(behind(Guard::admin), (Statuses{401, 403, 403, 200, 403, 401}));
    EXPECT_EQ(statuses_behind(Guard::reader, log, {.anonymous_reads = false}),
              (Statuses{401, 200, 200, 200, 200, 401}));
}

TEST_F(HttpRouter, SaysHowToSignIn) {
    const auto challenge_to = [&](const std::string& authorization) {
        request = {};
        if (!authorization.empty()) request.headers.add("Authorization", authorization);
        return header(ask("PUT", "/v1/movies/x"), "WWW-Authenticate");
    };
    EXPECT_EQ(challenge_to(""), "Bearer realm=\"marquee\"");
    EXPECT_EQ(challenge_to("Bearer x"), "Bearer realm=\"marquee\", error=\"invalid_token\"");
    EXPECT_EQ(challenge_to("Bearer viewer"),
              "Bearer realm=\"marquee\", error=\"insufficient_scope\"");
    EXPECT_EQ(header(ask("GET", "/gone"), "WWW-Authenticate"), "");
}

TEST_F(HttpRouter, TakesTokensAsBearersOnly) {
    const auto status_for = [&](const std::vector<std::string>& fields) {
        send("PUT", "/v1/movies/x", "application/json");
        request.headers = {};
        request.headers.add("Content-Type", "application/json");
        for (const auto& field : fields) request.headers.add("Authorization", field);
        return ask("PUT", "/v1/movies/x").status;
    };
    for (const char* field : {"Bearer editor", "bearer editor", "BEARER  editor"}) {
        EXPECT_EQ(status_for({field}), 200) << field;
    }
    for (const char* field : {"", "Bearer", "Bearer ", "editor", "Basic editor", "Bearer editor x",
                              "Bearer\teditor", "Bearer edi\xC3\xA9tor",
                              "Bearer ==", "Bearer \"editor\"", "Bearer editor, Bearer editor"}) {
        EXPECT_EQ(status_for({field}), 401) << field;
    }
    EXPECT_EQ(status_for({"Bearer " + std::string(8193, 'a')}), 401);
    EXPECT_EQ(status_for({"Bearer editor", "Bearer editor"}), 401);
    EXPECT_EQ(status_for({"Bearer away"}), 503);
}

TEST_F(HttpRouter, TakesTheMediaTypesOfTheRoute) {
    for (const char* type : {"application/json", "Application/JSON; charset=utf-8",
                             "application/json;charset=\"UTF-8\"", "application/json; v=1"}) {
        EXPECT_EQ(send("PUT", "/v1/movies/x", type).status, 200) << type;
    }
    EXPECT_EQ(send("PATCH", "/v1/movies/x", "application/merge-patch+json").status, 200);
    EXPECT_EQ(send("PATCH", "/v1/movies/x", "application/json").status, 200);
}

TEST_F(HttpRouter, RefusesOtherMediaTypes) {
    for (const char* type :
         {"", "text/plain", "application/json; charset=latin1", "application/jsonx",
          "application/merge-patch+json", "application/json, text/plain", "application/json; x"}) {
        const Response response = send("PUT", "/v1/movies/x", type);
        EXPECT_EQ(response.status, 415) << type;
        EXPECT_EQ(header(response, "Accept"),
                  "application/json, application/msgpack, application/cbor");
    }
    EXPECT_EQ(header(send("PATCH", "/v1/movies/x", "text/plain"), "Accept-Patch"),
              "application/merge-patch+json, application/json, application/msgpack, "
              "application/cbor");
}

TEST_F(HttpRouter, HasBodiesWhereTheyBelong) {
    EXPECT_EQ(send("GET", "/v1/movies/x", "application/json").status, 400);
    EXPECT_EQ(send("PUT", "/v1/movies/x", "application/json", "").status, 400);
}

TEST_F(HttpRouter, TurnsErrorsIntoProblems) {
    const Response response = ask("GET", "/gone");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(nlohmann::json::parse(response.body)["detail"], "it is gone");
    EXPECT_EQ(logged.str(), "");
}

TEST_F(HttpRouter, LogsInternalErrorsAndTellsNothing) {
    const Response response = ask("GET", "/broken");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_NE(logged.str().find("password is secret"), std::string::npos);
    EXPECT_NE(logged.str().find("request=r1"), std::string::npos);
    EXPECT_EQ(ask("GET", "/odd").status, 500);
}

TEST_F(HttpRouter, KnowsHowLargeABodyMayBe) {
    const auto limit = [&](const std::string& method, const std::string& path) {
        request.method = method;
        request.raw_path = path;
        return router.body_limit(request);
    };
    EXPECT_EQ(limit("POST", "/v1/ratings:batch"), Router::kBulkBodyLimit);
    EXPECT_EQ(limit("GET", "/v1/ratings:batch"), Router::kBodyLimit);
    EXPECT_EQ(limit("PUT", "/v1/movies/x"), Router::kBodyLimit);
    EXPECT_EQ(limit("PUT", "/%"), Router::kBodyLimit);
    EXPECT_EQ(limit("PUT", "/nope"), Router::kBodyLimit);
    EXPECT_EQ(limit("POST", "/load"), Router::kBodyLimit) << "a stranger's";
    request.headers.add("Authorization", "Bearer service");
    EXPECT_EQ(limit("POST", "/load"), Router::kBulkBodyLimit);
}

TEST_F(HttpRouter, AnswersAtOnceWhomItKnowsWithoutWaiting) {
    Route route{"GET", "/me", Guard::reader, Body::none, {}, nullptr};
    route.quick = [](const Request& r) { return text(r.call.caller.account_id); };
    const Router quick_router({route}, log, authenticator, {.anonymous_reads = false});
    const auto quick = [&](std::vector<std::string> credentials) {
        Request asked;
        asked.method = "GET";
        asked.raw_path = "/me";
        for (auto& one : credentials) asked.headers.add("Authorization", std::move(one));
        return quick_router.answer_quickly(asked, label);
    };
    EXPECT_EQ(quick({"Bearer editor-ann"}).value().body, "ann");
    EXPECT_EQ(quick({}).value().status, 401);
    EXPECT_FALSE(quick({"Bearer viewer-ann"})) << "the store is asked";
    EXPECT_FALSE(quick({"Bearer nonsense"}));
    EXPECT_FALSE(quick({"Basic YTpi"}));
    EXPECT_FALSE(quick({"Bearer editor", "Bearer editor"}));
}

TEST_F(HttpRouter, RefusesTablesThatCannotBe) {
    const auto with = [&](const std::string& pattern, const std::string& method = "GET") {
        Router(std::vector<Route>{{"GET", "/a/{id}", Guard::open, Body::none, {}, nullptr},
                                  {method, pattern, Guard::open, Body::none, {}, nullptr}},
               log, authenticator);
    };
    EXPECT_NO_THROW(with("/a/b"));
    EXPECT_NO_THROW(with("/a/{id}", "PUT"));
    EXPECT_THROW(with("/a/{other}", "PUT"), std::logic_error);
    for (const char* bad :
         {"/a/{id}", "/a/{other}", "a", "", "/a/", "/{a}/{a}", "/{}", "/{a}b", "/b{a}"}) {
        EXPECT_THROW(with(bad), std::logic_error) << bad;
    }
}

}  // namespace
}  // namespace marquee::http
