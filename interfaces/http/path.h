#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::http {

/// The segments of a route's pattern, "/v1/movies/{id}". Throws std::logic_error for a pattern that
/// no path can match, or that has the same {name} twice.
std::vector<std::string> pattern_segments(std::string_view pattern);

/// The decoded segments of a path as it was sent; none for "/". Nothing when it does not start with
/// "/", has an empty, "." or ".." segment, or one that is not percent-encoded UTF-8 or that hides a
/// "/" or NUL.
std::optional<std::vector<std::string>> decoded_path(std::string_view raw_path);

/// Whether the patterns match the same paths: they are the same but for the names in braces.
bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b);

/// Whether `a` is asked before `b` when both match: it has a literal where `b` first has a {name}.
bool more_literal(const std::vector<std::string>& a, const std::vector<std::string>& b);

bool path_matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path);

/// The values of the pattern's {names} in a path that matches it.
std::map<std::string, std::string, std::less<>> path_parameters(
    const std::vector<std::string>& pattern, const std::vector<std::string>& path);

}  // namespace marquee::http
