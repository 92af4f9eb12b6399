#pragma once

#include <cstddef>

namespace marquee::http {

/// How far a read or a write came that does not wait.
struct IoStep {
    /// The bytes that it moved.
    std::size_t bytes = 0;
    /// Without any: the events to poll() for before it is tried again; 0 when the connection is at
    /// its end.
    short wait_for = 0;
};

}  // namespace marquee::http
