#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::http {

/// The parameters of a query ("a=1&b=x%20y"), decoded. Throws Error(invalid) for one that is not
/// among `known`, one that is there twice without being among `repeatable`, and one that is not
/// properly encoded UTF-8.
std::multimap<std::string, std::string, std::less<>> parse_query(
    std::string_view raw_query, const std::vector<std::string>& known,
    const std::vector<std::string>& repeatable = {});

}  // namespace marquee::http
