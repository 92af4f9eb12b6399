#include "interfaces/http/idempotency.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "domain/shared/error.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/request_log.h"

namespace marquee::http {
namespace {

using idempotency::Answer;
using idempotency::RepeatableRequest;
using idempotency::Standing;

constexpr const char* kField = "Idempotency-Key";
constexpr std::size_t kMaxKeyLength = 255;
/// How long, after the call's own deadline, the store may take to learn how a run ended.
constexpr std::chrono::seconds kSettling{2};

std::optional<std::string> key_in(const Request& request) {
    auto key = request.headers.joined(kField);
    if (!key) return std::nullopt;
    const bool visible =
        std::all_of(key->begin(), key->end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key->empty() || key->size() > kMaxKeyLength || !visible) {
        throw invalid_field(kField, "must be there once, with 1 to " +
                                        std::to_string(kMaxKeyLength) +
                                        " visible ASCII characters");
    }
    return key;
}

/// A name that nobody else has.
std::string name_of(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::anonymous:
            return "anonymous";
        case Caller::Kind::account:
            return "account " + caller.account_id;
        case Caller::Kind::system:
            return "system";
    }
    throw std::logic_error("a caller of no kind");
}

/// All that the request asks of its route.
std::string content_of(const Request& request) {
    std::string content;
    for (const auto& [name, value] : request.path) content += name + '=' + value + '\0';
    for (const auto& [name, value] : request.query) content += name + '=' + value + '\0';
    return content + '\0' + request.body;
}

bool is_kept(int status) {
    if (status >= 500) return false;
    switch (status) {
        case 401:
        case 403:
        case 408:
        case 409:
        case 425:
        case 429:
            return false;
        default:
            return true;
    }
}

Answer kept_of(const Response& response) {
    return {response.status, response.content_type, response.headers, response.body};
}

Response replay_of(Answer answer) {
    Response response{answer.status, std::move(answer.fields), std::move(answer.body),
                      std::move(answer.content_type)};
    return response.with("Idempotency-Replayed", "true");
}

Response still_running(const Request& request) {
    return problem_response({Refusal::idempotency_key_in_use,
                             "a request with this key is still being worked on, or was cut off a "
                             "moment ago; the same request will be answered soon"},
                            request.call.request_id)
        .with("Retry-After", "1");
}

Response other_content(const Request& request) {
    return problem_response(
        {Refusal::idempotency_key_reused,
         "this key came before with another body; a key belongs to one request"},
        request.call.request_id);
}

}  // namespace

Idempotency::Idempotency(idempotency::AnswerStore& store, std::function<std::string()> new_id,
                         std::chrono::milliseconds lease, const RequestLog& log)
    : store_(store), new_id_(std::move(new_id)), lease_(lease), log_(log) {}

Response Idempotency::answer(const Route& route, Request& request) const {
    const auto key = key_in(request);
    if (!key) return route.handler(request);
    const std::string content = content_of(request);
    const RepeatableRequest repeatable{name_of(request.call.caller),
                                       route.method + " " + route.pattern, *key, content};
    const std::string run_id = new_id_();
    auto claim = store_.claim(request.call, repeatable, run_id, lease_, kKept);
    switch (claim.standing) {
        case Standing::fresh:
        case Standing::resumed:
            request.run = {claim.reserved_id, claim.standing == Standing::resumed};
            return run(route, request, repeatable, run_id);
        case Standing::running:
            return still_running(request);
        case Standing::answered:
            return replay_of(*std::move(claim.answer));
        case Standing::different:
            return other_content(request);
    }
    throw std::logic_error("a request that stands in no way");
}

Response Idempotency::run(const Route& route, const Request& request,
                          const RepeatableRequest& repeatable, const std::string& run) const {
    const auto release = [&](const Call& call) { store_.release(call, repeatable, run); };
    Response response;
    try {
        response = route.handler(request);
    } catch (const Error& error) {
        response = problem_response(error, request.call.request_id);
    } catch (...) {
        settle(request, release);
        throw;
    }
    if (is_kept(response.status)) {
        settle(request, [&](const Call& call) {
            store_.remember(call, repeatable, run, kept_of(response));
        });
    } else if (response.status < 500 && !request.run->resumed) {
        settle(request, [&](const Call& call) { store_.forget(call, repeatable, run); });
    } else {
        // Of what this run or an earlier one may have done, the next has to know.
        settle(request, release);
    }
    return response;
}

void Idempotency::settle(const Request& request,
                         const std::function<void(const Call&)>& tell) const {
    Call call = request.call;
    call.deadline = std::max(call.deadline, std::chrono::steady_clock::now() + kSettling);
    try {
        tell(call);
    } catch (const std::exception& error) {
        // What was done is done, and the client is to know. Should it ask again, then, once the
        // lease is over, the request is resumed.
        log_.failure(request,
                     std::string("the end of a request with an Idempotency-Key was not kept: ") +
                         error.what());
    }
}

}  // namespace marquee::http
