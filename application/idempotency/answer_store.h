#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/shared/call.h"

namespace marquee::idempotency {

/// A request that may come several times, and is to be done once.
struct RepeatableRequest {
    /// Who makes it, by a name that no other caller has.
    std::string caller;
    std::string route;
    /// What the client calls it. Others may use the same key, and so may the caller at another
    /// route.
    std::string key;
    /// All that says what the request asks for. Whoever names it sees that it stays there.
    std::string_view content;
};

/// An answer, with which the client is done.
struct Answer {
    int status = 0;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;

    bool operator==(const Answer&) const = default;
};

/// How it stands with a request that has just come.
enum class Standing {
    /// It was never seen: it is the caller's to run.
    fresh,
    /// The last run of it came to no answer, and may have done nothing, something or all: it is the
    /// caller's to run again.
    resumed,
    /// Somebody runs it.
    running,
    answered,
    /// Its key stands for another content.
    different,
};

/// What whoever brings a request gets.
struct Claim {
    Standing standing = Standing::fresh;
    /// The same for each run of one request, and for no other: what the request makes is called so,
    /// and so is found again. Empty when the request is not to be run.
    std::string reserved_id = "";
    /// Of Standing::answered.
    std::optional<Answer> answer = std::nullopt;
};

/// Where it is kept what became of requests with an Idempotency-Key, for all instances. Callable
/// from any thread. Every method throws Error(unavailable), Error(deadline_exceeded) and, but for
/// remove_expired, Error(unknown_outcome).
class AnswerStore {
public:
    virtual ~AnswerStore() = default;

    /// Gives the request to `run`, a name of 1 to 64 characters unlike any other's, if nobody else
    /// has it and it has no answer yet. After `lease` others may have it, and after `kept` it is
    /// forgotten.
    virtual Claim claim(const Call& call, const RepeatableRequest& request, const std::string& run,
                        std::chrono::milliseconds lease, std::chrono::milliseconds kept) = 0;

    /// Keeps the answer of `run`, unless the request was given to another since.
    virtual void remember(const Call& call, const RepeatableRequest& request,
                          const std::string& run, const Answer& answer) = 0;

    /// Ends the lease of `run` at once.
    virtual void release(const Call& call, const RepeatableRequest& request,
                         const std::string& run) = 0;

    /// Lets the request be as if it had never come, unless it was given to another run since.
    virtual void forget(const Call& call, const RepeatableRequest& request,
                        const std::string& run) = 0;

    /// Deletes up to `limit` forgotten requests. Answers how many.
    virtual std::size_t remove_expired(const Call& call, std::size_t limit) = 0;
};

}  // namespace marquee::idempotency
