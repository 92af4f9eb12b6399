#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interfaces/http/negotiation.h"

namespace marquee::http {

/// An entity tag (RFC 9110, 8.8.3). Those made here name a version, and behind it the
/// representation: nothing for JSON as it is, "-cbor", "-gzip", "-msgpack-gzip".
struct EntityTag {
    bool weak = false;
    /// All of it, without the quotes.
    std::string_view opaque;
    /// What it names.
    std::string_view version;
    Form form = Form::json;
    bool gzip = false;
};

/// The tags of a list such as `"a", W/"b"`; nothing when it is not one. They point into `list`.
std::optional<std::vector<EntityTag>> parse_tags(std::string_view list);

/// `tag`, which names a version and is in its quotes, for this representation of it.
std::string tag_of_form(std::string_view tag, Form form);
std::string tag_of_gzip(std::string_view tag);

}  // namespace marquee::http
