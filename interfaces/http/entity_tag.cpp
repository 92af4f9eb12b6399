#include "interfaces/http/entity_tag.h"

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::string_view kGzip = "-gzip";
constexpr std::string_view kMsgpack = "-msgpack";
constexpr std::string_view kCbor = "-cbor";

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

EntityTag tag_of(std::string_view opaque, bool weak) {
    EntityTag tag;
    tag.weak = weak;
    tag.opaque = opaque;
    tag.version = opaque;
    tag.gzip = take_suffix(tag.version, kGzip);
    if (take_suffix(tag.version, kMsgpack)) {
        tag.form = Form::msgpack;
    } else if (take_suffix(tag.version, kCbor)) {
        tag.form = Form::cbor;
    }
    return tag;
}

std::string with_suffix(std::string_view tag, std::string_view suffix) {
    std::string result(tag);
    return result.insert(result.size() - 1, suffix);
}

}  // namespace

std::optional<std::vector<EntityTag>> parse_tags(std::string_view list) {
    std::vector<EntityTag> tags;
    for (list = trimmed(list); !list.empty();) {
        const bool weak = list.starts_with("W/");
        if (weak) list.remove_prefix(2);
        if (!list.starts_with('"')) return std::nullopt;
        const std::size_t end = list.find('"', 1);
        if (end == std::string_view::npos) return std::nullopt;
        tags.push_back(tag_of(list.substr(1, end - 1), weak));
        list = trimmed(list.substr(end + 1));
        if (list.empty()) break;
        if (!list.starts_with(',')) return std::nullopt;
        list = trimmed(list.substr(1));
        if (list.empty()) return std::nullopt;
    }
    if (tags.empty()) return std::nullopt;
    return tags;
}

std::string tag_of_form(std::string_view tag, Form form) {
    switch (form) {
        case Form::json:
            return std::string(tag);
        case Form::msgpack:
            return with_suffix(tag, kMsgpack);
        case Form::cbor:
            return with_suffix(tag, kCbor);
    }
    return std::string(tag);
}

std::string tag_of_gzip(std::string_view tag) {
    return with_suffix(tag, kGzip);
}

}  // namespace marquee::http
