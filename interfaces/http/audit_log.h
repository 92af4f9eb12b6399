#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "domain/shared/clock.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/response.h"

namespace spdlog {
class logger;
}

namespace marquee::http {

struct Request;

/// Something that changes what somebody may do. Nothing in it is secret.
struct AuditAct {
    /// What is done, such as "account.erase".
    std::string_view action;
    /// To whom or what: an id; empty as long as it has none.
    std::string target;
    /// What there is to know besides, such as "role=editor"; may be empty.
    std::string details;
};

/// Writes to a logger who did what to whom, when, and what came of it: one line an act, at level
/// info, as RequestLog writes lines. Callable from any thread.
class AuditLog {
public:
    AuditLog(std::shared_ptr<spdlog::logger> logger, LogFormat format, Clock clock);

    /// Answers or throws what `run` does, which may add to the act; then writes the line, with
    /// "done" or the code of the error as its result.
    Response record(const Request& request, AuditAct act,
                    const std::function<Response(AuditAct& act)>& run) const;

private:
    void write(const Request& request, const AuditAct& act, std::string_view result) const;

    std::shared_ptr<spdlog::logger> logger_;
    LogFormat format_;
    Clock clock_;
};

}  // namespace marquee::http
