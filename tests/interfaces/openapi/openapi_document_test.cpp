#include "interfaces/openapi/openapi_document.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

#include "interfaces/openapi/openapi_routes.h"
#include "tests/support/json_schema.h"
#include "tests/support/route_client.h"

namespace marquee::openapi {
namespace {

using nlohmann::json;
using testing::IsEmpty;

using http::Guard;
using http::Route;

Route route(const std::string& method, const std::string& pattern, Guard guard) {
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.guard = guard;
    return route;
}

json document() {
    return openapi_document("1.2.3", {});
}

void for_each_operation(const json& document, const std::function<void(const json&)>& visit) {
    for (const auto& [path, item] : document.at("paths").items()) {
        for (const auto& [method, operation] : item.items()) {
            if (method != "parameters") visit(operation);
        }
    }
}

/// Calls `visit` for every object in the document.
void for_each_object(const json& value, const std::function<void(const json&)>& visit) {
    if (value.is_object()) visit(value);
    if (!value.is_structured()) return;
    for (const auto& child : value) for_each_object(child, visit);
}

TEST(OpenApiDocument, SaysWhatItIs) {
    EXPECT_EQ(document()["openapi"], "3.1.0");
    EXPECT_EQ(document()["info"]["version"], "1.2.3");
    EXPECT_FALSE(document().contains("x-every-operation"));
    EXPECT_FALSE(document().contains("x-guards"));
}

TEST(OpenApiDocument, GivesEveryOperationWhatAllHave) {
    for_each_operation(document(), [](const json& operation) {
        const std::string id = operation.value("operationId", "");
        for (const char* status : {"400", "500", "503", "504"}) {
            EXPECT_TRUE(operation["responses"].contains(status)) << id << " " << status;
        }
        EXPECT_EQ(operation["responses"].contains("415"), operation.contains("requestBody")) << id;
    });
}

TEST(OpenApiDocument, SaysWhoMayByTheGuardsOfTheRoutes) {
    const json whole = openapi_document("1.2.3", {route("GET", "/v1/movies", Guard::open),
                                                  route("POST", "/v1/movies", Guard::editor)});
    const auto& open = whole["paths"]["/v1/movies"]["get"];
    EXPECT_EQ(open["security"], json::array());
    EXPECT_FALSE(open["responses"].contains("401"));
    const auto& guarded = whole["paths"]["/v1/movies"]["post"];
    EXPECT_THAT(guarded["security"], testing::Contains(json{{"api_key", {"catalogue:write"}}}));
    EXPECT_TRUE(guarded["responses"].contains("401"));
    EXPECT_TRUE(guarded["responses"].contains("403"));
}

TEST(OpenApiDocument, SaysWhichRoutesAreLimited) {
    auto probe = route("GET", "/healthz", Guard::open);
    probe.limit_class = http::LimitClass::none;
    const json whole = openapi_document("1.2.3", {probe, route("GET", "/v1/movies", Guard::open)});
    EXPECT_FALSE(whole["paths"]["/healthz"]["get"]["responses"].contains("429"));
    EXPECT_TRUE(whole["paths"]["/v1/movies"]["get"]["responses"].contains("429"));
}

TEST(OpenApiDocument, LeavesOutOptionalPathsThatNobodyServes) {
    constexpr const char* kImports = "/v1/admin/imports";
    const json without = document();
    EXPECT_FALSE(without["paths"].contains(kImports));
    // The others are described whether they are served here or not.
    EXPECT_TRUE(without["paths"].contains("/v1/movies"));
    const json with = openapi_document("1.2.3", {route("POST", kImports, Guard::admin)});
    ASSERT_TRUE(with["paths"].contains(kImports));
    EXPECT_FALSE(with["paths"].contains("/v1/admin/imports/{id}"));
    EXPECT_FALSE(with["paths"][kImports].contains("x-optional"));
}

TEST(OpenApiDocument, SaysInWhichFormsThingsAreToBeHad) {
    const json whole = openapi_document("1.2.3", {});
    const auto types = [](const json& owner) {
        std::set<std::string> found;
        for (const auto& [type, content] : owner["content"].items()) found.insert(type);
        return found;
    };
    const std::set<std::string> all = {"application/cbor", "application/json",
                                       "application/msgpack"};
    const auto& batch = whole["paths"]["/v1/movies:batch-get"]["post"];
    EXPECT_EQ(types(batch["requestBody"]), all);
    EXPECT_EQ(types(batch["responses"]["200"]), all);
    EXPECT_TRUE(batch["responses"].contains("406"));
    const auto& health = whole["paths"]["/healthz"]["get"]["responses"];
    EXPECT_EQ(types(health["200"]), std::set<std::string>{"application/json"});
    EXPECT_FALSE(health.contains("406"));
    EXPECT_EQ(types(whole["components"]["responses"]["NotFound"]),
              (std::set<std::string>{"application/cbor", "application/msgpack",
                                     "application/problem+json"}));
}

TEST(OpenApiDocument, NamesTheRequestInEveryAnswer) {
    const auto whole = document();
    const auto names_it = [](const json& response) {
        return response.contains("$ref") || response["headers"].contains("X-Request-Id");
    };
    for_each_operation(whole, [&](const json& operation) {
        for (const auto& response : operation["responses"]) EXPECT_TRUE(names_it(response));
    });
    for (const auto& response : whole["components"]["responses"]) EXPECT_TRUE(names_it(response));
}

TEST(OpenApiDocument, DescribesEveryOperationForPeopleAndGenerators) {
    std::set<std::string> ids;
    for_each_operation(document(), [&](const json& operation) {
        const std::string id = operation.value("operationId", "");
        EXPECT_TRUE(ids.insert(id).second) << id;
        EXPECT_NE(operation.value("summary", ""), "") << id;
        EXPECT_EQ(operation["tags"].size(), 1u) << id;
    });
}

TEST(OpenApiDocument, RefersToNothingThatIsNotThere) {
    const auto whole = document();
    for_each_object(whole, [&](const json& object) {
        if (!object.contains("$ref")) return;
        const std::string reference = object["$ref"];
        EXPECT_TRUE(whole.contains(json::json_pointer(reference.substr(1)))) << reference;
    });
}

TEST(OpenApiDocument, HasExamplesThatItsSchemasAllow) {
    const auto whole = document();
    int examples = 0;
    for_each_object(whole, [&](const json& object) {
        if (!object.contains("example") || !object.contains("schema")) return;
        ++examples;
        EXPECT_THAT(test::schema_findings(whole, object["schema"], object["example"]), IsEmpty());
    });
    EXPECT_GT(examples, 40);
}

TEST(OpenApiDocument, HasAnExampleOfEveryBody) {
    for_each_object(document(), [](const json& object) {
        if (!object.contains("content")) return;
        for (const auto& [type, content] : object["content"].items()) {
            const bool itself = type == "application/json" || type.ends_with("merge-patch+json") ||
                                type.starts_with("text/");
            if (!itself) continue;
            EXPECT_TRUE(content.contains("example")) << content.dump();
        }
    });
}

TEST(OpenApiRoute, PublishesTheDocument) {
    std::vector<Route> routes;
    add_openapi_route("1.2.3", routes);
    ASSERT_EQ(routes.size(), 1u);
    const http::RouteClient client(routes);
    const auto response = client.send("GET", "/v1/openapi.json");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(json::parse(response.body), json(openapi_document("1.2.3", routes)));
    const auto again = client.send("GET", "/v1/openapi.json", "",
                                   {{"If-None-Match", http::header(response, "ETag")}});
    EXPECT_EQ(again.status, 304);
}

}  // namespace
}  // namespace marquee::openapi
