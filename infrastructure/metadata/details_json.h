#pragma once

#include <string>

#include "domain/shared/movie_description.h"

namespace marquee::metadata {

/// The parts of a description that are stored as one JSON text, since nothing is ever looked up by
/// them: the lists, the original title and the poster.
std::string details_to_json(const MovieDescription& description);

/// The inverse: sets those parts of `description`. Throws nlohmann's exceptions for a text that
/// details_to_json never wrote.
void details_from_json(const std::string& json, MovieDescription& description);

}  // namespace marquee::metadata
