#include "interfaces/openapi/openapi_document.h"

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

#include "domain/shared/embedded_file.h"
#include "interfaces/http/field_value.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/representation.h"

namespace marquee {
std::span<const EmbeddedFile> embedded_openapi();
}

namespace marquee::openapi {
namespace {

using http::Guard;
using nlohmann::ordered_json;

constexpr std::string_view kFrame = "interfaces/openapi/document.json";
constexpr const char* kCommon = "x-every-operation";
constexpr const char* kGuards = "x-guards";
constexpr const char* kOptional = "x-optional";
constexpr const char* kAnyRequest = "x-any-request";

/// By method, in lower case, and pattern.
using RoutesByName = std::map<std::string, const http::Route*>;

/// What document.json calls it.
const char* name_of(Guard guard) {
    switch (guard) {
        case Guard::open:
            return "open";
        case Guard::reader:
            return "reader";
        case Guard::account:
            return "account";
        case Guard::rater:
            return "rater";
        case Guard::editor:
            return "editor";
        case Guard::service:
            return "service";
        case Guard::admin:
            return "admin";
    }
    throw std::logic_error("a guard without a name");
}

RoutesByName by_name(const std::vector<http::Route>& routes) {
    RoutesByName named;
    for (const auto& route : routes) {
        std::string method = route.method;
        std::ranges::transform(method, method.begin(),
                               [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        named[method + " " + route.pattern] = &route;
    }
    return named;
}

/// Adds the members of `more` that `object` lacks.
void add_missing(const ordered_json& more, ordered_json& object) {
    for (const auto& [name, value] : more.items()) {
        if (!object.contains(name)) object[name] = value;
    }
}

void add_new(const ordered_json& more, ordered_json& object) {
    for (const auto& [name, value] : more.items()) {
        if (object.contains(name)) throw std::logic_error("described twice: " + name);
        object[name] = value;
    }
}

void add_context(const ordered_json& context, ordered_json& document) {
    if (context.contains("paths")) add_new(context.at("paths"), document["paths"]);
    if (!context.contains("components")) return;
    for (const auto& [kind, components] : context.at("components").items()) {
        add_new(components, document["components"][kind]);
    }
}

/// What is there as `type` is there in the binary forms, too.
void add_forms(std::string_view type, ordered_json& content) {
    const auto written = content.find(type);
    if (written == content.end()) return;
    const ordered_json schema = written->at("schema");
    for (const auto form : http::list_items(http::kOfferedTypes)) {
        if (form == http::kJsonType || content.contains(form)) continue;
        content[std::string(form)]["schema"] = schema;
    }
}

/// Finishes responses that are described in place. `negotiated`: they are to be had in all forms,
/// and not only their problems.
void complete_responses(const ordered_json& headers, bool negotiated, ordered_json& responses) {
    for (auto& response : responses) {
        if (response.contains("$ref")) continue;
        add_missing(headers, response["headers"]);
        if (!response.contains("content")) continue;
        auto& content = response["content"];
        if (negotiated) add_forms(http::kJsonType, content);
        add_forms(http::kProblemType, content);
    }
}

/// Adds who may use the operation, unless its route looks after that by itself.
void add_security(Guard guard, const ordered_json& guards, ordered_json& operation) {
    if (!operation.contains("security")) {
        operation["security"] = guards.at(name_of(guard));
    } else if (guard != Guard::open) {
        throw std::logic_error("its guard says who may: " + operation.at("operationId").dump());
    }
}

void complete_operation(const ordered_json& common, bool negotiated, ordered_json& operation) {
    for (const auto& parameter : common.at("parameters")) {
        operation["parameters"].push_back(parameter);
    }
    auto& responses = operation["responses"];
    add_missing(common.at("responses"), responses);
    if (operation.contains("requestBody")) {
        add_forms(http::kJsonType, operation["requestBody"]["content"]);
        add_missing(common.at("responses_with_body"), responses);
    }
    if (negotiated) add_missing(common.at("responses_in_forms"), responses);
    if (operation.contains("security") && !operation.at("security").empty()) {
        add_missing(common.at("responses_with_security"), responses);
    }
    complete_responses(common.at("headers"), negotiated, responses);
}

/// Leaves out the optional paths that no route has.
void choose_paths(const RoutesByName& routes, ordered_json& paths) {
    std::vector<std::string> unserved;
    for (auto& [path, item] : paths.items()) {
        if (item.erase(kOptional) == 0) continue;
        bool served = false;
        for (const auto& [method, operation] : item.items()) {
            served = served || routes.contains(method + " " + path);
        }
        if (!served) unserved.push_back(path);
    }
    for (const auto& path : unserved) paths.erase(path);
}

void complete(const RoutesByName& routes, ordered_json& document) {
    choose_paths(routes, document["paths"]);
    const ordered_json common = document.at(kCommon);
    const ordered_json by_guard = document.at(kGuards);
    document.erase(kCommon);
    document.erase(kGuards);
    for (auto& [path, item] : document["paths"].items()) {
        for (auto& [method, operation] : item.items()) {
            if (method == "parameters") continue;
            const auto found = routes.find(method + " " + path);
            const http::Route* route = found == routes.end() ? nullptr : found->second;
            if (route) add_security(route->guard, by_guard, operation);
            if (!route || route->limit_class != http::LimitClass::none) {
                add_missing(common.at("responses_with_limit"), operation["responses"]);
            }
            complete_operation(common, http::is_negotiated(path), operation);
        }
    }
    complete_responses(common.at("headers"), true, document["components"]["responses"]);
    complete_responses(common.at("headers"), true, document[kAnyRequest]);
}

}  // namespace

ordered_json openapi_document(std::string_view version, const std::vector<http::Route>& routes) {
    const auto files = embedded_openapi();
    const auto frame =
        std::ranges::find_if(files, [](const EmbeddedFile& file) { return file.path == kFrame; });
    auto document = ordered_json::parse(frame->content);
    document["info"]["version"] = version;
    for (const auto& file : files) {
        if (file.path != kFrame) add_context(ordered_json::parse(file.content), document);
    }
    complete(by_name(routes), document);
    return document;
}

}  // namespace marquee::openapi
