#include "interfaces/json/document_builder.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"
#include "interfaces/json/json_body.h"

namespace marquee::json {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::invalid, message);
}

/// What a failure of the parser's reader of binary forms means, to follow "not valid CBOR: ".
std::string meaning_of(int failure, bool at_end) {
    constexpr int kUnexpectedEnd = 110;
    constexpr int kNoText = 113;
    if (failure == kUnexpectedEnd)
        return at_end ? "it ends too early" : "something follows its end";
    if (failure == kNoText) return "only texts name fields";
    return "no value that JSON has starts like this";
}

}  // namespace

std::string_view name_of(Syntax syntax) {
    switch (syntax) {
        case Syntax::json:
            return "JSON";
        case Syntax::msgpack:
            return "MessagePack";
        case Syntax::cbor:
            return "CBOR";
    }
    throw std::logic_error("a syntax without a name");
}

bool DocumentBuilder::null() {
    return add(json());
}

bool DocumentBuilder::boolean(bool value) {
    return add(json(value));
}

bool DocumentBuilder::number_integer(number_integer_t value) {
    return add(json(value));
}

bool DocumentBuilder::number_unsigned(number_unsigned_t value) {
    return add(json(value));
}

bool DocumentBuilder::number_float(number_float_t value, const string_t&) {
    if (!std::isfinite(value)) blame("must be a number, not infinity or NaN");
    return add(json(value));
}

bool DocumentBuilder::string(string_t& value) {
    check_text(value);
    return add(json(std::move(value)));
}

bool DocumentBuilder::binary(binary_t&) {
    blame("must be something that JSON has; bytes and extensions are not");
}

bool DocumentBuilder::start_object(std::size_t) {
    return open(json::object());
}

bool DocumentBuilder::start_array(std::size_t) {
    return open(json::array());
}

bool DocumentBuilder::end_object() {
    return close();
}

bool DocumentBuilder::end_array() {
    return close();
}

bool DocumentBuilder::key(string_t& name) {
    check_text(name);
    count();
    const auto [field, is_new] = open_.back()->emplace(name, nullptr);
    key_ = std::move(name);
    if (!is_new) throw invalid_field(path(), "is given twice");
    return true;
}

bool DocumentBuilder::parse_error(std::size_t position, const std::string&,
                                  const nlohmann::detail::exception& failure) {
    constexpr int kNumberOverflow = 406;
    if (syntax_ != Syntax::json) {
        refuse("the body is not valid " + std::string(name_of(syntax_)) + ": " + place(position) +
               ": " + meaning_of(failure.id, position > text_.size()));
    }
    const std::string field = path();
    if (failure.id == kNumberOverflow && !field.empty()) {
        // No field of ours is anything but a whole number, and no whole number is that large.
        throw invalid_field(field, "must be a whole number");
    }
    refuse("the body is not valid JSON: " + place(position));
}

void DocumentBuilder::count() {
    if (++values_ > kMaxValues) {
        refuse("the body has more than " + std::to_string(kMaxValues) + " values");
    }
}

bool DocumentBuilder::add(json value) {
    place_value(std::move(value));
    return true;
}

json* DocumentBuilder::place_value(json value) {
    count();
    if (open_.empty()) {
        root_ = std::move(value);
        return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
        parent.push_back(std::move(value));
        return &parent.back();
    }
    json& field = parent[key_];
    field = std::move(value);
    return &field;
}

bool DocumentBuilder::open(json container) {
    if (open_.size() == kMaxDepth) {
        refuse("the body is nested more than " + std::to_string(kMaxDepth) + " deep");
    }
    json* placed = place_value(std::move(container));
    keys_.push_back(std::exchange(key_, {}));
    open_.push_back(placed);
    return true;
}

bool DocumentBuilder::close() {
    open_.pop_back();
    key_ = std::move(keys_.back());
    keys_.pop_back();
    return true;
}

void DocumentBuilder::check_text(const std::string& text) const {
    // All of a JSON text was looked at before.
    if (syntax_ != Syntax::json && !code_points(text)) blame("must be valid UTF-8");
}

void DocumentBuilder::blame(const std::string& message) const {
    const std::string field = path();
    if (field.empty()) refuse("the body " + message);
    throw invalid_field(field, message);
}

std::string DocumentBuilder::path() const {
    std::string result;
    for (std::size_t i = 0; i < open_.size(); ++i) {
        if (open_[i]->is_array()) {
            // An element that is open is the last one already; a failed number is not there.
            const std::size_t size = open_[i]->size();
            const bool innermost = i + 1 == open_.size();
            result += "[" + std::to_string(innermost ? size : size - 1) + "]";
            continue;
        }
        const std::string& name = i + 1 < keys_.size() ? keys_[i + 1] : key_;
        result += (result.empty() ? "" : ".") + name;
    }
    return result;
}

std::string DocumentBuilder::place(std::size_t position) const {
    if (syntax_ != Syntax::json) return "byte " + std::to_string(position);
    const std::string_view before = text_.substr(0, position > 0 ? position - 1 : 0);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    // npos + 1 is 0: without a line feed, columns count from the start.
    const std::size_t column = before.size() - (before.rfind('\n') + 1);
    return "line " + std::to_string(lines + 1) + ", byte " + std::to_string(column + 1);
}

}  // namespace marquee::json
