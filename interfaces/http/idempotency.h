#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "application/idempotency/answer_store.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"
#include "interfaces/http/route.h"

namespace marquee::http {

class RequestLog;

/// Sees to it that a request with an Idempotency-Key is done once, however often it comes, and is
/// answered as it was the first time. Callable from any thread.
///
/// Answers are kept as the handler gave them: each client gets them in the form that it takes. Kept
/// is what would be said again, success or not. What speaks of the moment or of the caller is not:
/// after 401, 403, 408, 409, 425 and 429, which mean that nothing was done, the request is
/// forgotten; after 5xx, which may mean anything, it may be run again at once.
class Idempotency {
public:
    /// From the beginning of a request's last run on. Then its key is as good as new.
    static constexpr std::chrono::hours kKept{24};

    /// `new_id` makes ids of up to 64 characters that nobody else makes. `lease` is how long a run
    /// may take before it counts as cut off: longer than any call. The references outlive it.
    Idempotency(idempotency::AnswerStore& store, std::function<std::string()> new_id,
                std::chrono::milliseconds lease, const RequestLog& log);

    /// What `route`, which is idempotent, answers to `request`, of which it fills in the run. The
    /// route's handler is called unless it need not, or must not, be. Throws Error(invalid) for a
    /// malformed key, and what the store and, without a key, the handler throw.
    Response answer(const Route& route, Request& request) const;

private:
    Response run(const Route& route, const Request& request,
                 const idempotency::RepeatableRequest& repeatable, const std::string& run) const;
    void settle(const Request& request, const std::function<void(const Call&)>& tell) const;

    idempotency::AnswerStore& store_;
    std::function<std::string()> new_id_;
    std::chrono::milliseconds lease_;
    const RequestLog& log_;
};

}  // namespace marquee::http
