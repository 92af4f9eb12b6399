#include "tests/fuzz/parsed_requests.h"

#include <stdexcept>

#include "interfaces/http/input_buffer.h"
#include "interfaces/http/request_parser.h"

namespace marquee::fuzz {
namespace {

using http::RequestParser;

constexpr std::size_t kBodyLimit = 100;

void require(bool condition, const char* what) {
    if (!condition) throw std::logic_error(what);
}

/// What would let two servers understand a request differently, or start a line of its own.
void check(const http::Head& head, const std::string& body) {
    constexpr std::string_view kEnds("\r\n\0", 3);
    for (const auto& [name, value] : head.headers.all()) {
        require(!name.empty() && name.find_first_of(" \t:\r\n") == name.npos, "a field's name");
        require(value.find_first_of(kEnds) == value.npos, "a field's value");
    }
    require(head.raw_path.find_first_of(" \t\r\n") == head.raw_path.npos, "a path");
    require(head.headers.count("Content-Length") <= 1, "two lengths");
    require(head.chunked == (head.headers.count("Transfer-Encoding") == 1), "a coding");
    require(!head.chunked || head.headers.count("Content-Length") == 0, "a coding and a length");
    require(head.chunked || body.size() == head.content_length, "a body that is not so long");
    require(body.size() <= kBodyLimit, "a body over its limit");
}

/// The outcome of everything up to the point where more is needed; false when it was refused.
bool take(RequestParser& parser, http::InputBuffer& input, std::string& outcome) {
    for (;;) {
        switch (parser.advance(input)) {
            case RequestParser::Progress::needs_more:
                return true;
            case RequestParser::Progress::head:
                parser.expect_body(kBodyLimit);
                break;
            case RequestParser::Progress::whole:
                check(parser.head(), parser.body());
                outcome += parser.head().method + " " + parser.head().raw_path + " [" +
                           parser.body() + "]; ";
                parser.begin_next();
                break;
            case RequestParser::Progress::refused:
                outcome += std::to_string(problem_response(parser.refusal(), "r").status);
                return false;
        }
    }
}

}  // namespace

std::string parsed_in_parts(std::string_view bytes, const std::vector<std::size_t>& cuts) {
    RequestParser parser;
    http::InputBuffer input;
    std::string outcome;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : bytes.size();
        input.append(bytes.substr(start, end - start));
        start = end;
        if (!take(parser, input, outcome)) return outcome;
    }
    return outcome + "waits";
}

std::string parsed_whole(std::string_view bytes) {
    return parsed_in_parts(bytes, {});
}

}  // namespace marquee::fuzz
