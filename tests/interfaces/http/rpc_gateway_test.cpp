#include "interfaces/http/rpc_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interfaces/rpc/wire/direct_channel.h"
#include "tests/support/route_client.h"

namespace marquee::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Says what it was asked, as far as handlers look at it.
Response echo(const Request& request) {
    Response response;
    response.status = 201;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.path_parameter("id") + " " + request.raw_path +
                    " " + request.raw_query + " " + request.body + " " +
                    request.call.caller.account_id + " " + request.call.request_id + " " +
                    request.query_parameter("a").value_or("-") + " " +
                    std::string(request.headers.find("X-Own").value_or("-"));
    for (const auto& value : request.query_parameters("many")) response.with("X-Many", value);
    return response;
}

std::vector<Route> routes() {
    return {
        {"GET", "/echo/{id}", Guard::open, Body::none, {"a", "many"}, echo, {"many"}},
        {"PUT", "/echo/{id}", Guard::editor, Body::json, {}, echo},
        {"GET", "/fail/{id}", Guard::open, Body::none, {}, [](const Request& request) -> Response {
             if (request.path_parameter("id") == "hard") throw std::runtime_error("secret");
             throw Error(ErrorCode::conflict, "it is taken", {{"id", "is taken"}});
         }}};
}

/// The routes here, and over the bytes of messages.
class RpcGateway : public testing::Test {
protected:
    rpc::DirectChannel channel{gateway_methods(routes())};
    const RouteClient direct{routes()};
    const RouteClient gateway{forwarded(routes(), channel)};

    void expect_the_same(const std::string& method, const std::string& target,
                         const std::string& body = "") const {
        const auto a = direct.send(method, target, body, {{"X-Own", "\xff bytes"}});
        const auto b = gateway.send(method, target, body, {{"X-Own", "\xff bytes"}});
        EXPECT_EQ(a.status, b.status) << target;
        EXPECT_EQ(a.body, b.body) << target;
        EXPECT_EQ(a.headers, b.headers) << target;
        EXPECT_EQ(a.content_type, b.content_type) << target;
    }
};

TEST_F(RpcGateway, AnswersAsTheRoutesThemselves) {
    expect_the_same("GET", "/echo/one?a=1&many=x&many=y");
    expect_the_same("GET", "/echo/%C3%A9%20x?a=%F0%9F%8E%AC");
    expect_the_same("HEAD", "/echo/one");
    expect_the_same("PUT", "/echo/one", R"({"score": 1})");
    const auto answer = gateway.send("GET", "/echo/one?many=x&many=y");
    EXPECT_EQ(answer.status, 201);
    EXPECT_THAT(answer.headers, ElementsAre(Pair("X-Many", "x"), Pair("X-Many", "y")));
}

TEST_F(RpcGateway, FailsAsTheRoutesThemselves) {
    expect_the_same("GET", "/fail/soft");
    expect_the_same("GET", "/fail/hard");
    expect_the_same("GET", "/echo/one?unknown=1");
    expect_the_same("PUT", "/echo/one", "no json");
    expect_the_same("DELETE", "/echo/one");
}

TEST_F(RpcGateway, RefusesBeforeItAsks) {
    rpc::DirectChannel nobody{rpc::Handlers()};
    const RouteClient client(forwarded(routes(), nobody));
    EXPECT_EQ(client.send_as("", "PUT", "/echo/one", "{}").status, 401);
    EXPECT_EQ(client.send_as("viewer-ann", "PUT", "/echo/one", "{}").status, 403);
}

TEST_F(RpcGateway, TellsOfWhatMayHaveChangedSomething) {
    std::vector<Route> all;
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        all.push_back({method, "/echo/{id}", Guard::open, Body::json, {}, echo});
        all.push_back(
            {method, "/fail/{id}", Guard::open, Body::json, {}, [](const auto&) -> Response {
                 throw Error(ErrorCode::unknown_outcome, "it may have been done");
             }});
    }
    all[0].body = all[1].body = Body::none;
    rpc::DirectChannel other{gateway_methods(all)};
    std::vector<std::string> told;
    const RouteClient client(forwarded(all, other, [&](const Request& request) {
        told.push_back(request.method + " " + request.raw_path + " " +
                       request.path_parameter("id"));
    }));
    for (const char* path : {"/echo/one", "/fail/two"}) {
        client.send("GET", path);
        client.send("HEAD", path);
        for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
            client.send(method, path, "{}");
        }
    }
    EXPECT_THAT(told, ElementsAre("POST /echo/one one", "PUT /echo/one one", "PATCH /echo/one one",
                                  "DELETE /echo/one one", "POST /fail/two two", "PUT /fail/two two",
                                  "PATCH /fail/two two", "DELETE /fail/two two"));
}

TEST_F(RpcGateway, TellsOfAChangeBeforeItAnswers) {
    std::vector<std::string> order;
    std::vector<Route> one{
        {"POST", "/echo/{id}", Guard::open, Body::json, {}, [&](const Request& request) {
             order.push_back("changed");
             return echo(request);
         }}};
    rpc::DirectChannel other{gateway_methods(one)};
    const RouteClient client(
        forwarded(one, other, [&](const Request&) { order.push_back("told"); }));
    EXPECT_EQ(client.send("POST", "/echo/one", "{}").status, 201);
    order.push_back("answered");
    EXPECT_THAT(order, ElementsAre("changed", "told", "answered"));
}

TEST_F(RpcGateway, SaysThatARouteOfAnotherVersionIsNotToBeHad) {
    std::vector<Route> newer{{"GET", "/new/{id}", Guard::open, Body::none, {}, echo}};
    EXPECT_EQ(RouteClient(forwarded(newer, channel)).send("GET", "/new/one").status, 503);
}

}  // namespace
}  // namespace marquee::http
