#include "interfaces/http/audit_log.h"

#include <stdexcept>
#include <utility>

#include "nlohmann/json.hpp"
#include "spdlog/logger.h"

#include "domain/shared/error.h"
#include "interfaces/http/log_line.h"
#include "interfaces/http/request.h"
#include "interfaces/http/token_masking.h"

namespace marquee::http {
namespace {

std::string actor_of(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::anonymous:
            return "anonymous";
        case Caller::Kind::account:
            return caller.account_id;
        case Caller::Kind::system:
            return "system";
    }
    throw std::logic_error("a caller of no kind");
}

}  // namespace

AuditLog::AuditLog(std::shared_ptr<spdlog::logger> logger, LogFormat format, Clock clock)
    : logger_(std::move(logger)), format_(format), clock_(std::move(clock)) {}

Response AuditLog::record(const Request& request, AuditAct act,
                          const std::function<Response(AuditAct& act)>& run) const {
    try {
        Response response = run(act);
        write(request, act, "done");
        return response;
    } catch (const Error& error) {
        write(request, act, name_of(error.code()));
        throw;
    } catch (...) {
        write(request, act, "internal");
        throw;
    }
}

void AuditLog::write(const Request& request, const AuditAct& act, std::string_view result) const {
    const Call& call = request.call;
    if (format_ == LogFormat::text) {
        logger_->info("audit {} target={} {} by={} result={} request={} peer={}", act.action,
                      escaped(without_tokens(act.target)),
                      act.details.empty() ? "-" : escaped(act.details),
                      escaped(actor_of(call.caller)), result, escaped(call.request_id),
                      escaped(request.peer_address));
        return;
    }
    auto line = start_of_line(clock_, "info", "audit");
    line["audit"] = true;
    line["action"] = act.action;
    line["target"] = without_tokens(act.target);
    if (!act.details.empty()) line["details"] = act.details;
    line["by"] = actor_of(call.caller);
    if (!call.caller.session_id.empty()) line["session"] = call.caller.session_id;
    line["result"] = result;
    add_ids(line, call.request_id, call.trace_parent);
    line["peer"] = request.peer_address;
    logger_->info(line_of(line));
}

}  // namespace marquee::http
