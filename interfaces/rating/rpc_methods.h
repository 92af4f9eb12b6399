#pragma once

#include "interfaces/rpc/wire/handler.h"

namespace marquee::rating {

class RatingService;

/// What answers marquee.v1.Rating. The service outlives it.
rpc::Handlers rating_methods(RatingService& service);

}  // namespace marquee::rating
