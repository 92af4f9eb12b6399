#include "interfaces/http/response_writer.h"

#include "Poco/DateTimeFormat.h"
#include "Poco/DateTimeFormatter.h"
#include "Poco/Net/HTTPResponse.h"
#include "Poco/Timestamp.h"

#include "interfaces/http/security_fields.h"

namespace marquee::http {
namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

void add_field(std::string& bytes, std::string_view name, std::string_view value) {
    bytes.append(name).append(": ");
    // A value may come from stored text; a line feed in it must not start another field.
    for (const char c : value) bytes += is_control(c) ? ' ' : c;
    bytes += "\r\n";
}

std::string status_line(int status) {
    using Poco::Net::HTTPResponse;
    const auto known = static_cast<HTTPResponse::HTTPStatus>(status);
    return "HTTP/1.1 " + std::to_string(status) + " " + HTTPResponse::getReasonForStatus(known) +
           "\r\n";
}

}  // namespace

std::string response_bytes(const Response& response, const ResponseFrame& frame) {
    const bool bodiless = response.status == 204 || response.status == 304;
    std::string bytes = status_line(response.status);
    bytes.reserve(1024 + response.body.size());
    add_field(
        bytes, "Date",
        Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::HTTP_FORMAT));
    add_field(bytes, "X-Request-Id", frame.request_id);
    append_security_fields(response, frame.hsts, bytes);
    if (!bodiless) {
        if (!response.body.empty()) add_field(bytes, "Content-Type", response.content_type);
        add_field(bytes, "Content-Length", std::to_string(response.body.size()));
    }
    for (const auto& [name, value] : response.headers) add_field(bytes, name, value);
    if (frame.close) {
        add_field(bytes, "Connection", "close");
    } else if (frame.old_version) {
        add_field(bytes, "Connection", "keep-alive");
    }
    bytes += "\r\n";
    if (!bodiless && !frame.head_only) bytes += response.body;
    return bytes;
}

}  // namespace marquee::http
