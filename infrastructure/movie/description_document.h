#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "domain/shared/movie_description.h"

namespace marquee::movie {

/// The description as a JSON text, in the form that the catalogue's events have it in.
std::string document_of(const MovieDescription& description);

/// The description again, or one out of an event. Throws nlohmann::json::exception for another
/// form, and Error(invalid) when it breaks the rules of descriptions.
MovieDescription description_in(const nlohmann::json& document);

}  // namespace marquee::movie
