#include "interfaces/http/conditional.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "Poco/SHA1Engine.h"

#include "domain/shared/error.h"
#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

struct Tag {
    bool weak = false;
    /// Without the quotes.
    std::string_view opaque;
};

std::string hex(Revision revision) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, revision, 16).ptr;
    return std::string(digits, end);
}

std::string digest(std::string_view body) {
    Poco::SHA1Engine engine;
    engine.update(body.data(), body.size());
    return Poco::DigestEngine::digestToHex(engine.digest()).substr(0, 16);
}

/// The tags of a list such as `"a", W/"b"`; nothing when it is not one.
std::optional<std::vector<Tag>> parse_tags(std::string_view list) {
    std::vector<Tag> tags;
    for (list = trimmed(list); !list.empty();) {
        Tag tag;
        if (list.starts_with("W/")) {
            tag.weak = true;
            list.remove_prefix(2);
        }
        if (!list.starts_with('"')) return std::nullopt;
        const std::size_t end = list.find('"', 1);
        if (end == std::string_view::npos) return std::nullopt;
        tag.opaque = list.substr(1, end - 1);
        tags.push_back(tag);
        list = trimmed(list.substr(end + 1));
        if (list.empty()) break;
        if (!list.starts_with(',')) return std::nullopt;
        list = trimmed(list.substr(1));
        if (list.empty()) return std::nullopt;
    }
    if (tags.empty()) return std::nullopt;
    return tags;
}

/// The revision in a tag of ours.
std::optional<Revision> revision_in(const Tag& tag) {
    if (tag.weak) return std::nullopt;
    const std::string_view digits = tag.opaque.substr(0, tag.opaque.find('.'));
    Revision revision = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, revision, 16);
    if (error != std::errc() || stop != end || hex(revision) != digits) return std::nullopt;
    return revision;
}

std::vector<Revision> revisions_in(std::string_view list) {
    const auto tags = parse_tags(list);
    if (!tags) {
        throw Error(ErrorCode::invalid,
                    "If-Match has to be * or the ETag of an earlier answer, in its quotes");
    }
    std::vector<Revision> revisions;
    for (const Tag& tag : *tags) {
        if (const auto revision = revision_in(tag)) revisions.push_back(*revision);
    }
    return revisions;
}

std::optional<std::string> header(const Response& response, std::string_view name) {
    for (const auto& [field, value] : response.headers) {
        if (same_ignoring_case(field, name)) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string etag_of(Revision revision) {
    return '"' + hex(revision) + '"';
}

std::string etag_of(Revision revision, std::string_view body) {
    return '"' + hex(revision) + '.' + digest(body) + '"';
}

// No hexadecimal number comes before the dot, so that it is never taken for a revision.
std::string etag_of(std::string_view body) {
    return "\"body." + digest(body) + '"';
}

Precondition precondition_of(const Request& request) {
    Precondition precondition;
    const auto match = request.headers.joined("If-Match");
    const auto none_match = request.headers.joined("If-None-Match");
    if (match && none_match) {
        throw Error(ErrorCode::invalid, "If-Match and If-None-Match contradict each other");
    }
    if (none_match) {
        if (trimmed(*none_match) != "*") {
            throw Error(ErrorCode::invalid,
                        "If-None-Match on a write has to be *, for \"only if it does not exist\"");
        }
        precondition.existence = Precondition::Existence::must_not_exist;
    }
    if (match) {
        if (trimmed(*match) == "*") {
            precondition.existence = Precondition::Existence::must_exist;
        } else {
            precondition.revisions = revisions_in(*match);
        }
    }
    return precondition;
}

Response not_modified_or(const Request& request, Response response) {
    if (request.method != "GET" && request.method != "HEAD") return response;
    const auto none_match = request.headers.joined("If-None-Match");
    const auto etag = header(response, "ETag");
    if (response.status != 200 || !none_match || !etag) return response;
    if (trimmed(*none_match) != "*") {
        const auto own = parse_tags(*etag);
        const auto tags = parse_tags(*none_match);
        if (!own || !tags || std::none_of(tags->begin(), tags->end(), [&](const Tag& tag) {
                return tag.opaque == own->front().opaque;
            })) {
            return response;
        }
    }
    Response unchanged;
    unchanged.status = 304;
    for (const char* kept : {"ETag", "Vary", "Cache-Control", "Expires", "Content-Location"}) {
        if (auto value = header(response, kept)) unchanged.with(kept, *std::move(value));
    }
    return unchanged;
}

}  // namespace marquee::http
