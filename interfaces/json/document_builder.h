#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"

namespace marquee::json {

/// How a body is written.
enum class Syntax { json, msgpack, cbor };

/// The syntax's name, as people know it.
std::string_view name_of(Syntax syntax);

/// Builds the document that a client sent from the parser's events, and throws Error(invalid) for
/// what parse_object() and json_text_of() refuse. The parser's own builder takes the last of
/// several fields of one name, and any depth.
class DocumentBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    /// `text` outlives the builder; as JSON it has to be valid UTF-8.
    DocumentBuilder(std::string_view text, Syntax syntax) : text_(text), syntax_(syntax) {}

    bool null() override;
    bool boolean(bool value) override;
    bool number_integer(number_integer_t value) override;
    bool number_unsigned(number_unsigned_t value) override;
    bool number_float(number_float_t value, const string_t& text) override;
    bool string(string_t& value) override;
    bool binary(binary_t& value) override;

    bool start_object(std::size_t count) override;
    bool start_array(std::size_t count) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool end_array() override;

    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& failure) override;

    nlohmann::json take() { return std::move(root_); }

private:
    void count();
    bool add(nlohmann::json value);
    nlohmann::json* place_value(nlohmann::json value);
    bool open(nlohmann::json container);
    bool close();
    /// Throws for what is no text.
    void check_text(const std::string& text) const;
    /// Throws, blaming the value that comes next.
    [[noreturn]] void blame(const std::string& message) const;
    /// Where the parser is, such as "cast[3].name".
    std::string path() const;
    /// Where in the body `position` is: by line and byte in JSON, by byte in the binary forms.
    std::string place(std::size_t position) const;

    std::string_view text_;
    Syntax syntax_;
    nlohmann::json root_;
    /// The containers that are open, outermost first, and for each the field that it is the value
    /// of.
    std::vector<nlohmann::json*> open_;
    std::vector<std::string> keys_;
    /// The field whose value comes next, in the innermost object.
    std::string key_;
    std::size_t values_ = 0;
};

}  // namespace marquee::json
