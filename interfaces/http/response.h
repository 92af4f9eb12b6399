#pragma once

#include <string>
#include <utility>
#include <vector>

namespace marquee::http {

/// An answer as handlers give it.
struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    /// Of no meaning without a body.
    std::string content_type = "application/json";

    Response& with(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

}  // namespace marquee::http
