#include "interfaces/rpc/wire/channel.h"

#include <stdexcept>
#include <string>

namespace marquee::rpc {

void require_count(const Method& method, int parts, int wanted) {
    if (parts == wanted) return;
    throw std::runtime_error(method.path() + " answered " + std::to_string(parts) + " parts for " +
                             std::to_string(wanted));
}

}  // namespace marquee::rpc
