#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// PUT of ratings, by wrk over 64 connections, of movies all over the generated catalogue and of
/// one of them. Servers: for each of options.engines, "ENGINE-groups" commits those together that
/// come at once, "ENGINE-each" every one by itself. Who rates is admin.
void writes(const Options& options);

}  // namespace marquee::bench
