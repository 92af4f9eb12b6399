#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/null_sink.h"

#include "interfaces/http/request_log.h"
#include "interfaces/http/router.h"
#include "tests/support/fake_authenticator.h"
#include "tests/support/http_client.h"

namespace marquee::http {

/// Sends requests to a table of routes, through the router but without a server.
class RouteClient {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    explicit RouteClient(std::vector<Route> routes)
        : log_(std::make_shared<spdlog::logger>("test",
                                                std::make_shared<spdlog::sinks::null_sink_mt>()),
               LogFormat::text, [] { return Timestamp(); }),
          router_(std::move(routes), log_, authenticator_) {}

    /// As an administrator. `target` is a path, perhaps with a query. A body is application/json,
    /// if `fields` has no other Content-Type.
    Response send(const std::string& method, const std::string& target,
                  const std::string& body = "", const Fields& fields = {}) const {
        return send_as("admin", method, target, body, fields);
    }

    /// With that token, as FakeAuthenticator takes them; with an empty one without any.
    Response send_as(const std::string& token, const std::string& method, const std::string& target,
                     const std::string& body = "", const Fields& fields = {}) const {
        Request request;
        request.method = method;
        const auto question = target.find('?');
        request.raw_path = target.substr(0, question);
        if (question != std::string::npos) request.raw_query = target.substr(question + 1);
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        if (!body.empty() && !request.headers.find("Content-Type")) {
            request.headers.add("Content-Type", "application/json");
        }
        if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
        request.body = body;
        request.call.request_id = "test";
        std::string label;
        auto response = router_.answer(request, label);
        if (test::exchange_observer) {
            test::HttpReply reply{response.status, response.headers, response.body};
            reply.headers.emplace_back("Content-Type", response.content_type);
            // The router may have put the body into another form.
            test::exchange_observer(
                {method, target, request.headers.all(), body, std::move(reply), false});
        }
        return response;
    }

    RequestLog log_;
    mutable FakeAuthenticator authenticator_;
    Router router_;
};

/// The document that an answer is.
inline nlohmann::ordered_json document(const Response& response) {
    return nlohmann::ordered_json::parse(response.body);
}

/// The first header field of that name; std::out_of_range without one.
inline std::string header(const Response& response, const std::string& name) {
    for (const auto& [field, value] : response.headers) {
        if (field == name) return value;
    }
    throw std::out_of_range("no " + name);
}

inline bool has_header(const Response& response, const std::string& name) {
    for (const auto& [field, value] : response.headers) {
        if (field == name) return true;
    }
    return false;
}

/// What a problem says is wrong with the field; empty when it does not blame it.
inline std::string blamed(const Response& response, const std::string& field) {
    const auto problem = document(response);
    if (!problem.contains("errors")) return "";
    for (const auto& error : problem["errors"]) {
        if (error["field"] == field) return error["message"];
    }
    return "";
}

}  // namespace marquee::http
