#include "interfaces/http/request_limits.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "interfaces/http/problem.h"
#include "interfaces/http/rate_limiter.h"

namespace marquee::http {
namespace {

/// A limit and the name of its policy, by address and by caller.
struct NamedLimits {
    std::string_view address_name;
    RateLimit address;
    std::string_view caller_name;
    RateLimit caller;
};

NamedLimits limits_of(LimitClass limit_class, const RequestLimitOptions& options) {
    const ClassLimits& address = options.address;
    const ClassLimits& caller = options.caller;
    switch (limit_class) {
        case LimitClass::none:
            return {};
        case LimitClass::login:
            return {"login", options.login, {}, {}};
        case LimitClass::write:
            return {"write", address.write, "caller_write", caller.write};
        case LimitClass::read:
            return {"read", address.read, "caller_read", caller.read};
        case LimitClass::search:
            return {"search", address.search, "caller_search", caller.search};
    }
    throw std::logic_error("a class of limits without one");
}

std::string whole_seconds(std::chrono::nanoseconds time) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

RequestLimits::RequestLimits(RequestLimitOptions options, const KeyedHash::Key& key)
    : options_(std::move(options)), hash_(key), limiter_(std::make_unique<RateLimiter>(kKeys)) {}

RequestLimits::~RequestLimits() = default;

std::optional<LimitedRequest> RequestLimits::count(LimitClass limit_class, const Client& client,
                                                   const Caller& caller, Time now) {
    const NamedLimits limits = limits_of(limit_class, options_);
    const bool known = caller.kind == Caller::Kind::account && limit_class != LimitClass::login;
    const RateLimit& limit = known ? limits.caller : limits.address;
    if (!limit.on()) return std::nullopt;
    if (client.certain && options_.exempt.contains(client.address)) return std::nullopt;
    KeyedHash::Value key = hash_.of(known ? caller.account_id : client.address.client());
    // The same name is another key in each class, and as a caller another than as an address.
    key[0] ^= static_cast<std::uint64_t>(limit_class) * 2 + (known ? 1 : 0);
    return LimitedRequest{known ? limits.caller_name : limits.address_name, limit,
                          limiter_->take(key, limit, now)};
}

Response too_many_requests(const LimitedRequest& limited, std::string_view request_id) {
    const std::string seconds = whole_seconds(limited.verdict.wait);
    Response response = problem_response(
        Error(ErrorCode::resource_exhausted,
              "requests come too fast; the next one is taken in " + seconds + " s"),
        request_id);
    const auto is_retry = [](const auto& field) { return field.first == "Retry-After"; };
    std::erase_if(response.headers, is_retry);
    return response.with("Retry-After", seconds);
}

void add_rate_limit_fields(const LimitedRequest& limited, Response& response) {
    const std::string name = '"' + std::string(limited.policy) + '"';
    response.with("RateLimit-Policy", name + ";q=" + std::to_string(limited.limit.burst) +
                                          ";w=" + whole_seconds(limited.limit.capacity()));
    response.with("RateLimit", name + ";r=" + std::to_string(limited.verdict.remaining) +
                                   ";t=" + whole_seconds(limited.verdict.wait));
}

}  // namespace marquee::http
