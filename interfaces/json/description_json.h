#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nlohmann/json_fwd.hpp"

#include "domain/shared/movie_description.h"
#include "domain/shared/movie_id.h"

namespace marquee::json {

class TextWriter;

/// What a client writes about a movie.
struct WrittenMovie {
    /// Of no need where the path says it already.
    std::optional<std::string> id;
    MovieDescription description;
};

/// Adds the description's fields to the object that `writer` is at; one that is not known is null.
void write_description(const MovieDescription& description, TextWriter& writer);

/// Reads the movie that `object` is. Throws Error(invalid) with all fields of a wrong name or type;
/// whether their values make sense is the domain's to say.
WrittenMovie read_movie(const nlohmann::json& object);

/// The movie after `patch`, an object, is applied as RFC 7396 has it: null removes a field. Errors
/// as in read_movie.
WrittenMovie patched(const MovieDescription& description, const nlohmann::json& patch);

/// Throws Error(invalid), blaming `id`, when the client wrote another id than that of the movie.
void require_same_id(const std::optional<std::string>& written, const MovieId& id);

}  // namespace marquee::json
