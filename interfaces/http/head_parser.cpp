#include "interfaces/http/head_parser.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

using MaybeRefused = std::optional<Refused>;

Refused malformed(std::string detail) {
    return {Refusal::malformed_request, std::move(detail)};
}

/// Splits "/path?query", or "http://host/path?query" as proxies send it; "*" is a path of its own.
MaybeRefused parse_target(std::string_view target, Head& head) {
    const bool visible = std::all_of(target.begin(), target.end(),
                                     [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
    if (!visible)
        return malformed("the request target has characters that must be percent-encoded");
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!same_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(std::min(target.find_first_of("/?", scheme.size()), target.size()));
        if (!target.starts_with('/')) {
            head.raw_path = "/";
            if (!target.empty()) head.raw_query = target.substr(1);
            return std::nullopt;
        }
    }
    if (target == "*" && head.method == "OPTIONS") {
        head.raw_path = target;
        return std::nullopt;
    }
    if (!target.starts_with('/')) return malformed("the request target does not start with \"/\"");
    const std::size_t question = std::min(target.find('?'), target.size());
    head.raw_path = target.substr(0, question);
    if (question < target.size()) head.raw_query = target.substr(question + 1);
    return std::nullopt;
}

MaybeRefused parse_request_line(std::string_view line, Head& head) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return malformed("the request line is not \"METHOD /path HTTP/1.1\"");
    }
    head.method = line.substr(0, first);
    if (!is_token(head.method) || head.method.size() > 32) {
        return malformed("the method is not a token of at most 32 characters");
    }
    const std::string_view version = line.substr(last + 1);
    if (!version.starts_with("HTTP/") || version.size() != 8 || version[6] != '.') {
        return malformed("the request line does not end in an HTTP version");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return Refused{Refusal::http_version_not_supported, "this server speaks HTTP/1.1"};
    }
    head.minor_version = version.back() - '0';
    return parse_target(line.substr(first + 1, last - first - 1), head);
}

MaybeRefused parse_field(std::string_view line, Headers& headers) {
    if (line.front() == ' ' || line.front() == '\t') {
        return malformed("a header field goes on in a second line");
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header field has no colon");
    const std::string_view name = line.substr(0, colon);
    if (!is_token(name)) return malformed("a header field has a name that is not a token");
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), is_control)) {
        return malformed("a header field has a control character");
    }
    headers.add(std::string(name), std::string(value));
    return std::nullopt;
}

MaybeRefused check_host(const Head& head) {
    const std::size_t hosts = head.headers.count("Host");
    if (hosts > 1) return malformed("there is more than one Host");
    if (hosts == 0 && head.minor_version >= 1) return malformed("there is no Host");
    const std::string_view host = head.headers.find("Host").value_or("");
    if (host.find_first_of(" \t,/?#@\\") != std::string_view::npos) {
        return malformed("the Host is not one");
    }
    return std::nullopt;
}

/// How long the body is; the rules of RFC 9112 (6.3), with every doubt refused.
MaybeRefused parse_framing(Head& head) {
    const auto coding = head.headers.joined("Transfer-Encoding");
    const std::size_t lengths = head.headers.count("Content-Length");
    if (coding) {
        if (lengths > 0) return malformed("there are both Transfer-Encoding and Content-Length");
        if (head.minor_version < 1) return malformed("HTTP/1.0 has no Transfer-Encoding");
        if (!same_ignoring_case(*coding, "chunked")) {
            return Refused{Refusal::not_implemented, "the only Transfer-Encoding here is chunked"};
        }
        head.chunked = true;
        return std::nullopt;
    }
    if (lengths == 0) return std::nullopt;
    if (lengths > 1) return malformed("there is more than one Content-Length");
    const std::string_view digits = *head.headers.find("Content-Length");
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return malformed("the Content-Length is not a number");
    }
    const char* end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, head.content_length).ec != std::errc()) {
        head.content_length = std::numeric_limits<std::size_t>::max();
    }
    return std::nullopt;
}

MaybeRefused parse_expectation(Head& head) {
    const auto expectation = head.headers.joined("Expect");
    if (!expectation || head.minor_version < 1) return std::nullopt;
    if (!same_ignoring_case(*expectation, "100-continue")) {
        return Refused{Refusal::expectation_failed, "the only expectation known is 100-continue"};
    }
    head.expects_continue = true;
    return std::nullopt;
}

void parse_connection(Head& head) {
    const std::string options = head.headers.joined("Connection").value_or("");
    const auto items = list_items(options);
    const auto has = [&](std::string_view option) {
        return std::any_of(items.begin(), items.end(),
                           [&](std::string_view item) { return same_ignoring_case(item, option); });
    };
    head.keep_alive = !has("close") && (head.minor_version >= 1 || has("keep-alive"));
}

MaybeRefused parse_lines(std::string_view bytes, Head& head) {
    bool first = true;
    for (std::size_t fields = 0; bytes != "\r\n"; ++fields) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos || end == 0 || bytes[end - 1] != '\r') {
            return malformed("a line does not end in carriage return and line feed");
        }
        if (fields > kFieldLimit) {
            return Refused{Refusal::header_fields_too_large,
                           "there are more than " + std::to_string(kFieldLimit) + " header fields"};
        }
        const std::string_view line = bytes.substr(0, end - 1);
        const auto refused =
            first ? parse_request_line(line, head) : parse_field(line, head.headers);
        if (refused) return refused;
        first = false;
        bytes.remove_prefix(end + 1);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t from) {
    for (std::size_t at = bytes.find('\n', from); at != std::string_view::npos;
         at = bytes.find('\n', at + 1)) {
        const std::string_view rest = bytes.substr(at + 1);
        if (rest.starts_with("\n")) return at + 2;
        if (rest.starts_with("\r\n")) return at + 3;
    }
    return std::nullopt;
}

std::variant<Head, Refused> parse_head(std::string_view bytes) {
    Head head;
    auto refused = parse_lines(bytes, head);
    if (!refused) refused = check_host(head);
    if (!refused) refused = parse_framing(head);
    if (!refused) refused = parse_expectation(head);
    if (refused) return *std::move(refused);
    parse_connection(head);
    return head;
}

}  // namespace marquee::http
