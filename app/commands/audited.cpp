#include "app/commands/audited.h"

#include <utility>

#include "app/logging.h"
#include "app/uuid.h"
#include "interfaces/http/request.h"

namespace marquee::app {

void audited(const Settings& settings, const Call& call, http::AuditAct act,
             const std::function<void(http::AuditAct& act)>& run) {
    http::Request request;
    request.call = call;
    request.peer_address = "command";
    const http::AuditLog log(audit_logger(), line_format(settings.log_format), system_now);
    log.record(request, std::move(act), [&](http::AuditAct& known) {
        run(known);
        return http::Response();
    });
}

}  // namespace marquee::app
