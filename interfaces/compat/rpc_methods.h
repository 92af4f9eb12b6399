#pragma once

#include "interfaces/compat/reference.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::compat {

/// What answers the reference system's MetadataService, RatingService and MovieService, as far as
/// `services` are there.
rpc::Handlers reference_methods(const Services& services);

}  // namespace marquee::compat
