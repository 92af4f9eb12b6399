#include "interfaces/http/request_parser.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "interfaces/http/input_buffer.h"

namespace marquee::http {
namespace {

/// Why `head`, as much of it as is there, is too large, or nothing.
std::optional<Refused> size_refusal(std::string_view head) {
    if (head.size() >= kRequestLineLimit &&
        head.substr(0, kRequestLineLimit).find('\n') == std::string_view::npos) {
        return Refused{Refusal::uri_too_long, "a request line may have at most " +
                                                  std::to_string(kRequestLineLimit) + " bytes"};
    }
    if (head.size() > kHeadLimit) {
        return Refused{Refusal::header_fields_too_large,
                       "a header may have at most " + std::to_string(kHeadLimit) + " bytes"};
    }
    return std::nullopt;
}

}  // namespace

RequestParser::Progress RequestParser::advance(InputBuffer& input) {
    if (refused_) return Progress::refused;
    switch (stage_) {
        case Stage::head:
            return advance_head(input);
        case Stage::body:
            return advance_body(input);
    }
    return Progress::refused;
}

RequestParser::Progress RequestParser::advance_head(InputBuffer& input) {
    // Empty lines before a request are remains of the one before it (RFC 9112, 2.2).
    while (searched_ == 0 && input.view().starts_with("\r\n")) input.drop(2);
    const std::string_view bytes = input.view();
    const auto end = end_of_head(bytes, searched_);
    // The end may be cut within its four bytes.
    searched_ = bytes.size() - std::min<std::size_t>(bytes.size(), 3);
    if (auto refused = size_refusal(bytes.substr(0, end.value_or(bytes.size())))) {
        return refuse(*std::move(refused));
    }
    if (!end) return Progress::needs_more;
    auto parsed = parse_head(bytes.substr(0, *end));
    input.drop(*end);
    if (auto* refused = std::get_if<Refused>(&parsed)) return refuse(std::move(*refused));
    head_ = std::move(std::get<Head>(parsed));
    return Progress::head;
}

void RequestParser::expect_body(std::size_t limit) {
    stage_ = Stage::body;
    decoder_ = BodyDecoder(head_, limit);
}

RequestParser::Progress RequestParser::advance_body(InputBuffer& input) {
    input.drop(decoder_.take(input.view()));
    if (decoder_.refused()) return refuse(*decoder_.refused());
    return decoder_.complete() ? Progress::whole : Progress::needs_more;
}

RequestParser::Progress RequestParser::refuse(Refused why) {
    refused_ = std::move(why);
    return Progress::refused;
}

}  // namespace marquee::http
