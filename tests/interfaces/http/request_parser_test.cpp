#include "interfaces/http/request_parser.h"

#include <vector>

#include "gtest/gtest.h"

#include "interfaces/http/input_buffer.h"
#include "tests/fuzz/parsed_requests.h"

namespace marquee::http {
namespace {

using marquee::fuzz::parsed_in_parts;
using marquee::fuzz::parsed_whole;
using std::string_literals::operator""s;

const std::string kChunked = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// What comes of bytes, whole or in pieces.
struct Case {
    std::string bytes;
    std::string outcome;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> all = {
        {"", "waits"},
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / []; waits"},
        {"\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
         "GET /a []; GET /b []; waits"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.0\r\n\r\nGET",
         "POST /a [hello]; GET /b []; waits"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nx", "POST /a []; waits"},
        {kChunked + "3\r\nabc\r\n10;a=b\r\n0123456789abcdef\r\n0\r\n\r\n" +
             "GET /d HTTP/1.0\r\n\r\n",
         "POST /c [abc0123456789abcdef]; GET /d []; waits"},
        {kChunked + "0\r\nX-Sum: 1\r\nY: z\r\n\r\nG", "POST /c []; waits"},
        {kChunked + "1 \r\nx\r\n0 ;y\r\n\r\n", "POST /c [x]; waits"},
        {kChunked + "000000000000000000001\r\nx\r\n00\r\n\r\n", "POST /c [x]; waits"},
        {kChunked + "1\nx\r\n0\r\n\r\n", "400"},
        {kChunked + "1\r\nx\n0\r\n\r\n", "400"},
        {kChunked + "1\r\nx\r\n0\r\n\n", "400"},
        {kChunked + "1\r\nxy\r\n0\r\n\r\n", "400"},
        {kChunked + " 1\r\nx\r\n0\r\n\r\n", "400"},
        {kChunked + "0x1\r\nx\r\n0\r\n\r\n", "400"},
        {kChunked + "+1\r\nx\r\n0\r\n\r\n", "400"},
        {kChunked + "1;a\0b\r\nx\r\n0\r\n\r\n"s, "400"},
        {kChunked + "1;a\rb\r\nx\r\n0\r\n\r\n", "400"},
        {kChunked + "fffffffffffffffff\r\n", "413"},
        {kChunked + "65\r\n", "413"},
        {kChunked + "1;" + std::string(5000, 'a') + "\r\n", "400"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", "413"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         "400"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400"},
        {"GET / HTTP/1.1\nHost: a\n\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\r\n X: b\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\0\r\n\r\n"s, "400"},
        {"GET / HTTP/1.0\r\n\r\nnonsense\r\n\r\n", "GET / []; 400"},
        {"GET /" + std::string(kRequestLineLimit, 'a') + " HTTP/1.0\r\n\r\n", "414"},
        {"GET / HTTP/1.0\r\nX: " + std::string(kHeadLimit, 'a') + "\r\n\r\n", "431"},
    };
    return all;
}

TEST(RequestParser, TakesRequestsOutOfBytesOneAfterAnother) {
    for (const Case& one : cases()) EXPECT_EQ(parsed_whole(one.bytes), one.outcome) << one.bytes;
}

TEST(RequestParser, DoesNotMindWhereTheBytesAreCut) {
    for (const Case& one : cases()) {
        if (one.bytes.size() > 4096) continue;
        for (std::size_t at = 0; at <= one.bytes.size(); ++at) {
            EXPECT_EQ(parsed_in_parts(one.bytes, {at}), one.outcome) << at << " in " << one.bytes;
        }
    }
}

TEST(RequestParser, TakesOneByteAfterAnother) {
    for (const Case& one : cases()) {
        std::vector<std::size_t> everywhere;
        for (std::size_t at = 0; at < one.bytes.size(); ++at) everywhere.push_back(at);
        EXPECT_EQ(parsed_in_parts(one.bytes, everywhere), one.outcome) << one.bytes;
    }
}

TEST(RequestParser, HoldsNoMemoryBetweenRequests) {
    InputBuffer input;
    input.append(std::string(10'000, 'x'));
    input.drop(9'999);
    EXPECT_EQ(input.view(), "x");
    input.append("y");
    EXPECT_EQ(input.view(), "xy");
    input.drop(2);
    EXPECT_TRUE(input.empty());
}

}  // namespace
}  // namespace marquee::http
