#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "interfaces/http/field_value.h"
#include "interfaces/http/media_type.h"
#include "tests/app/access_table.h"
#include "tests/support/all_routes.h"
#include "tests/support/http_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using http::Route;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

/// What a request of one kind may have, as a route table and the document both say it.
struct Shape {
    std::set<std::string> path_parameters;
    std::set<std::string> query_parameters;
    std::set<std::string> repeatable;
    std::set<std::string> body_types;
    bool anonymous = false;
    bool idempotent = false;
};
using Shapes = std::map<std::string, Shape>;

Shapes shapes_of(const std::vector<Route>& routes) {
    Shapes shapes;
    for (const Route& route : routes) {
        Shape shape;
        shape.query_parameters.insert(route.query.begin(), route.query.end());
        shape.repeatable.insert(route.repeatable.begin(), route.repeatable.end());
        for (const auto type : http::list_items(http::accepted_types(route.body))) {
            shape.body_types.emplace(type);
        }
        for (auto open = route.pattern.find('{'); open != std::string::npos;
             open = route.pattern.find('{', open + 1)) {
            const auto close = route.pattern.find('}', open);
            shape.path_parameters.insert(route.pattern.substr(open + 1, close - open - 1));
        }
        // Introspection has its clients prove themselves in the form or by a token.
        shape.anonymous =
            (route.guard == http::Guard::open || route.guard == http::Guard::reader) &&
            route.pattern != "/oauth/introspect";
        shape.idempotent = route.idempotent;
        shapes[route.method + " " + route.pattern] = shape;
    }
    return shapes;
}

void add_parameters(const json& owner, const json& document, Shape& shape) {
    for (const json& entry : owner.value("parameters", json::array())) {
        const json& parameter =
            entry.contains("$ref")
                ? document.at(json::json_pointer(entry["$ref"].get<std::string>().substr(1)))
                : entry;
        const std::string name = parameter.at("name");
        if (name == "Idempotency-Key") shape.idempotent = true;
        if (parameter.at("in") == "path") shape.path_parameters.insert(name);
        if (parameter.at("in") != "query") continue;
        shape.query_parameters.insert(name);
        const bool list = parameter.at("schema").value("type", json()) == "array";
        if (list) shape.repeatable.insert(name);
    }
}

Shapes shapes_in(const json& document) {
    Shapes shapes;
    for (const auto& [path, item] : document.at("paths").items()) {
        for (const auto& [name, operation] : item.items()) {
            if (name == "parameters") continue;
            Shape shape;
            add_parameters(item, document, shape);
            add_parameters(operation, document, shape);
            if (operation.contains("requestBody")) {
                for (const auto& [type, content] : operation["requestBody"]["content"].items()) {
                    shape.body_types.insert(type);
                }
            }
            const auto& security = operation.at("security");
            shape.anonymous =
                security.empty() || std::ranges::find(security, json::object()) != security.end();
            std::string method = name;
            std::ranges::transform(method, method.begin(), ::toupper);
            shapes[method + " " + path] = shape;
        }
    }
    return shapes;
}

/// Where the document says something else of the routes than their table; empty when nowhere.
std::vector<std::string> differences(const std::vector<Route>& routes, const json& document) {
    const Shapes real = shapes_of(routes);
    const Shapes described = shapes_in(document);
    std::vector<std::string> found;
    for (const auto& [name, shape] : described) {
        if (!real.contains(name)) found.push_back(name + " is no route");
    }
    for (const auto& [name, shape] : real) {
        const auto other = described.find(name);
        if (other == described.end()) {
            found.push_back(name + " is not described");
            continue;
        }
        const auto compare = [&, &route = name](const char* what, const auto& a, const auto& b) {
            if (a != b) found.push_back(route + " differs in " + what);
        };
        const Shape& said = other->second;
        compare("path parameters", shape.path_parameters, said.path_parameters);
        compare("query parameters", shape.query_parameters, said.query_parameters);
        compare("repeatable parameters", shape.repeatable, said.repeatable);
        compare("body types", shape.body_types, said.body_types);
        compare("who may", shape.anonymous, said.anonymous);
        compare("keys", shape.idempotent, said.idempotent);
    }
    return found;
}

class OpenApiAgreement : public testing::Test {
protected:
    /// Of what is running: imports take a process that has all.
    static std::vector<Route> routes() {
        auto all = test::all_routes();
        if (!has_imports()) {
            std::erase_if(all, [](const Route& route) {
                return route.pattern.starts_with("/v1/admin/imports");
            });
        }
        return all;
    }
    json document() const {
        return json::parse(test::HttpClient(running.port()).get("/v1/openapi.json").body);
    }

    const std::unique_ptr<test::TestDatabase> database = test::all_databases().front().make();
    test::RunningServer running{database->url()};
};

TEST_F(OpenApiAgreement, HoldsForEveryRoute) {
    EXPECT_GT(routes().size(), 20u);
    EXPECT_THAT(differences(routes(), document()), IsEmpty());
}

TEST_F(OpenApiAgreement, NoticesARouteThatIsNotDescribedAndOneThatIsGone) {
    auto changed = routes();
    for (auto& route : changed) {
        if (route.method == "GET" && route.pattern == "/v1/genres") route.pattern = "/v1/kinds";
    }
    EXPECT_THAT(differences(changed, document()),
                ElementsAre("GET /v1/genres is no route", "GET /v1/kinds is not described"));
}

TEST_F(OpenApiAgreement, NoticesEveryDifferenceOfARoute) {
    const auto with = [&](const std::string& method, const std::string& pattern, auto change) {
        auto changed = routes();
        for (auto& route : changed) {
            if (route.method == method && route.pattern == pattern) change(route);
        }
        return differences(changed, document());
    };
    EXPECT_THAT(with("GET", "/v1/suggest", [](Route& route) { route.query.push_back("limit"); }),
                ElementsAre("GET /v1/suggest differs in query parameters"));
    EXPECT_THAT(with("GET", "/v1/movies", [](Route& route) { route.repeatable.clear(); }),
                ElementsAre("GET /v1/movies differs in repeatable parameters"));
    EXPECT_THAT(with("PATCH", "/v1/movies/{id}", [](Route& r) { r.body = http::Body::json; }),
                ElementsAre("PATCH /v1/movies/{id} differs in body types"));
    EXPECT_THAT(with("POST", "/v1/movies", [](Route& r) { r.guard = http::Guard::open; }),
                ElementsAre("POST /v1/movies differs in who may"));
    EXPECT_THAT(with("POST", "/v1/movies", [](Route& r) { r.idempotent = false; }),
                ElementsAre("POST /v1/movies differs in keys"));
    auto document_changed = document();
    document_changed["paths"]["/v1/genres"]["get"]["parameters"].push_back(
        {{"name", "id"}, {"in", "path"}});
    EXPECT_THAT(differences(routes(), document_changed),
                ElementsAre("GET /v1/genres differs in path parameters"));
}

}  // namespace
}  // namespace marquee::app
