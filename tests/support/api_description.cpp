#include "tests/support/api_description.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <variant>

#include "interfaces/http/gzip.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/path.h"
#include "interfaces/http/percent_encoding.h"
#include "interfaces/openapi/openapi_document.h"
#include "tests/support/json_schema.h"

namespace marquee::test {
namespace {

using nlohmann::json;
using Findings = std::vector<std::string>;
using Query = std::multimap<std::string, std::string>;

/// What a body may become when it is unpacked, in bytes.
constexpr std::size_t kLargest = 64 << 20;

const json& document() {
    static const json parsed = openapi::openapi_document("test", {});
    return parsed;
}

const json& resolved(const json& maybe_reference) {
    const auto reference = maybe_reference.find("$ref");
    if (reference == maybe_reference.end()) return maybe_reference;
    return document().at(json::json_pointer(reference->get<std::string>().substr(1)));
}

void add(const std::string& about, const Findings& more, Findings& findings) {
    for (const auto& finding : more) findings.push_back(about + ": " + finding);
}

struct Path {
    std::vector<std::string> segments;
    const json* item;
};

/// In the order in which the router asks them.
const std::vector<Path>& paths() {
    static const std::vector<Path> sorted = [] {
        std::vector<Path> paths;
        for (const auto& [pattern, item] : document().at("paths").items()) {
            paths.push_back({http::pattern_segments(pattern), &item});
        }
        std::ranges::sort(paths, [](const Path& a, const Path& b) {
            return http::more_literal(a.segments, b.segments);
        });
        return paths;
    }();
    return sorted;
}

const json* path_item_of(const std::string& target) {
    const auto segments = http::decoded_path(target.substr(0, target.find('?')));
    if (!segments) return nullptr;
    const auto found = std::ranges::find_if(
        paths(), [&](const Path& path) { return http::path_matches(path.segments, *segments); });
    return found == paths().end() ? nullptr : found->item;
}

const json* operation_of(const json& path_item, std::string method) {
    if (method == "HEAD") method = "GET";
    std::ranges::transform(method, method.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    const auto found = path_item.find(method);
    return found == path_item.end() ? nullptr : &*found;
}

const json* response_of(const json* operation, int status) {
    const std::string key = std::to_string(status);
    if (operation && operation->at("responses").contains(key)) {
        return &resolved(operation->at("responses").at(key));
    }
    // Which operations are guarded is for the route table to say, which is not known here.
    const auto& responses = document().at("components").at("responses");
    if (operation && status == 401) return &responses.at("Unauthenticated");
    if (operation && status == 403) return &responses.at("Forbidden");
    const auto& any = document().at("x-any-request");
    return any.contains(key) ? &resolved(any.at(key)) : nullptr;
}

/// Without its parameters, and by one name where a type has several.
std::string bare_type(const std::string& content_type) {
    const std::string type = content_type.substr(0, content_type.find(';'));
    const auto form = http::form_named(type);
    if (form == http::Form::json) return "application/json";
    if (form == http::Form::msgpack) return "application/msgpack";
    if (form == http::Form::cbor) return "application/cbor";
    return type;
}

/// What a body says; discarded when it is not of that type.
json parsed(const std::string& type, const std::string& body) {
    if (type == "application/msgpack") return json::from_msgpack(body, true, false);
    if (type == "application/cbor") return json::from_cbor(body, true, false);
    return json::parse(body, nullptr, false);
}

bool is_document(const std::string& type) {
    return type.ends_with("json") || http::form_named(type);
}

Findings body_findings(const json& media_type, const std::string& type,
                       const std::optional<std::string>& coding, const std::string& body) {
    if (!is_document(type)) return {};
    const auto unpacked = coding == "gzip" ? http::gunzipped(body, kLargest) : body;
    if (!std::holds_alternative<std::string>(unpacked)) return {"is not packed with gzip"};
    const json value = parsed(type, std::get<std::string>(unpacked));
    if (value.is_discarded()) return {"is not of type " + type};
    return schema_findings(document(), media_type.at("schema"), value);
}

/// A text from a query or a header as the type that its schema wants.
json typed(const std::string& text, const json& schema) {
    const json type = resolved(schema).value("type", json());
    if (type == "boolean" && (text == "true" || text == "false")) return text == "true";
    const char* end = text.data() + text.size();
    const auto number = [&](auto value) {
        const auto [rest, failure] = std::from_chars(text.data(), end, value);
        return failure == std::errc() && rest == end ? json(value) : json(text);
    };
    if (type == "integer") return number(std::int64_t{});
    return type == "number" ? number(double{}) : json(text);
}

/// Whether an answer gets this header behind the router.
bool by_server(const std::string& name) {
    return name == "X-Request-Id" || name == "Cache-Control";
}

void check_headers(const json& response, const HttpExchange& exchange, Findings& findings) {
    for (const auto& [name, reference] : response.at("headers").items()) {
        const json& header = resolved(reference);
        const auto value = exchange.reply.header(name);
        if (value) {
            add(name, schema_findings(document(), header.at("schema"), *value), findings);
        } else if (header.value("required", false) && (exchange.served || !by_server(name))) {
            findings.push_back("the answer lacks " + name);
        }
    }
}

void check_content(const json& response, const HttpExchange& exchange, Findings& findings) {
    const auto& reply = exchange.reply;
    if (exchange.method == "HEAD") return;
    if (!response.contains("content")) {
        if (!reply.body.empty()) findings.push_back("the answer has a body: " + reply.body);
        return;
    }
    const auto& content = response.at("content");
    const std::string type = bare_type(reply.header("Content-Type").value_or(""));
    if (!content.contains(type)) {
        findings.push_back("the answer's type \"" + type + "\" is not listed");
        return;
    }
    add("the answer",
        body_findings(content.at(type), type, reply.header("Content-Encoding"), reply.body),
        findings);
}

std::optional<std::string> decoded(std::string text) {
    std::ranges::replace(text, '+', ' ');
    return http::percent_decoded(text);
}

Query query_of(const std::string& target) {
    Query query;
    const auto question = target.find('?');
    for (std::size_t start = question; start < target.size();) {
        const auto end = std::min(target.find('&', ++start), target.size());
        const std::string pair = target.substr(start, end - start);
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = equals < pair.size() ? pair.substr(equals + 1) : "";
        query.emplace(decoded(pair.substr(0, equals)).value_or(""), decoded(value).value_or(""));
        start = end;
    }
    return query;
}

/// All values of a repeatable parameter.
json list_value(const Query& query, const std::string& name) {
    auto list = json::array();
    const auto [first, last] = query.equal_range(name);
    for (auto value = first; value != last; ++value) list.push_back(value->second);
    return list;
}

void check_parameter(const json& parameter, Query& query, Findings& findings) {
    if (parameter.at("in") != "query") return;
    const std::string name = parameter.at("name");
    const json& schema = parameter.at("schema");
    const auto value = query.find(name);
    if (value == query.end()) {
        if (parameter.value("required", false)) findings.push_back("taken without " + name);
        return;
    }
    const bool list = resolved(schema).value("type", json()) == "array";
    const json given = list ? list_value(query, name) : typed(value->second, schema);
    add("taken with " + name, schema_findings(document(), schema, given), findings);
    query.erase(name);
}

/// What a server takes has to be what the document allows.
void check_request(const json& path_item, const json& operation, const HttpExchange& exchange,
                   Findings& findings) {
    Query query = query_of(exchange.target);
    for (const json* owner : {&path_item, &operation}) {
        for (const auto& parameter : owner->value("parameters", json::array())) {
            check_parameter(resolved(parameter), query, findings);
        }
    }
    for (const auto& [name, value] : query) findings.push_back("taken with a parameter " + name);
    if (!operation.contains("requestBody")) return;
    const auto& content = operation.at("requestBody").at("content");
    const std::string type = bare_type(exchange.header("Content-Type").value_or(""));
    if (!content.contains(type)) {
        findings.push_back("taken with a body of type \"" + type + "\"");
        return;
    }
    add("taken with a body where",
        body_findings(content.at(type), type, exchange.header("Content-Encoding"), exchange.body),
        findings);
}

}  // namespace

std::vector<std::string> contradictions(const HttpExchange& exchange) {
    Findings findings;
    const auto& reply = exchange.reply;
    const json* path_item = path_item_of(exchange.target);
    if (!path_item) {
        const auto type = reply.header("Content-Type").value_or("");
        if (type != http::kProblemType || reply.body.empty()) return {};
        const json problem = {{"schema", {{"$ref", "#/components/schemas/Problem"}}}};
        return body_findings(problem, type, reply.header("Content-Encoding"), reply.body);
    }
    const json* operation = operation_of(*path_item, exchange.method);
    const json* response = response_of(operation, reply.status);
    if (!response) return {"the status " + std::to_string(reply.status) + " is not listed"};
    check_headers(*response, exchange, findings);
    check_content(*response, exchange, findings);
    if (operation && reply.status >= 200 && reply.status < 300) {
        check_request(*path_item, *operation, exchange, findings);
    }
    return findings;
}

}  // namespace marquee::test
