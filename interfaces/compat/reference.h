#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/shared/call.h"

namespace marquee::metadata {
class MetadataService;
}
namespace marquee::movie {
class MovieService;
}
namespace marquee::rating {
class RatingService;
}

/// What clients of the reference system ask, in its terms. It knows no callers: whatever a call
/// says of one, this acts as `compat`, who may describe movies and rate as anybody, and nothing
/// else.
namespace marquee::compat {

/// The services of the contexts that this process hosts, which outlive whoever has this; null for
/// those of others.
struct Services {
    metadata::MetadataService* metadata = nullptr;
    rating::RatingService* ratings = nullptr;
    movie::MovieService* movies = nullptr;
};

/// A movie as the reference system knows it. An empty text stands for none.
struct PlainMetadata {
    std::string id;
    std::string title;
    std::string description;
    /// Several have commas between.
    std::string director;
};

struct PlainMovie {
    PlainMetadata metadata;
    /// The mean; nothing when nobody has rated it.
    std::optional<double> rating;
};

/// All of these throw Error(invalid) for what Marquee doesn't take, and what the services do.

/// Throws Error(not_found).
PlainMetadata metadata_of(metadata::MetadataService& service, const Call& call,
                          const std::string& id);

/// Describes the movie, new or anew. What else is known of it stays.
void describe(metadata::MetadataService& service, const Call& call, const PlainMetadata& movie);

/// Throws Error(not_found) for what nobody has rated.
double mean_rating(rating::RatingService& service, const Call& call, const std::string& type,
                   const std::string& id);

/// A user's opinion, in the reference system's terms.
struct PlainRating {
    std::string type;
    std::string id;
    std::string user;
    std::int64_t value = 0;
};

void rate(rating::RatingService& service, const Call& call, const PlainRating& rating);

/// Throws Error(not_found), and Error(unavailable) when ratings can't be asked: there is no way to
/// say so, and it must not look as if there were none.
PlainMovie movie_of(movie::MovieService& service, const Call& call, const std::string& id);

}  // namespace marquee::compat
