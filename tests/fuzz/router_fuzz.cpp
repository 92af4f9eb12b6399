#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "spdlog/logger.h"
#include "spdlog/sinks/null_sink.h"

#include "interfaces/http/head_parser.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/router.h"
#include "tests/fuzz/target.h"
#include "tests/support/fake_authenticator.h"

namespace marquee::http {
namespace {

Response echo(const Request& request) {
    Response response;
    for (const auto& [name, value] : request.path) response.body += name + "=" + value + ";";
    for (const auto& [name, value] : request.query) response.body += name + "=" + value + ";";
    return response;
}

std::vector<Route> table() {
    std::vector<Route> routes = {
        {"GET", "/", Guard::open, Body::none, {}, echo},
        {"GET", "/healthz", Guard::open, Body::none, {}, echo},
        {"GET", "/v1/movies", Guard::reader, Body::none, {"q", "genre"}, echo, {"genre"}},
        {"GET", "/v1/movies/{id}", Guard::reader, Body::none, {"lang"}, echo},
        {"PUT", "/v1/movies/{id}", Guard::editor, Body::json, {}, echo},
        {"PATCH", "/v1/movies/{id}", Guard::open, Body::merge_patch, {}, echo},
        {"GET", "/v1/movies/top", Guard::open, Body::none, {}, echo},
        {"DELETE", "/v1/movies/{id}/ratings/{user}", Guard::rater, Body::none, {}, echo},
        {"POST", "/v1/ratings:batch", Guard::open, Body::bulk_json, {}, echo},
        {"POST", "/form", Guard::open, Body::form, {}, echo},
    };
    for (Route& route : routes) {
        if (route.body == Body::none) route.quick = route.handler;
    }
    return routes;
}

void require(bool condition, const char* what) {
    if (!condition) throw std::logic_error(what);
}

/// Answers whatever it is asked, with a status that is the client's doing, and quickly as slowly.
void ask(Request request, const Router& router) {
    Request again = request;
    require(router.body_limit(request) <= Router::kBulkBodyLimit, "a body limit");
    std::string label;
    std::string quick_label;
    const Response slow = router.answer(request, label);
    const auto quick = router.answer_quickly(again, quick_label);
    // "away" is a token that nobody can look up.
    require(slow.status >= 200 && (slow.status < 500 || slow.status == 503), "a status");
    require(label == quick_label, "two labels");
    const auto& routes = router.routes();
    require(label == Router::kUnmatched ||
                std::any_of(routes.begin(), routes.end(),
                            [&](const Route& route) { return route.pattern == label; }),
            "a label that is nowhere in the table");
    require(!quick || (quick->status == slow.status && quick->body == slow.body), "two answers");
}

}  // namespace
}  // namespace marquee::http

/// A request's head, and its body after it.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace marquee::http;
    static const RequestLog log(
        std::make_shared<spdlog::logger>("fuzz", std::make_shared<spdlog::sinks::null_sink_mt>()),
        LogFormat::text, [] { return marquee::Timestamp(); });
    static FakeAuthenticator authenticator;
    static const Router router(table(), log, authenticator);

    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const auto end = end_of_head(input);
    if (!end) return 0;
    auto parsed = parse_head(input.substr(0, *end));
    if (std::holds_alternative<Refused>(parsed)) return 0;
    Head& head = std::get<Head>(parsed);
    Request request;
    request.method = head.method;
    request.raw_path = head.raw_path;
    request.raw_query = head.raw_query;
    request.headers = head.headers;
    request.body = input.substr(*end);
    ask(std::move(request), router);
    return 0;
}
