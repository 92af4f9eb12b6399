#include "interfaces/http/head_parser.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

Head good(const std::string& bytes) {
    return std::get<Head>(parse_head(bytes));
}

int refusal_status(const std::string& bytes) {
    const auto parsed = parse_head(bytes);
    const auto* refused = std::get_if<Refused>(&parsed);
    return refused ? problem_response(*refused, "r").status : 0;
}

int refusal_with(const std::string& fields) {
    return refusal_status("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
}

int refusal_of_line(const std::string& line) {
    return refusal_status(line + "\r\nHost: a\r\n\r\n");
}

TEST(HttpHead, IsReadWhole) {
    const Head head = good(
        "POST /a%20b?c=d?e HTTP/1.1\r\nhost: a:80\r\nX-A:\t b c \r\nx-a: \xC3\xA9\r\n"
        "Content-Length: 12\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.raw_path, "/a%20b");
    EXPECT_EQ(head.raw_query, "c=d?e");
    EXPECT_EQ(head.headers.find("Host"), "a:80");
    EXPECT_EQ(head.headers.joined("X-a"), "b c, \xC3\xA9");
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.chunked);
}

TEST(HttpHead, TakesTheTargetsOfProxies) {
    EXPECT_EQ(good("GET http://h:1/a?b HTTP/1.1\r\nHost: h:1\r\n\r\n").raw_path, "/a");
    EXPECT_EQ(good("GET HTTP://h?b HTTP/1.1\r\nHost: h\r\n\r\n").raw_path, "/");
    EXPECT_EQ(good("GET HTTP://h?b HTTP/1.1\r\nHost: h\r\n\r\n").raw_query, "b");
}

TEST(HttpHead, KeepsConnectionsByVersionAndWish) {
    EXPECT_FALSE(good("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keep_alive);
    EXPECT_FALSE(good("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(good("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
}

TEST(HttpHead, EndsAtTheEmptyLine) {
    EXPECT_EQ(end_of_head("a\r\nb\r\n\r\nrest"), 8U);
    EXPECT_EQ(end_of_head("a\n\nrest"), 3U);
    EXPECT_EQ(end_of_head("a\r\nb\r\n"), std::nullopt);
    EXPECT_EQ(end_of_head("a\r\nb\r\n\r"), std::nullopt);
}

TEST(HttpHead, RefusesBadRequestLines) {
    for (const char* line :
         {"GET", "GET /", " GET / HTTP/1.1", "GET  HTTP/1.1", "G(T / HTTP/1.1", "GET / http/1.1",
          "GET / HTTP/1.10", "GET / HTTP/11", "GET /a b HTTP/1.1", "GET /\xC3\xA9 HTTP/1.1",
          "GET /a#b HTTP/1.1", "GET a HTTP/1.1", "GET * HTTP/1.1", "GET /\x01 HTTP/1.1",
          "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1"}) {
        EXPECT_EQ(refusal_of_line(line), 400) << line;
    }
    EXPECT_EQ(refusal_of_line("GET / HTTP/2.0"), 505);
    EXPECT_EQ(refusal_of_line("GET / HTTP/1.2"), 505);
    EXPECT_EQ(refusal_of_line("BREW / HTTP/1.1"), 0);
}

TEST(HttpHead, RefusesBadFields) {
    using std::string_literals::operator""s;
    for (const std::string& fields :
         {"X-A : b\r\n"s, "X-A: b\r\n c\r\n"s, " X-A: b\r\n"s, "X-A\r\n"s, ": b\r\n"s,
          "X-A: b\0c\r\n"s, "X\0A: b\r\n"s, "X-A: b\rc\r\n"s, "X-A: b\n"s, "X-A: \x7F\r\n"s,
          "X\xC3\xA9: b\r\n"s}) {
        EXPECT_EQ(refusal_with(fields), 400) << fields;
    }
}

TEST(HttpHead, RefusesDoubtsAboutTheBodysLength) {
    for (const char* fields :
         {"Content-Length: 1\r\nContent-Length: 2\r\n",
          "Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1, 1\r\n",
          "Content-Length: -1\r\n", "Content-Length: +1\r\n", "Content-Length: 0x1\r\n",
          "Content-Length:\r\n", "Content-Length: 1 2\r\n",
          "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"}) {
        EXPECT_EQ(refusal_with(fields), 400) << fields;
    }
    for (const char* fields :
         {"Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding:\r\n",
          "Transfer-Encoding: xchunked\r\n"}) {
        EXPECT_EQ(refusal_with(fields), 501) << fields;
    }
    EXPECT_EQ(refusal_status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(good("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n")
                  .content_length,
              std::numeric_limits<std::size_t>::max());
}

TEST(HttpHead, NeedsOneHost) {
    EXPECT_EQ(refusal_status("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(refusal_status("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(refusal_with("Host: b\r\n"), 400);
    EXPECT_EQ(refusal_status("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400);
    EXPECT_EQ(refusal_status("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"), 400);
}

TEST(HttpHead, HasAtMostAHundredFields) {
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "X-A: b\r\n";
    EXPECT_EQ(refusal_with(fields), 0);
    EXPECT_EQ(refusal_with(fields + "X-A: b\r\n"), 431);
}

TEST(HttpHead, KnowsOneExpectation) {
    EXPECT_EQ(refusal_with("Expect: tea\r\n"), 417);
    EXPECT_EQ(refusal_with("Expect: 100-Continue\r\n"), 0);
}

}  // namespace
}  // namespace marquee::http
