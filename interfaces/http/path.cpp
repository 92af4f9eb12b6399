#include "interfaces/http/path.h"

#include <algorithm>
#include <stdexcept>

#include "interfaces/http/percent_encoding.h"

namespace marquee::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    segments.reserve(static_cast<std::size_t>(std::ranges::count(path, '/')));
    path.remove_prefix(1);
    if (path.empty()) return segments;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/')) {
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    segments.push_back(path);
    return segments;
}

bool is_name(std::string_view segment) {
    return segment.starts_with('{');
}

bool is_segment(std::string_view decoded) {
    return !decoded.empty() && decoded != "." && decoded != ".." &&
           decoded.find('/') == decoded.npos && decoded.find('\0') == decoded.npos;
}

}  // namespace

std::vector<std::string> pattern_segments(std::string_view pattern) {
    const auto fail = [&] { throw std::logic_error("bad pattern: " + std::string(pattern)); };
    if (!pattern.starts_with('/')) fail();
    std::vector<std::string> segments;
    for (const std::string_view segment : split(pattern)) {
        const bool well_formed =
            is_name(segment) ? segment.size() > 2 && segment.find('}') == segment.size() - 1
                             : !segment.empty() && segment.find_first_of("{}%") == segment.npos;
        if (!well_formed) fail();
        if (is_name(segment) &&
            std::find(segments.begin(), segments.end(), segment) != segments.end()) {
            fail();
        }
        segments.emplace_back(segment);
    }
    return segments;
}

std::optional<std::vector<std::string>> decoded_path(std::string_view raw_path) {
    if (!raw_path.starts_with('/')) return std::nullopt;
    const auto raw_segments = split(raw_path);
    std::vector<std::string> segments;
    segments.reserve(raw_segments.size());
    for (const std::string_view raw : raw_segments) {
        auto segment = percent_decoded(raw);
        if (!segment || !is_segment(*segment)) return std::nullopt;
        segments.push_back(*std::move(segment));
    }
    return segments;
}

bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const std::string& x, const std::string& y) {
                          return x == y || (is_name(x) && is_name(y));
                      });
}

bool more_literal(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const std::string& x, const std::string& y) { return !is_name(x) && is_name(y); });
}

bool path_matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                      [](const std::string& expected, const std::string& segment) {
                          return is_name(expected) || expected == segment;
                      });
}

std::map<std::string, std::string, std::less<>> path_parameters(
    const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    std::map<std::string, std::string, std::less<>> parameters;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_name(pattern[i])) {
            parameters.emplace(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
        }
    }
    return parameters;
}

}  // namespace marquee::http
