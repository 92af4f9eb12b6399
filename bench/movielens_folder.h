#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Makes up a MovieLens folder, the same for the same number of ratings: grouped by users, who rate
/// from 20 movies on, some of which are rated far more often than others. Beside it rows.csv has
/// the ratings as rows of `rating_score`, in the same order.
void make_movielens(const Options& options);

}  // namespace marquee::bench
