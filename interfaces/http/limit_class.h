#pragma once

namespace marquee::http {

/// Which of the rate limits a route counts against.
enum class LimitClass {
    /// None: probes and metrics have to come through when nothing else does.
    none,
    /// Whatever takes a password or another secret.
    login,
    write,
    read,
    /// Lists and searches, which cost more than a read.
    search,
};

}  // namespace marquee::http
