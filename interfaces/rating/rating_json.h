#pragma once

#include <string>
#include <vector>

#include "nlohmann/json_fwd.hpp"

#include "domain/rating/rating.h"
#include "domain/rating/rating_change.h"

namespace marquee::json {
class TextWriter;
}

namespace marquee::rating {

struct Standing;

/// Adds the record's two fields to the object that `writer` is at.
void write_record(const Record& record, json::TextWriter& writer);

/// Adds the summary's fields to the object that `writer` is at; averages are null without ratings.
void write_standing(const Standing& standing, json::TextWriter& writer);

/// The score that {"score": 8} has. Throws Error(invalid).
Score read_score(const std::string& body);

/// The changes of a batch. Throws Error(invalid) with all that is wrong, such as
/// `changes[17].score`.
std::vector<RatingChange> read_changes(const std::string& body);

nlohmann::ordered_json effects_json(const std::vector<ChangeEffect>& effects);

}  // namespace marquee::rating
