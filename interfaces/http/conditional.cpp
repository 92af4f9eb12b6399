#include "interfaces/http/conditional.h"

#include <charconv>
#include <optional>
#include <sodium.h>
#include <stdexcept>
#include <utility>
#include <vector>

#include "domain/shared/error.h"
#include "interfaces/http/entity_tag.h"
#include "interfaces/http/field_value.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/response_fields.h"

namespace marquee::http {
namespace {

std::string hex(Revision revision) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, revision, 16).ptr;
    return std::string(digits, end);
}

/// By BLAKE2b, in less time than by what Poco has: it is made of each answer.
std::string digest(std::string_view body) {
    static const bool is_ready = sodium_init() >= 0;
    if (!is_ready) throw std::runtime_error("libsodium can't be used");
    constexpr std::size_t kBytes = 8;
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(body.data()),
                       body.size(), nullptr, 0);
    char digits[2 * kBytes + 1];
    return sodium_bin2hex(digits, sizeof digits, hash, kBytes);
}

/// The revision in a tag of ours.
std::optional<Revision> revision_in(const EntityTag& tag) {
    if (tag.weak) return std::nullopt;
    const std::string_view digits = tag.version.substr(0, tag.version.find('.'));
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
    for (const EntityTag& tag : *tags) {
        if (const auto revision = revision_in(tag)) revisions.push_back(*revision);
    }
    return revisions;
}

/// Whether the client would take the representation that the tag names: if not, it must not be
/// told to use what it has.
bool takes(const Wanted& wanted, const Response& response, const EntityTag& tag) {
    // What is not negotiated is in its one form for all.
    const bool negotiated = response.content_type == kJsonType && wanted.form;
    return (negotiated ? wanted.takes_form(tag.form) : tag.form == Form::json) &&
           (tag.gzip ? wanted.takes_gzip : wanted.takes_identity);
}

/// The tag with which the client already has what `response` says, or nothing.
std::optional<std::string> known_tag(const Request& request, const Response& response) {
    const auto none_match = request.headers.joined("If-None-Match");
    const std::string* etag = none_match ? find_field(response, "ETag") : nullptr;
    if (!etag) return std::nullopt;
    const Wanted wanted = http::wanted(request.headers);
    if (trimmed(*none_match) == "*") return tag_of_form(*etag, wanted.form.value_or(Form::json));
    const auto own = parse_tags(*etag);
    const auto tags = parse_tags(*none_match);
    if (!own || !tags) return std::nullopt;
    for (const EntityTag& tag : *tags) {
        if (tag.version == own->front().version && takes(wanted, response, tag)) {
            return '"' + std::string(tag.opaque) + '"';
        }
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
    if (response.status != 200) return response;
    auto known = known_tag(request, response);
    if (!known) return response;
    Response unchanged;
    unchanged.status = 304;
    unchanged.with("ETag", *std::move(known));
    for (const char* kept : {"Vary", "Cache-Control", "Expires", "Content-Location"}) {
        if (const std::string* value = find_field(response, kept)) unchanged.with(kept, *value);
    }
    return unchanged;
}

}  // namespace marquee::http
