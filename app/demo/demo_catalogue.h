#pragma once

namespace marquee::metadata {
class MetadataService;
}
namespace marquee::rating {
class RatingService;
}

namespace marquee::app {

/// Puts the demo catalogue into an empty one: films.json, and ratings by made-up users that are the
/// same every time. Does nothing when there is any movie; false then. A run that was cut off is
/// made good by the next one. Throws what the services do.
bool fill_with_demo_catalogue(metadata::MetadataService& metadata, rating::RatingService& ratings);

}  // namespace marquee::app
