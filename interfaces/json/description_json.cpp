#include "interfaces/json/description_json.h"

#include "nlohmann/json.hpp"

#include "interfaces/json/object_reader.h"
#include "interfaces/json/text_writer.h"

namespace marquee::json {
namespace {

void write_texts(const std::vector<std::string>& texts, TextWriter& writer) {
    writer.open_array();
    for (const auto& text : texts) writer.text(text);
    writer.close_array();
}

void write_cast(const std::vector<CastMember>& cast, TextWriter& writer) {
    writer.open_array();
    for (const auto& member : cast) {
        writer.open_object().name("name").text(member.name).name("role").text_or_null(member.role);
        writer.close_object();
    }
    writer.close_array();
}

std::vector<CastMember> read_cast(ObjectReader& reader) {
    std::vector<CastMember> cast;
    reader.objects("cast", MovieDescriptionLimits::kCast, [&](ObjectReader& member) {
        cast.push_back({member.required_text("name").value_or(""), member.text("role")});
    });
    return cast;
}

}  // namespace

void write_description(const MovieDescription& description, TextWriter& writer) {
    writer.name("title").text(description.title);
    writer.name("original_title").text_or_null(description.original_title);
    write_texts(description.alternative_titles, writer.name("alternative_titles"));
    writer.name("description").text_or_null(description.description);
    writer.name("release_year").number_or_null(description.release_year);
    writer.name("runtime_minutes").number_or_null(description.runtime_minutes);
    write_texts(description.genres, writer.name("genres"));
    write_texts(description.directors, writer.name("directors"));
    write_cast(description.cast, writer.name("cast"));
    write_texts(description.keywords, writer.name("keywords"));
    writer.name("poster_url").text_or_null(description.poster_url);
    writer.name("external_ids").open_object();
    for (const auto& [provider, id] : description.external_ids) writer.name(provider).text(id);
    writer.close_object();
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
    TextWriter written;
    write_description(description, written.open_object());
    const auto before = nlohmann::json::parse(written.close_object().take());
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
