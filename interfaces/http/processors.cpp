#include "interfaces/http/processors.h"

#include <sched.h>

namespace marquee::http {

std::size_t processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return ::sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<std::size_t>(CPU_COUNT(&set))
                                                         : 1;
}

}  // namespace marquee::http
