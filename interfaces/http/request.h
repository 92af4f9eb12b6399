#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/shared/call.h"
#include "interfaces/http/client.h"

namespace marquee::http {

/// Header fields in their order; names compare without regard to case.
class Headers {
public:
    void add(std::string name, std::string value);
    /// The first field of that name, or nothing.
    std::optional<std::string_view> find(std::string_view name) const;
    /// All fields of that name, joined by ", " as RFC 9110 (5.3) allows; nothing without any.
    std::optional<std::string> joined(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// The run of a request with an Idempotency-Key, which the client sends until it has an answer.
struct Run {
    /// For what the request makes: the same for each run of it, and nobody else's.
    std::string reserved_id;
    /// An earlier run was cut off, and may have done nothing, something or all.
    bool resumed = false;
};

/// A request as handlers see it, whatever server took it. The server fills the first part, the
/// router the second, before the handler runs.
struct Request {
    std::string method;
    /// The path as it was sent, not decoded, without the query.
    std::string raw_path;
    /// What follows the "?", not decoded.
    std::string raw_query;
    Headers headers;
    /// As it was sent; for the handler JSON text, whatever it came as, or a form.
    std::string body;
    /// The numeric address at the other end of the connection: the client's, or a proxy's.
    std::string peer_address;
    Client client;
    Call call;

    /// The values of the pattern's {names}, percent-decoded.
    std::map<std::string, std::string, std::less<>> path;
    /// The query's parameters, decoded; only those that the route names are ever here, and only
    /// repeatable ones more than once.
    std::multimap<std::string, std::string, std::less<>> query;
    /// Only where the route is idempotent and the request has a key.
    std::optional<Run> run;

    /// The value of a {name} in the route's pattern; std::out_of_range when it has no such name.
    const std::string& path_parameter(std::string_view name) const;
    std::optional<std::string> query_parameter(std::string_view name) const;
    /// All values of a repeatable parameter, in their order.
    std::vector<std::string> query_parameters(std::string_view name) const;
};

}  // namespace marquee::http
