#include "interfaces/json/json_body.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::json {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::invalid, message);
}

/// Builds the document from the parser's events. The parser's own builder takes the last of
/// several fields of one name, and any depth.
class DocumentBuilder : public nlohmann::json_sax<json> {
public:
    explicit DocumentBuilder(std::string_view text) : text_(text) {}

    bool null() override { return add(json()); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)); }
    bool number_float(number_float_t value, const string_t&) override { return add(json(value)); }
    bool string(string_t& value) override { return add(json(std::move(value))); }
    bool binary(binary_t& value) override { return add(json(std::move(value))); }

    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        count();
        const auto [field, is_new] = open_.back()->emplace(name, nullptr);
        key_ = std::move(name);
        if (!is_new) throw invalid_field(path(), "is given twice");
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& failure) override {
        constexpr int kNumberOverflow = 406;
        const std::string field = path();
        if (failure.id == kNumberOverflow && !field.empty()) {
            // No field of ours is anything but a whole number, and no whole number is that large.
            throw invalid_field(field, "must be a whole number");
        }
        refuse("the body is not valid JSON: " + place(position));
    }

    json take() { return std::move(root_); }

private:
    void count() {
        if (++values_ > kMaxValues) {
            refuse("the body has more than " + std::to_string(kMaxValues) + " values");
        }
    }

    bool add(json value) {
        place_value(std::move(value));
        return true;
    }

    json* place_value(json value) {
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

    bool open(json container) {
        if (open_.size() == kMaxDepth) {
            refuse("the body is nested more than " + std::to_string(kMaxDepth) + " deep");
        }
        json* placed = place_value(std::move(container));
        keys_.push_back(std::exchange(key_, {}));
        open_.push_back(placed);
        return true;
    }

    bool close() {
        open_.pop_back();
        key_ = std::move(keys_.back());
        keys_.pop_back();
        return true;
    }

    /// Where the parser is, such as "cast[3].name".
    std::string path() const {
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

    std::string place(std::size_t position) const {
        const std::string_view before = text_.substr(0, position > 0 ? position - 1 : 0);
        const auto lines = std::count(before.begin(), before.end(), '\n');
        // npos + 1 is 0: without a line feed, columns count from the start.
        const std::size_t column = before.size() - (before.rfind('\n') + 1);
        return "line " + std::to_string(lines + 1) + ", byte " + std::to_string(column + 1);
    }

    std::string_view text_;
    json root_;
    /// The containers that are open, outermost first, and for each the field that it is the value
    /// of.
    std::vector<json*> open_;
    std::vector<std::string> keys_;
    /// The field whose value comes next, in the innermost object.
    std::string key_;
    std::size_t values_ = 0;
};

}  // namespace

nlohmann::json parse_object(std::string_view body) {
    if (!code_points(body)) refuse("the body is not valid UTF-8");
    DocumentBuilder builder(body);
    json::sax_parse(body.begin(), body.end(), &builder);
    json document = builder.take();
    if (!document.is_object()) refuse("the body must be a JSON object");
    return document;
}

}  // namespace marquee::json
