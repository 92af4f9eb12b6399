#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace marquee::discovery {

/// How etcd's gateway writes things as JSON. What reads throws Error `unavailable` for what etcd
/// would not write.

/// The object that `text` is.
nlohmann::json parse_object(const std::string& text);

/// The member of that name; null when there is none, which stands for whatever is empty or 0.
const nlohmann::json& member(const nlohmann::json& object, const char* name);
/// The integer that the member is, as a number or a string.
std::int64_t integer(const nlohmann::json& object, const char* name);
bool boolean(const nlohmann::json& object, const char* name);
std::string text(const nlohmann::json& object, const char* name);
/// The bytes that the member has in base64.
std::string bytes(const nlohmann::json& object, const char* name);

std::string base64(std::string_view bytes);

/// What somebody else wrote, fit for a line of the log.
std::string one_line(const std::string& text);

}  // namespace marquee::discovery
