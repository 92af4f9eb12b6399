#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Lists, searches, suggestions, the search that a database does by itself (LIKE), taking in
/// ratings and how soon a write shows, in catalogues of several sizes. The servers and databases of
/// the options are named by their numbers of movies, the smallest first. Standard input has what
/// scripts/bench saw before, in lines: the number of movies, "complete", "rebuilt" or "memory", and
/// seconds or MB.
void catalogues(const Options& options);

}  // namespace marquee::bench
