#include "interfaces/http/request_limits.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "interfaces/http/problem.h"
#include "interfaces/http/rate_limiter.h"

namespace marquee::http {
namespace {

/// A limit and the name of its policy.
struct NamedLimit {
    std::string_view address_name;
    std::string_view caller_name;
    RateLimit ClassLimits::*limit;
};

std::optional<NamedLimit> limit_of(LimitClass limit_class) {
    switch (limit_class) {
        case LimitClass::none:
            return std::nullopt;
        case LimitClass::login:
            return NamedLimit{"login", "caller_login", &ClassLimits::login};
        case LimitClass::write:
            return NamedLimit{"write", "caller_write", &ClassLimits::write};
        case LimitClass::read:
            return NamedLimit{"read", "caller_read", &ClassLimits::read};
        case LimitClass::search:
            return NamedLimit{"search", "caller_search", &ClassLimits::search};
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
                                                   std::string_view caller_key, Time now) {
    const auto named = limit_of(limit_class);
    if (!named) return std::nullopt;
    const bool known = !caller_key.empty();
    const RateLimit& limit = (known ? options_.caller : options_.address).*named->limit;
    if (!limit.on()) return std::nullopt;
    if (client.certain && options_.exempt.contains(client.address)) return std::nullopt;
    KeyedHash::Value key = hash_.of(known ? caller_key : client.address.client());
    // The same name is another key in each class, and as a caller another than as an address.
    key[0] ^= static_cast<std::uint64_t>(limit_class) * 2 + (known ? 1 : 0);
    return LimitedRequest{known ? named->caller_name : named->address_name, limit,
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
