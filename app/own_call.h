#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "domain/shared/call.h"

namespace marquee::app {

/// A call that Marquee itself makes: a command's, or that of background work. It is known as
/// `request_id`, and has `limit` from now on.
inline Call own_call(std::string request_id, std::chrono::seconds limit) {
    Call call = Call().by_system();
    call.request_id = std::move(request_id);
    call.deadline = std::chrono::steady_clock::now() + limit;
    return call;
}

}  // namespace marquee::app
