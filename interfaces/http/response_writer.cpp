#include "interfaces/http/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "Poco/DateTimeFormat.h"
#include "Poco/DateTimeFormatter.h"
#include "Poco/Net/HTTPResponse.h"
#include "Poco/Timestamp.h"

#include "interfaces/http/field_value.h"
#include "interfaces/http/security_fields.h"

namespace marquee::http {
namespace {

using std::string_view_literals::operator""sv;

/// `value` has no control characters.
void add_own_field(std::string& bytes, std::string_view name, std::string_view value) {
    bytes.append(name).append(": "sv).append(value).append("\r\n"sv);
}

/// A value may come from stored text; a line feed in it must not start another field.
void add_field(std::string& bytes, std::string_view name, std::string_view value) {
    add_own_field(bytes, name, value);
    const auto end = bytes.end() - 2;
    std::replace_if(end - static_cast<std::ptrdiff_t>(value.size()), end, is_control, ' ');
}

void add_status_line(std::string& bytes, int status) {
    using Poco::Net::HTTPResponse;
    const auto known = static_cast<HTTPResponse::HTTPStatus>(status);
    bytes.append("HTTP/1.1 "sv).append(std::to_string(status)).append(" "sv);
    bytes.append(HTTPResponse::getReasonForStatus(known)).append("\r\n"sv);
}

/// The time, made into text once a second by each thread.
const std::string& date() {
    thread_local std::time_t known = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != known) {
        text = Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(now),
                                               Poco::DateTimeFormat::HTTP_FORMAT);
        known = now;
    }
    return text;
}

}  // namespace

bool may_have_body(const Response& response) {
    return response.status != 204 && response.status != 304;
}

std::string chunk_of(std::string_view piece) {
    if (piece.empty()) return {};
    std::array<char, 16> size{};
    char* const end = std::to_chars(size.begin(), size.end(), piece.size(), 16).ptr;
    return std::string(size.begin(), end).append("\r\n").append(piece).append("\r\n");
}

std::string response_head(const Response& response, const ResponseFrame& frame) {
    std::string bytes;
    // With room for a small body behind it.
    bytes.reserve(1024 + (response.body.size() <= 4096 ? response.body.size() : 0));
    add_status_line(bytes, response.status);
    add_own_field(bytes, "Date", date());
    add_own_field(bytes, "X-Request-Id", frame.request_id);
    append_security_fields(response, frame.hsts, bytes);
    if (may_have_body(response)) {
        if (!response.body.empty() || response.more) {
            add_field(bytes, "Content-Type", response.content_type);
        }
        if (!response.more) {
            add_own_field(bytes, "Content-Length", std::to_string(response.body.size()));
        } else if (!frame.old_version) {
            add_field(bytes, "Transfer-Encoding", "chunked");
        }
    }
    for (const auto& [name, value] : response.headers) add_field(bytes, name, value);
    if (frame.close) {
        add_field(bytes, "Connection", "close");
    } else if (frame.old_version) {
        add_field(bytes, "Connection", "keep-alive");
    }
    bytes += "\r\n"sv;
    return bytes;
}

}  // namespace marquee::http
