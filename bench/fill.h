#pragma once

#include <string>

#include "app/settings/settings.h"
#include "bench/options.h"

namespace marquee::bench {

/// The default ones, for that database. From now on only warnings are logged.
app::Settings settings_of(const std::string& database_url);

/// Fills an empty database with a generated catalogue, through the services, as clients would.
void fill(const Options& options);

/// Adds the movies that reads() wants.
void rate(const Options& options);

}  // namespace marquee::bench
