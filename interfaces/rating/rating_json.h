#pragma once

#include <string>
#include <vector>

#include "nlohmann/json_fwd.hpp"

#include "domain/rating/rating.h"
#include "domain/rating/rating_change.h"

namespace marquee::rating {

struct Standing;

nlohmann::ordered_json record_json(const Record& record);

/// Adds the summary's fields to `object`; averages are null without ratings.
void write_standing(const Standing& standing, nlohmann::ordered_json& object);

/// The score that {"score": 8} has. Throws Error(invalid).
Score read_score(const std::string& body);

/// The changes of a batch. Throws Error(invalid) with all that is wrong, such as
/// `changes[17].score`.
std::vector<RatingChange> read_changes(const std::string& body);

nlohmann::ordered_json effects_json(const std::vector<ChangeEffect>& effects);

}  // namespace marquee::rating
