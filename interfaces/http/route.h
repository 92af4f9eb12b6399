#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "interfaces/http/limit_class.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// Who may use a route. Services check again what they are asked to do.
enum class Guard {
    /// Anybody, whoever they say they are: the caller isn't even looked for.
    open,
    /// Anybody, or, when `access.anonymous_reads` is off, somebody who is known.
    reader,
    /// Somebody who is known.
    account,
    /// Who may rate, be it as themselves or for others.
    rater,
    /// Who may describe and remove movies.
    editor,
    /// A service, or who may decide about accounts.
    service,
    /// Who may decide about accounts.
    admin,
};

/// What body a route takes, and how large it may be, as it comes and unpacked. What is said to be
/// JSON may come as MessagePack or CBOR as well.
enum class Body {
    none,
    /// JSON, up to 1 MiB.
    json,
    /// application/merge-patch+json or JSON, up to 1 MiB.
    merge_patch,
    /// JSON, up to 64 MiB.
    bulk_json,
    /// application/x-www-form-urlencoded, up to 1 MiB; perhaps without any field, and so empty.
    form,
    /// A piece of a text/csv file, up to 8 MiB.
    csv,
};

using Handler = std::function<Response(const Request&)>;

/// Answers at once, or nothing when it would have to wait for anything but the processor.
using QuickHandler = std::function<std::optional<Response>(const Request&)>;

/// One row of a context's route table.
struct Route {
    std::string method;
    /// Literal segments and {names}, such as "/v1/movies/{id}".
    std::string pattern;
    Guard guard = Guard::open;
    Body body = Body::none;
    /// The query parameters it knows; any other, and a repeated one, is refused.
    std::vector<std::string> query;
    Handler handler;
    /// Those of them that may be there several times.
    std::vector<std::string> repeatable = {};
    /// Without one a GET is a read and everything else a write.
    std::optional<LimitClass> limit_class = {};
    /// Takes an Idempotency-Key: its handler looks at the request's run, and its answers, which are
    /// kept for a day, hold no secrets.
    bool idempotent = false;
    /// Asked before the handler, on a thread that has many other clients to see to. Only for routes
    /// without a body, of requests whose caller is known without asking anybody.
    QuickHandler quick = {};
};

}  // namespace marquee::http
