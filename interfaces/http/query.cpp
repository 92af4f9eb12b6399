#include "interfaces/http/query.h"

#include <algorithm>
#include <optional>

#include "domain/shared/error.h"
#include "interfaces/http/percent_encoding.h"

namespace marquee::http {
namespace {

std::string decoded(std::string_view text) {
    auto plain = percent_decoded(text, Plus::space);
    if (!plain) {
        // Not quoted: somebody may have put a password there.
        throw Error(ErrorCode::invalid, "the query is not percent-encoded UTF-8");
    }
    return *std::move(plain);
}

std::string advice(const std::vector<std::string>& known) {
    if (known.empty()) return "is not known; this takes no query parameters";
    std::string names;
    for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
    return "is not known; the query parameters here are: " + names;
}

}  // namespace

std::multimap<std::string, std::string, std::less<>> parse_query(
    std::string_view raw_query, const std::vector<std::string>& known,
    const std::vector<std::string>& repeatable) {
    const auto is_among = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    std::multimap<std::string, std::string, std::less<>> parameters;
    while (!raw_query.empty()) {
        const std::size_t end = std::min(raw_query.find('&'), raw_query.size());
        const std::string_view pair = raw_query.substr(0, end);
        raw_query.remove_prefix(std::min(end + 1, raw_query.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string name = decoded(pair.substr(0, equals));
        const std::string value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!is_among(known, name)) throw invalid_field(name, advice(known));
        if (parameters.contains(name) && !is_among(repeatable, name)) {
            throw invalid_field(name, "is there more than once");
        }
        parameters.emplace(name, value);
    }
    return parameters;
}

}  // namespace marquee::http
