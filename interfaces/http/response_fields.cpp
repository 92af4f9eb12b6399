#include "interfaces/http/response_fields.h"

#include <algorithm>
#include <utility>

#include "interfaces/http/field_value.h"

namespace marquee::http {

const std::string* find_field(const Response& response, std::string_view name) {
    for (const auto& [field, value] : response.headers) {
        if (same_ignoring_case(field, name)) return &value;
    }
    return nullptr;
}

std::string* find_field(Response& response, std::string_view name) {
    return const_cast<std::string*>(find_field(std::as_const(response), name));
}

void add_vary(Response& response, std::string_view name) {
    std::string* vary = find_field(response, "Vary");
    if (!vary) {
        response.with("Vary", std::string(name));
        return;
    }
    const auto known = list_items(*vary);
    const bool there = std::any_of(known.begin(), known.end(), [&](std::string_view one) {
        return one == "*" || same_ignoring_case(one, name);
    });
    if (!there) vary->append(", ").append(name);
}

}  // namespace marquee::http
