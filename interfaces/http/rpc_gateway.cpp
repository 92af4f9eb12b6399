#include "interfaces/http/rpc_gateway.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "domain/shared/error.h"
#include "interfaces/http/ip_address.h"
#include "interfaces/rpc/wire/channel.h"
#include "marquee/v1/gateway.pb.h"

namespace marquee::http {
namespace {

const rpc::Method& method_for(const Request& request) {
    static const rpc::Method read("marquee.v1.Gateway.Read");
    static const rpc::Method put("marquee.v1.Gateway.Put");
    static const rpc::Method change("marquee.v1.Gateway.Change");
    if (request.method == "GET" || request.method == "HEAD") return read;
    const bool conditional =
        request.headers.find("If-Match") || request.headers.find("If-None-Match");
    return request.method == "PUT" && !conditional ? put : change;
}

void add_field(v1::HttpField& field, const std::string& name, const std::string& value) {
    field.set_name(name);
    field.set_value(value);
}

v1::HttpRequest message_of(const Route& route, const Request& request) {
    v1::HttpRequest message;
    message.set_method(request.method);
    message.set_pattern(route.pattern);
    message.set_raw_path(request.raw_path);
    message.set_raw_query(request.raw_query);
    for (const auto& [name, value] : request.headers.all()) {
        add_field(*message.add_headers(), name, value);
    }
    message.set_body(request.body);
    for (const auto& [name, value] : request.path) (*message.mutable_path())[name] = value;
    for (const auto& [name, value] : request.query) add_field(*message.add_query(), name, value);
    message.set_peer_address(request.peer_address);
    message.set_client_address(request.client.address.text());
    message.set_client_certain(request.client.certain);
    return message;
}

Request request_in(const Call& call, const v1::HttpRequest& message) {
    Request request;
    request.method = message.method();
    request.raw_path = message.raw_path();
    request.raw_query = message.raw_query();
    for (const auto& field : message.headers()) request.headers.add(field.name(), field.value());
    request.body = message.body();
    for (const auto& [name, value] : message.path()) request.path.emplace(name, value);
    for (const auto& field : message.query()) request.query.emplace(field.name(), field.value());
    request.peer_address = message.peer_address();
    const auto address = IpAddress::parse(message.client_address());
    if (!address) throw invalid_field("client_address", "is no address");
    request.client = {*address, message.client_certain()};
    request.call = call;
    return request;
}

Response response_in(const v1::HttpResponse& message) {
    Response response;
    response.status = message.status();
    for (const auto& field : message.headers()) response.with(field.name(), field.value());
    response.body = message.body();
    response.content_type = message.content_type();
    return response;
}

v1::HttpResponse message_of(const Response& response) {
    v1::HttpResponse message;
    message.set_status(response.status);
    for (const auto& [name, value] : response.headers) {
        add_field(*message.add_headers(), name, value);
    }
    message.set_body(response.body);
    message.set_content_type(response.content_type);
    return message;
}

/// Tells of a request at its end, whatever that is, if it may have changed something.
struct AfterWrite {
    const std::function<void(const Request&)>& written;
    const Request& request;

    ~AfterWrite() {
        if (written && request.method != "GET" && request.method != "HEAD") written(request);
    }
};

}  // namespace

std::vector<Route> forwarded(std::vector<Route> routes, rpc::Channel& channel,
                             const std::function<void(const Request&)>& written) {
    for (Route& route : routes) {
        // Its own pattern, and no copy of a handler that another process has.
        const auto known = std::make_shared<Route>(route);
        known->handler = nullptr;
        known->quick = nullptr;
        route.quick = nullptr;
        route.handler = [known, &channel, written](const Request& request) {
            const AfterWrite after{written, request};
            return response_in(rpc::ask<v1::HttpResponse>(
                channel, request.call, method_for(request), message_of(*known, request)));
        };
    }
    return routes;
}

rpc::Handlers gateway_methods(std::vector<Route> routes) {
    const auto known = std::make_shared<const std::vector<Route>>(std::move(routes));
    const auto answer = [known](const Call& call, const v1::HttpRequest& message) {
        const std::string method = message.method() == "HEAD" ? "GET" : message.method();
        const auto route = std::find_if(known->begin(), known->end(), [&](const Route& one) {
            return one.method == method && one.pattern == message.pattern();
        });
        if (route == known->end()) {
            // Of another version than ours: it can be, while a new one is rolled out.
            throw Error(ErrorCode::unavailable, "this is not to be had at the moment");
        }
        return message_of(route->handler(request_in(call, message)));
    };
    rpc::Handlers handlers;
    for (const char* name : {"Read", "Put", "Change"}) {
        handlers.push_back(rpc::handler<v1::HttpRequest, v1::HttpResponse>(
            std::string("marquee.v1.Gateway.") + name, answer));
    }
    return handlers;
}

}  // namespace marquee::http
