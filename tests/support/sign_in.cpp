#include "tests/support/sign_in.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "nlohmann/json.hpp"

namespace marquee::test {
namespace {

struct Door {
    std::function<void()> before;
    std::string password;
    std::string authorization;
};

std::mutex mutex;
std::map<int, Door> doors;

/// Not by HttpClient, which would come back to here.
std::string sign_in(int port, std::string password) {
    std::ranges::replace(password, ' ', '+');
    const std::string form = "grant_type=password&username=admin&password=" + password;
    HttpConnection connection(port);
    connection.send(
        "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
        std::to_string(form.size()) + "\r\n\r\n" + form);
    const auto reply = connection.read_reply();
    if (reply.status != 200) return "";
    return "Bearer " + nlohmann::json::parse(reply.body).at("access_token").get<std::string>();
}

void renew_authorization(int port, const std::string& stale) {
    const std::lock_guard lock(mutex);
    const auto door = doors.find(port);
    if (door != doors.end() && door->second.authorization == stale) {
        door->second.authorization.clear();
    }
}

}  // namespace

void let_clients_sign_in(int port, std::function<void()> before, std::string password) {
    const std::lock_guard lock(mutex);
    doors.insert_or_assign(port, Door{std::move(before), std::move(password), ""});
}

void let_nobody_sign_in(int port) {
    const std::lock_guard lock(mutex);
    doors.erase(port);
}

std::string authorization_at(int port) {
    const std::lock_guard lock(mutex);
    const auto door = doors.find(port);
    if (door == doors.end()) return "";
    if (door->second.authorization.empty()) {
        if (door->second.before) door->second.before();
        door->second.authorization = sign_in(port, door->second.password);
    }
    return door->second.authorization;
}

HttpReply send_signed_in(int port, const std::string& method, const HttpFields& headers,
                         const std::function<HttpReply(const HttpFields&)>& send) {
    for (const auto& [name, value] : headers) {
        if (name == "Authorization") return send(headers);
    }
    const auto as_admin = [&](const std::string& authorization) {
        HttpFields fields = headers;
        if (!authorization.empty()) fields.emplace_back("Authorization", authorization);
        return send(fields);
    };
    const bool reads = method == "GET" || method == "HEAD" || method == "OPTIONS";
    const std::string first = reads ? "" : authorization_at(port);
    auto reply = as_admin(first);
    if (reply.status != 401) return reply;
    // Another server may be at that port by now.
    renew_authorization(port, first);
    const std::string second = authorization_at(port);
    return second.empty() ? reply : as_admin(second);
}

}  // namespace marquee::test
