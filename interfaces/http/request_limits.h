#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include "domain/shared/caller.h"
#include "interfaces/http/client.h"
#include "interfaces/http/keyed_hash.h"
#include "interfaces/http/limit_class.h"
#include "interfaces/http/rate_limit.h"
#include "interfaces/http/response.h"

namespace marquee::http {

class RateLimiter;

/// The limits of one client, by class.
struct ClassLimits {
    RateLimit write;
    RateLimit read;
    RateLimit search;
};

/// The limits of a server. By default there are none.
struct RequestLimitOptions {
    /// For each address, or IPv6 network of 64 bits, whoever asks: a login has no caller yet, and
    /// to be somebody must not help to guess who somebody else is.
    RateLimit login;
    /// For each address from which requests come without a caller.
    ClassLimits address;
    /// For each caller with an account, from wherever.
    ClassLimits caller;
    /// Who certainly comes from here is not limited.
    AddressRanges exempt;
};

/// What one request is held against: a verdict, and whose.
struct LimitedRequest {
    /// As the fields name it, after the setting: "read", "caller_read".
    std::string_view policy;
    RateLimit limit;
    RateVerdict verdict;
};

/// Decides which requests come too fast. Who is known is counted as that caller alone, so that many
/// behind one address do not hinder each other; everybody else by address. Callable from any
/// thread.
class RequestLimits {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// The most clients that are kept count of at once, each counted once for every class.
    static constexpr std::size_t kKeys = 100'000;

    RequestLimits(RequestLimitOptions options, const KeyedHash::Key& key);
    ~RequestLimits();

    /// Counts a request of `caller` from `client`. Nothing when there is no limit for it.
    std::optional<LimitedRequest> count(LimitClass limit_class, const Client& client,
                                        const Caller& caller, Time now);

private:
    RequestLimitOptions options_;
    KeyedHash hash_;
    std::unique_ptr<RateLimiter> limiter_;
};

/// The answer to a request that was not allowed: 429, and in Retry-After when it would be, in
/// seconds, rounded up.
Response too_many_requests(const LimitedRequest& limited, std::string_view request_id);

/// Adds RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10): the burst with
/// the seconds in which it comes back; how many requests are left, and the seconds until there is
/// one more.
void add_rate_limit_fields(const LimitedRequest& limited, Response& response);

}  // namespace marquee::http
