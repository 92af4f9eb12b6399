#include "infrastructure/discovery/etcd_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/discovery/etcd_exchange.h"
#include "infrastructure/discovery/etcd_json.h"

namespace marquee::discovery {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

// As gRPC numbers them.
constexpr std::int64_t kNotFound = 5;
constexpr std::int64_t kPermissionDenied = 7;
constexpr std::int64_t kUnauthenticated = 16;
constexpr int kOk = 200;

/// The range of all keys that begin with `prefix`, which is not empty and does not end with 0xff.
json range_of(const std::string& prefix) {
    std::string end = prefix;
    ++end.back();
    return {{"key", base64(prefix)}, {"range_end", base64(end)}};
}

ErrorCode code_of(std::int64_t code) {
    if (code == kNotFound) return ErrorCode::not_found;
    if (code == kPermissionDenied) return ErrorCode::forbidden;
    if (code == kUnauthenticated) return ErrorCode::unauthenticated;
    return ErrorCode::unavailable;
}

/// Throws what etcd says that is wrong. Streams say it in another form than single answers.
[[noreturn]] void throw_error_in(const json& answer, const std::string& server) {
    const json& error = member(answer, "error");
    const bool is_stream = error.is_object();
    const std::int64_t code = is_stream ? integer(error, "grpc_code") : integer(answer, "code");
    const std::string message = is_stream ? text(error, "message") : text(answer, "error");
    throw Error(code_of(code), server + ": " + one_line(message));
}

EtcdEntry entry_in(const json& object) {
    return {bytes(object, "key"), bytes(object, "value")};
}

const json& array_in(const json& object, const char* name) {
    static const json kNone = json::array();
    const json& array = member(object, name);
    if (array.is_null()) return kNone;
    if (!array.is_array()) {
        throw Error(ErrorCode::unavailable,
                    "the answer is not etcd's: " + std::string(name) + " is no list");
    }
    return array;
}

std::vector<EtcdChange> changes_in(const json& result) {
    std::vector<EtcdChange> changes;
    for (const json& event : array_in(result, "events")) {
        const json& entry = member(event, "kv");
        changes.push_back(
            {entry_in(entry), text(event, "type") == "DELETE", integer(entry, "mod_revision")});
    }
    return changes;
}

/// Throws when the watch is over, or etcd doesn't know what came after `revision`.
void check_watch(const json& result, std::int64_t revision) {
    if (boolean(result, "canceled")) {
        const std::string reason = text(result, "cancel_reason");
        throw Error(
            ErrorCode::unavailable,
            "etcd ends the watch: " + (reason.empty() ? "its past is gone" : one_line(reason)));
    }
    if (integer(member(result, "header"), "revision") < revision) {
        throw Error(ErrorCode::unavailable, "etcd has lost what it knew: its revision went back");
    }
}

}  // namespace

EtcdClient::EtcdClient(std::vector<EtcdServer> servers, std::chrono::milliseconds timeout)
    : servers_(std::move(servers)), timeout_(timeout) {}

template <class Act>
auto EtcdClient::at_some_server(const std::stop_token& stop, Act act) {
    for (std::size_t failed = 0;;) {
        try {
            return act();
        } catch (const Error& error) {
            const bool is_servers_fault = error.code() == ErrorCode::unavailable ||
                                          error.code() == ErrorCode::deadline_exceeded;
            if (!is_servers_fault || stop.stop_requested()) throw;
            current_ = (current_ + 1) % servers_.size();
            if (++failed == servers_.size()) throw;
        }
    }
}

json EtcdClient::ask_server(const std::string& path, const json& body,
                            const std::stop_token& stop) {
    const EtcdServer& server = servers_[current_];
    EtcdExchange exchange(server, path, body.dump(), token_, steady_clock::now() + timeout_, stop);
    const std::string answer = exchange.read_all();
    json object = json::parse(answer, nullptr, false);
    if (!object.is_object()) {
        throw Error(ErrorCode::unavailable, server.name() + " answers " +
                                                std::to_string(exchange.status()) +
                                                " and no JSON object");
    }
    if (exchange.status() != kOk || object.contains("error")) throw_error_in(object, server.name());
    return object;
}

void EtcdClient::authenticate(const std::stop_token& stop) {
    token_.clear();
    const EtcdServer& server = servers_[current_];
    token_ = text(ask_server("/v3/auth/authenticate",
                             {{"name", server.user}, {"password", server.password}}, stop),
                  "token");
}

json EtcdClient::ask(const std::string& path, const json& body, const std::stop_token& stop) {
    return at_some_server(stop, [&] {
        if (servers_[current_].user.empty()) return ask_server(path, body, stop);
        const bool is_old = !token_.empty();
        if (!is_old) authenticate(stop);
        try {
            return ask_server(path, body, stop);
        } catch (const Error& error) {
            // etcd forgets tokens after some minutes, and when it restarts.
            if (error.code() != ErrorCode::unauthenticated || !is_old) throw;
        }
        authenticate(stop);
        return ask_server(path, body, stop);
    });
}

EtcdListing EtcdClient::list(const std::string& prefix, const std::stop_token& stop) {
    const json answer = ask("/v3/kv/range", range_of(prefix), stop);
    EtcdListing listing;
    listing.revision = integer(member(answer, "header"), "revision");
    for (const json& object : array_in(answer, "kvs")) listing.entries.push_back(entry_in(object));
    return listing;
}

void EtcdClient::put(const EtcdEntry& entry, std::int64_t lease, const std::stop_token& stop) {
    ask("/v3/kv/put",
        {{"key", base64(entry.key)},
         {"value", base64(entry.value)},
         {"lease", std::to_string(lease)}},
        stop);
}

std::int64_t EtcdClient::grant(std::chrono::seconds ttl, const std::stop_token& stop) {
    const json answer = ask("/v3/lease/grant", {{"TTL", std::to_string(ttl.count())}}, stop);
    const std::int64_t lease = integer(answer, "ID");
    if (lease == 0) throw Error(ErrorCode::unavailable, "etcd gives no lease");
    return lease;
}

bool EtcdClient::keep_alive(std::int64_t lease, const std::stop_token& stop) {
    const json answer = ask("/v3/lease/keepalive", {{"ID", std::to_string(lease)}}, stop);
    return integer(member(answer, "result"), "TTL") > 0;
}

void EtcdClient::revoke(std::int64_t lease, const std::stop_token& stop) {
    ask("/v3/lease/revoke", {{"ID", std::to_string(lease)}}, stop);
}

std::int64_t EtcdClient::watch(const std::string& prefix, std::int64_t revision, Deadline until,
                               const Changes& changes, const std::stop_token& stop) {
    json create = range_of(prefix);
    create["start_revision"] = std::to_string(revision + 1);
    bool created = false;
    try {
        EtcdExchange exchange(servers_[current_], "/v3/watch",
                              json{{"create_request", create}}.dump(), token_,
                              steady_clock::now() + timeout_, stop);
        while (const auto line = exchange.read_line()) {
            if (line->find_first_not_of("\r\n ") == std::string::npos) continue;
            const json message = parse_object(*line);
            if (message.contains("error")) throw_error_in(message, server_name());
            const json& result = member(message, "result");
            check_watch(result, revision);
            const auto found = changes_in(result);
            changes(found);
            // That of the message may be ahead of what it tells.
            if (!found.empty()) revision = std::max(revision, found.back().revision);
            if (!std::exchange(created, true)) exchange.set_deadline(until);
        }
    } catch (const Error& error) {
        const bool is_over = created && error.code() == ErrorCode::deadline_exceeded;
        if (is_over || stop.stop_requested()) return revision;
        current_ = (current_ + 1) % servers_.size();
        throw;
    }
    throw Error(ErrorCode::unavailable, server_name() + " ends the watch");
}

}  // namespace marquee::discovery
