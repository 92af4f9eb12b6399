#pragma once

#include <string>

#include "domain/shared/movie_description.h"

namespace marquee::metadata {

/// The parts of a description that are stored as one JSON text, since nothing is ever looked up by
/// them: the lists, the original title and the poster.
std::string details_to_json(const MovieDescription& description);

/// The inverse: sets those parts of `description`, which has none of them. What the text lacks is
/// not there, and what it has besides is passed over: another version wrote it. Throws
/// simdjson::simdjson_error, a std::exception, for a text that none can have written.
void details_from_json(const std::string& json, MovieDescription& description);

}  // namespace marquee::metadata
