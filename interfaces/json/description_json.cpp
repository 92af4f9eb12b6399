#include "interfaces/json/description_json.h"

#include <utility>

#include "nlohmann/json.hpp"

#include "interfaces/json/object_reader.h"

namespace marquee::json {
namespace {

template <class T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json cast_json(const std::vector<CastMember>& cast) {
    auto result = nlohmann::ordered_json::array();
    for (const auto& member : cast) {
        result.push_back({{"name", member.name}, {"role", or_null(member.role)}});
    }
    return result;
}

std::vector<CastMember> read_cast(ObjectReader& reader) {
    std::vector<CastMember> cast;
    reader.objects("cast", MovieDescriptionLimits::kCast, [&](ObjectReader& member) {
        cast.push_back({member.required_text("name").value_or(""), member.text("role")});
    });
    return cast;
}

}  // namespace

void write_description(const MovieDescription& description, nlohmann::ordered_json& object) {
    object["title"] = description.title;
    object["original_title"] = or_null(description.original_title);
    object["alternative_titles"] = description.alternative_titles;
    object["description"] = or_null(description.description);
    object["release_year"] = or_null(description.release_year);
    object["runtime_minutes"] = or_null(description.runtime_minutes);
    object["genres"] = description.genres;
    object["directors"] = description.directors;
    object["cast"] = cast_json(description.cast);
    object["keywords"] = description.keywords;
    object["poster_url"] = or_null(description.poster_url);
    object["external_ids"] = description.external_ids;
}

WrittenMovie read_movie(const nlohmann::json& object) {
    ObjectReader reader(object);
    WrittenMovie movie;
    movie.id = reader.text("id");
    MovieDescription& description = movie.description;
    description.title = reader.required_text("title").value_or("");
    description.original_title = reader.text("original_title");
    description.alternative_titles = reader.texts("alternative_titles");
    description.description = reader.text("description");
    description.release_year = reader.small_whole_number("release_year");
    description.runtime_minutes = reader.small_whole_number("runtime_minutes");
    description.genres = reader.texts("genres");
    description.directors = reader.texts("directors");
    description.cast = read_cast(reader);
    description.keywords = reader.texts("keywords");
    description.poster_url = reader.text("poster_url");
    description.external_ids = reader.text_map("external_ids");
    for (const char* field : {"rating", "created_at", "updated_at"}) {
        reader.forbid(field, "is read-only; leave it out");
    }
    reader.finish();
    return movie;
}

WrittenMovie patched(const MovieDescription& description, const nlohmann::json& patch) {
    nlohmann::ordered_json written = nlohmann::ordered_json::object();
    write_description(description, written);
    const nlohmann::json before = written;
    nlohmann::json after = before;
    after.merge_patch(patch);
    // Merging forgets a null for a field that does not exist, but it is a typing mistake all the
    // same.
    for (const auto& [name, value] : patch.items()) {
        if (value.is_null() && !before.contains(name)) after[name] = nullptr;
    }
    return read_movie(after);
}

void require_same_id(const std::optional<std::string>& written, const MovieId& id) {
    if (written && *written != id.text()) {
        throw invalid_field(
            "id", "must be that of the movie in the path, " + id.text() + ", or left out");
    }
}

}  // namespace marquee::json
