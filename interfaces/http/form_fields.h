#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace marquee::http {

/// The fields of a body of application/x-www-form-urlencoded, decoded.
using FormFields = std::map<std::string, std::string, std::less<>>;

/// Why a body is none: a sentence in ASCII, without anything that the client sent.
struct MalformedForm {
    std::string why;
};

/// More fields than these are not taken.
inline constexpr std::size_t kMostFormFields = 100;

/// Strict, so that nobody in between can understand the body differently: each field has a name and
/// a "=", none is there twice, no escape is broken, and all is UTF-8 once it is decoded.
std::variant<FormFields, MalformedForm> parse_form(std::string_view body);

}  // namespace marquee::http
