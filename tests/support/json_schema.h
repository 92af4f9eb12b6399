#pragma once

#include <string>
#include <vector>

#include "nlohmann/json_fwd.hpp"

namespace marquee::test {

/// What is wrong with `value` by a schema of JSON Schema 2020-12, each finding with its place;
/// empty when nothing is. `root` is the document that the schema's references point into.
///
/// Knows the keywords that the OpenAPI document uses, and throws std::logic_error for any other, so
/// that none is taken for checked that is not. Stricter than the standard in one thing: an object
/// has no fields but those that its schemas name, unless they have additionalProperties. Without
/// that, a field that nobody described would never be noticed.
std::vector<std::string> schema_findings(const nlohmann::json& root, const nlohmann::json& schema,
                                         const nlohmann::json& value);

}  // namespace marquee::test
