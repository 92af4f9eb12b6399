#include "interfaces/json/object_reader.h"

#include <cmath>
#include <limits>
#include <utility>

#include "nlohmann/json.hpp"

#include "domain/shared/rfc3339.h"
#include "interfaces/text/nfc.h"

namespace marquee::json {
namespace {

/// Up to here every whole number is a double of its own.
constexpr double kLargestExactDouble = 9007199254740992.0;

std::optional<std::int64_t> whole(const nlohmann::json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_number_float()) return std::nullopt;
    const double number = value.get<double>();
    if (std::trunc(number) != number || std::abs(number) > kLargestExactDouble) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::string entry(const std::string& name, std::size_t index) {
    return name + "[" + std::to_string(index) + "]";
}

}  // namespace

ObjectReader::ObjectReader(const nlohmann::json& object) : object_(object), errors_(&own_errors_) {}

ObjectReader::ObjectReader(const nlohmann::json& object, std::string prefix,
                           std::vector<FieldError>& errors)
    : object_(object), prefix_(std::move(prefix)), errors_(&errors) {}

std::optional<std::string> ObjectReader::text(const std::string& name) {
    const auto* value = find(name);
    return value ? text_in(*value, name) : std::nullopt;
}

std::optional<std::int64_t> ObjectReader::whole_number(const std::string& name) {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    const auto number = whole(*value);
    if (!number) blame(name, "must be a whole number");
    return number;
}

std::optional<int> ObjectReader::small_whole_number(const std::string& name) {
    const auto number = whole_number(name);
    if (!number) return std::nullopt;
    if (!std::in_range<int>(*number)) {
        blame(name, "must be a whole number of a sensible size");
        return std::nullopt;
    }
    return static_cast<int>(*number);
}

std::optional<bool> ObjectReader::flag(const std::string& name) {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    blame(name, "must be true or false");
    return std::nullopt;
}

std::optional<Timestamp> ObjectReader::time(const std::string& name) {
    const auto written = text(name);
    if (!written) return std::nullopt;
    const auto time = parse_time(*written);
    if (!time) blame(name, "must be a time such as 2026-11-20T12:00:00Z");
    return time;
}

std::vector<std::string> ObjectReader::texts(const std::string& name) {
    std::vector<std::string> result;
    const auto* values = array(name);
    if (!values) return result;
    for (std::size_t i = 0; i < values->size(); ++i) {
        result.push_back(text_in((*values)[i], entry(name, i)).value_or(""));
    }
    return result;
}

std::map<std::string, std::string> ObjectReader::text_map(const std::string& name) {
    std::map<std::string, std::string> result;
    const auto* values = find(name);
    if (!values) return result;
    if (!values->is_object()) {
        blame(name, "must be an object");
        return result;
    }
    for (const auto& [key, value] : values->items()) {
        if (value.is_null()) continue;
        if (auto text = text_in(value, name + "." + key)) result.emplace(key, *std::move(text));
    }
    return result;
}

void ObjectReader::objects(const std::string& name, std::size_t most,
                           const std::function<void(ObjectReader&)>& read) {
    const auto* values = array(name);
    if (!values) return;
    if (values->size() > most) {
        blame(name, "must have at most " + std::to_string(most) + " entries, not " +
                        std::to_string(values->size()));
        return;
    }
    for (std::size_t i = 0; i < values->size(); ++i) {
        if (!(*values)[i].is_object()) {
            blame(entry(name, i), "must be an object");
            continue;
        }
        ObjectReader element((*values)[i], prefix_ + entry(name, i) + ".", *errors_);
        read(element);
        element.refuse_unknown();
    }
}

std::optional<std::string> ObjectReader::required_text(const std::string& name) {
    return require(name) ? text(name) : std::nullopt;
}

std::optional<std::int64_t> ObjectReader::required_whole_number(const std::string& name) {
    return require(name) ? whole_number(name) : std::nullopt;
}

std::vector<std::string> ObjectReader::required_texts(const std::string& name) {
    return require(name) ? texts(name) : std::vector<std::string>();
}

void ObjectReader::forbid(const std::string& name, const std::string& message) {
    ignore(name);
    if (object_.contains(name)) blame(name, message);
}

void ObjectReader::ignore(const std::string& name) {
    known_.insert(name);
}

void ObjectReader::blame(const std::string& name, const std::string& message) {
    if (errors_->size() < kMaxErrors) errors_->push_back({prefix_ + name, message});
}

void ObjectReader::make(const std::string& name, const std::function<void()>& make) {
    try {
        make();
    } catch (const Error& error) {
        // A value object knows its rule, but not where in the body it stands.
        if (error.code() != ErrorCode::invalid || error.fields().empty()) throw;
        blame(name, error.fields().front().message);
    }
}

bool ObjectReader::require(const std::string& name) {
    const bool present = find(name) != nullptr;
    if (!present) blame(name, "is required");
    return present;
}

void ObjectReader::finish() {
    refuse_unknown();
    if (failed()) throw invalid_fields(std::move(*errors_));
}

const nlohmann::json* ObjectReader::find(const std::string& name) {
    known_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const nlohmann::json* ObjectReader::array(const std::string& name) {
    const auto* values = find(name);
    if (!values || values->is_array()) return values;
    blame(name, "must be an array");
    return nullptr;
}

std::optional<std::string> ObjectReader::text_in(const nlohmann::json& value,
                                                 const std::string& name) {
    if (value.is_string()) return to_nfc(value.get<std::string>());
    blame(name, "must be a string");
    return std::nullopt;
}

void ObjectReader::refuse_unknown() {
    for (const auto& field : object_.items()) {
        if (!known_.contains(field.key())) blame(field.key(), "is not a field that exists here");
    }
}

}  // namespace marquee::json
