#include "interfaces/http/body_decoder.h"

#include <algorithm>
#include <charconv>

#include "interfaces/http/field_value.h"
#include "interfaces/http/head_parser.h"

namespace marquee::http {
namespace {

constexpr std::size_t kLineLimit = 4096;
constexpr int kTrailerLimit = 20;

Refused malformed(std::string detail) {
    return {Refusal::malformed_request, std::move(detail)};
}

}  // namespace

Refused BodyDecoder::too_large(std::size_t limit) {
    return {Refusal::payload_too_large,
            "a body may have at most " + std::to_string(limit) + " bytes here"};
}

BodyDecoder::BodyDecoder(const Head& head, std::size_t limit) : limit_(limit) {
    if (head.chunked) {
        state_ = State::chunk_size;
    } else if (head.content_length > limit) {
        refuse(too_large(limit));
    } else if (head.content_length > 0) {
        state_ = State::sized;
        left_ = head.content_length;
    }
}

std::size_t BodyDecoder::take(std::string_view bytes) {
    std::size_t taken = 0;
    while (!complete() && !refused_ && taken < bytes.size()) {
        const std::size_t more = step(bytes.substr(taken));
        if (more == 0) break;
        taken += more;
    }
    return taken;
}

std::size_t BodyDecoder::step(std::string_view bytes) {
    switch (state_) {
        case State::sized:
            return take_data(bytes, State::complete);
        case State::chunk_size:
            return take_chunk_size(bytes);
        case State::chunk:
            return take_data(bytes, State::chunk_end);
        case State::chunk_end:
            return take_chunk_end(bytes);
        case State::trailers:
            return take_trailer(bytes);
        case State::complete:
            return 0;
    }
    return 0;
}

std::size_t BodyDecoder::take_data(std::string_view bytes, State next) {
    const std::string_view part = bytes.substr(0, left_);
    body_ += part;
    left_ -= part.size();
    if (left_ == 0) state_ = next;
    return part.size();
}

std::size_t BodyDecoder::take_chunk_size(std::string_view bytes) {
    const auto line = whole_line(bytes);
    if (!line) return 0;
    const std::string_view digits = line->substr(0, std::min(line->find(';'), line->size()));
    const std::size_t length = std::min(digits.find_last_not_of(" \t") + 1, digits.size());
    const char* end = digits.data() + length;
    const auto [stop, error] = std::from_chars(digits.data(), end, left_, 16);
    if (error == std::errc::result_out_of_range) {
        refuse(too_large(limit_));
    } else if (error != std::errc() || stop != end) {
        refuse(malformed("a chunk has no proper size"));
    } else if (left_ > limit_ - body_.size()) {
        refuse(too_large(limit_));
    } else {
        state_ = left_ == 0 ? State::trailers : State::chunk;
    }
    return line->size() + 2;
}

std::size_t BodyDecoder::take_chunk_end(std::string_view bytes) {
    constexpr std::string_view kEnd = "\r\n";
    if (!kEnd.starts_with(bytes.substr(0, kEnd.size()))) {
        refuse(malformed("a chunk is longer than its size says"));
    }
    if (refused_ || bytes.size() < kEnd.size()) return 0;
    state_ = State::chunk_size;
    return kEnd.size();
}

std::size_t BodyDecoder::take_trailer(std::string_view bytes) {
    const auto line = whole_line(bytes);
    if (!line) return 0;
    if (line->empty()) {
        state_ = State::complete;
    } else if (++trailers_ > kTrailerLimit) {
        refuse(malformed("the chunked body has too many trailers"));
    }
    return line->size() + 2;
}

/// The line at the start of `bytes`, without its end; nothing when there is none, and none to come.
std::optional<std::string_view> BodyDecoder::whole_line(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    if (std::min(end, bytes.size()) > kLineLimit) {
        refuse(malformed("a line of the chunked body is too long"));
    } else if (end != std::string_view::npos && (end == 0 || bytes[end - 1] != '\r')) {
        refuse(malformed("a line of the chunked body does not end in CR LF"));
    } else if (end != std::string_view::npos) {
        const std::string_view line = bytes.substr(0, end - 1);
        if (std::none_of(line.begin(), line.end(), is_control)) return line;
        refuse(malformed("a line of the chunked body has a control character"));
    }
    return std::nullopt;
}

}  // namespace marquee::http
