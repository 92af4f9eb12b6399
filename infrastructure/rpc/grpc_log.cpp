#include "infrastructure/rpc/grpc_log.h"

#include <grpc/support/log.h>
#include <string_view>

#include "spdlog/spdlog.h"

namespace marquee::rpc {
namespace {

spdlog::level::level_enum level_of(gpr_log_severity severity) {
    switch (severity) {
        case GPR_LOG_SEVERITY_DEBUG:
            return spdlog::level::debug;
        case GPR_LOG_SEVERITY_INFO:
            return spdlog::level::info;
        case GPR_LOG_SEVERITY_ERROR:
            break;
    }
    return spdlog::level::err;
}

/// Called by gRPC on any of its threads.
void write(gpr_log_func_args* said) {
    std::string_view file = said->file;
    file.remove_prefix(file.rfind('/') + 1);
    spdlog::log(level_of(said->severity), "grpc: {} ({}:{})", said->message, file, said->line);
}

}  // namespace

void send_grpc_messages_to_log() {
    gpr_set_log_function(write);
}

}  // namespace marquee::rpc
