#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "interfaces/http/problem.h"
#include "interfaces/http/request.h"

namespace marquee::http {

/// What the first part of a request says, up to the empty line.
struct Head {
    std::string method;
    std::string raw_path;
    std::string raw_query;
    Headers headers;
    /// The request's HTTP version is 1.`minor_version`.
    int minor_version = 1;
    bool chunked = false;
    std::size_t content_length = 0;
    bool keep_alive = true;
    bool expects_continue = false;
};

/// The largest head and its largest first line, in bytes; the most fields it may have.
inline constexpr std::size_t kHeadLimit = 64 * 1024;
inline constexpr std::size_t kRequestLineLimit = 16 * 1024;
inline constexpr std::size_t kFieldLimit = 100;

/// Where the head at the start of `bytes` ends, past its empty line, or nothing when more is
/// needed. It is known not to end at a line feed before `from`. Lines that end in a bare line feed
/// are seen too: parse_head refuses them at once, rather than let the client wait for an answer.
std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t from = 0);

/// Reads a whole head, its empty line included. Strict, so that no server in front of this one can
/// understand it differently: no folded fields, no bare line feeds, no doubt about where the body
/// ends (RFC 9112).
std::variant<Head, Refused> parse_head(std::string_view bytes);

}  // namespace marquee::http
