#pragma once

#include <soci/soci.h>

namespace marquee::database {

/// SOCI's backend for SQLite, with prepared statements kept by each connection for the next use of
/// the same text: to prepare a statement often takes longer than to run it.
const soci::backend_factory& sqlite_backend();

}  // namespace marquee::database
