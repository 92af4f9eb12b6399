#include "interfaces/http/body_reader.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::size_t kLineLimit = 4096;
constexpr int kTrailerLimit = 20;

Refused malformed(std::string detail) {
    return {Refusal::malformed_request, std::move(detail)};
}

}  // namespace

Refused BodyReader::too_large(std::size_t limit) {
    return {Refusal::payload_too_large,
            "a body may have at most " + std::to_string(limit) + " bytes here"};
}

std::optional<Refused> BodyReader::read_sized(std::size_t length, std::string& body) {
    if (length > limit_) return too_large(limit_);
    return read_exactly(length, body);
}

std::optional<Refused> BodyReader::read_chunked(std::string& body) {
    for (;;) {
        std::size_t size = 0;
        if (auto refused = read_chunk_size(size)) return refused;
        if (size == 0) return read_trailers();
        if (size > limit_ - body.size()) return too_large(limit_);
        if (auto refused = read_exactly(size, body)) return refused;
        std::string end;
        if (auto refused = read_line(end)) return refused;
        if (!end.empty()) return malformed("a chunk is longer than its size says");
    }
}

std::optional<Refused> BodyReader::read_exactly(std::size_t length, std::string& body) {
    while (length > 0) {
        if (connection_.buffered().empty()) {
            if (auto refused = receive()) return refused;
        }
        const std::string_view part = connection_.buffered().substr(0, length);
        body += part;
        length -= part.size();
        connection_.take(part.size());
    }
    return std::nullopt;
}

std::optional<Refused> BodyReader::read_line(std::string& line) {
    for (;;) {
        const std::string_view bytes = connection_.buffered();
        const std::size_t end = bytes.find('\n');
        if (std::min(end, bytes.size()) > kLineLimit) {
            return malformed("a line of the chunked body is too long");
        }
        if (end != std::string_view::npos) {
            if (end == 0 || bytes[end - 1] != '\r') {
                return malformed("a line of the chunked body does not end in CR LF");
            }
            line = bytes.substr(0, end - 1);
            connection_.take(end + 1);
            return std::nullopt;
        }
        if (auto refused = receive()) return refused;
    }
}

std::optional<Refused> BodyReader::read_chunk_size(std::size_t& size) {
    std::string line;
    if (auto refused = read_line(line)) return refused;
    const std::string_view digits =
        trimmed(std::string_view(line).substr(0, std::min(line.find(';'), line.size())));
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, size, 16);
    if (error == std::errc::result_out_of_range) return too_large(limit_);
    if (error != std::errc() || stop != end) return malformed("a chunk has no proper size");
    return std::nullopt;
}

std::optional<Refused> BodyReader::read_trailers() {
    std::string line;
    for (int count = 0; count <= kTrailerLimit; ++count) {
        if (auto refused = read_line(line)) return refused;
        if (line.empty()) return std::nullopt;
    }
    return malformed("the chunked body has too many trailers");
}

std::optional<Refused> BodyReader::receive() {
    switch (connection_.receive(deadline_)) {
        case Connection::Input::arrived:
            return std::nullopt;
        case Connection::Input::ended:
            return malformed("the body ended before it was complete");
        case Connection::Input::late:
            return Refused{Refusal::request_timeout, "the body did not arrive in time"};
    }
    return std::nullopt;
}

}  // namespace marquee::http
