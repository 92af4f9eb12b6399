#include "interfaces/http/request.h"

#include <algorithm>
#include <stdexcept>

#include "interfaces/http/field_value.h"

namespace marquee::http {

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [field, value] : fields_) {
        if (same_ignoring_case(field, name)) return value;
    }
    return std::nullopt;
}

std::optional<std::string> Headers::joined(std::string_view name) const {
    std::optional<std::string> all;
    for (const auto& [field, value] : fields_) {
        if (!same_ignoring_case(field, name)) continue;
        all = all ? *all + ", " + value : value;
    }
    return all;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(),
                      [&](const auto& field) { return same_ignoring_case(field.first, name); }));
}

const std::string& Request::path_parameter(std::string_view name) const {
    const auto found = path.find(name);
    if (found == path.end()) {
        throw std::out_of_range("the route has no {" + std::string(name) + "}");
    }
    return found->second;
}

std::optional<std::string> Request::query_parameter(std::string_view name) const {
    const auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Request::query_parameters(std::string_view name) const {
    std::vector<std::string> values;
    const auto [begin, end] = query.equal_range(name);
    for (auto parameter = begin; parameter != end; ++parameter) values.push_back(parameter->second);
    return values;
}

}  // namespace marquee::http
