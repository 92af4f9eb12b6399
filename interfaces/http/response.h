#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace marquee::http {

/// Makes the next piece of a body, or nothing after the last. Called on threads that may wait, by
/// one at a time, and only when the client has taken most of what was made before. What it throws
/// ends the connection, so that the client can tell that something is missing.
using BodySource = std::function<std::optional<std::string>()>;

/// An answer as handlers give it.
struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    /// Of no meaning without a body.
    std::string content_type = "application/json";
    /// What follows `body`, where the whole is too large to be made at once. Such an answer has no
    /// length, and is neither packed nor put into another form.
    BodySource more = {};
    /// The form and the content coding are those that the request's client takes already.
    bool presented = false;

    Response& with(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

}  // namespace marquee::http
