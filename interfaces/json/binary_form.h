#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace marquee::json {

/// The forms of a document that are not text.
enum class BinaryForm { msgpack, cbor };

/// The document that a client sent in this form as JSON text, at most eight times as long. Holds it
/// to all that parse_object() does but that it be an object, and throws Error(invalid) for more
/// that JSON has not: bytes, extensions and tags, infinity and NaN, fields that are not named by
/// text, invalid UTF-8; for bytes after its end, and for lengths beyond it.
std::string json_text_of(std::string_view body, BinaryForm form);

/// The JSON document `text` in this form, or nothing when it is no JSON.
std::optional<std::string> binary_of(std::string_view text, BinaryForm form);

}  // namespace marquee::json
