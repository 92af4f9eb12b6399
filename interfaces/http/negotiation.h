#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace marquee::http {

class Headers;

/// How a document is written; its values are the same in each form.
enum class Form { json, msgpack, cbor };

inline constexpr std::size_t kForms = 3;

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kProblemType = "application/problem+json";
/// The media types that documents are to be had in, as a client may read them.
inline constexpr std::string_view kOfferedTypes =
    "application/json, application/msgpack, application/cbor";

/// The form that a media type, without parameters and in any case, names.
std::optional<Form> form_named(std::string_view media_type);

/// What a client takes, by its Accept and Accept-Encoding (RFC 9110, 12.5). What is malformed in
/// them is passed over, and a field with nothing else in it is as good as none.
struct Wanted {
    /// The form that it likes best, JSON when it does not care, and the name that it has for its
    /// media type. Nothing when it takes none of ours.
    std::optional<Form> form = Form::json;
    std::string_view media_type = kJsonType;
    /// By form: whether it takes it at all.
    std::array<bool, kForms> takes = {true, true, true};
    /// Whether it takes the content coding, and whether it likes it at least as well as none.
    bool takes_gzip = false;
    bool prefers_gzip = false;
    /// Whether it takes brotli, and likes it at least as well as the others.
    bool prefers_brotli = false;
    /// Whether it takes an answer without a content coding.
    bool takes_identity = true;

    bool takes_form(Form asked) const { return takes[static_cast<std::size_t>(asked)]; }
};

Wanted wanted(const Headers& headers);

}  // namespace marquee::http
