#include "interfaces/http/negotiation.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "interfaces/http/request.h"

namespace marquee::http {
namespace {

Wanted by_accept(const std::string& accept) {
    Headers headers;
    headers.add("Accept", accept);
    return wanted(headers);
}

Wanted by_encoding(const std::string& encoding) {
    Headers headers;
    headers.add("Accept-Encoding", encoding);
    return wanted(headers);
}

TEST(Negotiation, IsJsonWithoutCodingForWhoeverDoesNotCare) {
    const Wanted nothing_said = wanted({});
    EXPECT_EQ(nothing_said.form, Form::json);
    EXPECT_TRUE(nothing_said.takes_form(Form::cbor));
    EXPECT_FALSE(nothing_said.takes_gzip);
    EXPECT_TRUE(nothing_said.takes_identity);
}

TEST(Negotiation, ChoosesTheFormLikedBest) {
    struct Case {
        const char* accept;
        const char* type;
    };
    const std::vector<Case> cases = {
        {"*/*", "application/json"},
        {"*", "application/json"},
        {"application/*", "application/json"},
        {"application/json", "application/json"},
        {"APPLICATION/CBOR", "application/cbor"},
        {"application/msgpack", "application/msgpack"},
        {"application/x-msgpack", "application/x-msgpack"},
        {"application/vnd.msgpack", "application/vnd.msgpack"},
        {"application/json; charset=utf-8", "application/json"},
        {"text/html, application/xhtml+xml;q=0.9, */*;q=0.8", "application/json"},
        {"application/json, text/plain, */*", "application/json"},
        // By weight.
        {"application/json;q=0.5, application/cbor", "application/cbor"},
        {"application/json;q=0.5, application/cbor;q=0.4", "application/json"},
        {"application/cbor;q=0.001, text/html", "application/cbor"},
        {"application/json;q=0.9, application/*;q=1", "application/msgpack"},
        // What is named goes before what a wildcard happens to take.
        {"application/cbor, */*", "application/cbor"},
        {"*/*, application/cbor", "application/cbor"},
        {"application/cbor, application/*", "application/cbor"},
        // Otherwise JSON goes before MessagePack, and that before CBOR.
        {"application/cbor, application/msgpack, application/json", "application/json"},
        {"application/cbor, application/msgpack", "application/msgpack"},
        // The range that names a type most exactly decides, wherever it stands.
        {"application/json;q=0, */*", "application/msgpack"},
        {"*/*, application/json;q=0", "application/msgpack"},
        {"*/*;q=0, application/cbor", "application/cbor"},
        {"application/*;q=0, */*, application/cbor;q=0.1", "application/cbor"},
        // Parameters, quotes and spaces.
        {"application/cbor;profile=\"a, b;q=0\" ; q=1", "application/cbor"},
        {"text/plain;x=\"\\\", application/cbor\", application/json", "application/json"},
        {"application/cbor ; Q=1.000 ,", "application/cbor"},
        // What is malformed does not count.
        {"", "application/json"},
        {",", "application/json"},
        {"nonsense", "application/json"},
        {"application/cbor;q=2", "application/json"},
        {"application/cbor;q=0.1234", "application/json"},
        {"application/cbor;q=1.001", "application/json"},
        {"application/cbor;q=", "application/json"},
        {"application/cbor;q=.5", "application/json"},
        {"application/cbor;q=-1", "application/json"},
        {"application/cbor;q", "application/json"},
        {"a b/c", "application/json"},
        {"application/json;q=x, application/cbor;q=0.1", "application/cbor"},
    };
    for (const auto& [accept, type] : cases) {
        const Wanted result = by_accept(accept);
        ASSERT_TRUE(result.form) << accept;
        EXPECT_EQ(result.media_type, type) << accept;
        EXPECT_EQ(result.form, form_named(result.media_type)) << accept;
    }
}

TEST(Negotiation, KnowsWhenNothingOfOursIsTaken) {
    for (const char* accept : {"text/html", "text/*", "application/json;q=0", "*/*;q=0",
                               "application/*;q=0.000", "application/xml, application/problem+json",
                               "application/jsonx", "*/json", "text/*, application/json;q=0"}) {
        EXPECT_EQ(by_accept(accept).form, std::nullopt) << accept;
        EXPECT_FALSE(by_accept(accept).takes_form(Form::json)) << accept;
    }
}

TEST(Negotiation, KnowsAllThatIsTaken) {
    const Wanted result = by_accept("application/cbor, application/json;q=0.1");
    EXPECT_TRUE(result.takes_form(Form::cbor));
    EXPECT_TRUE(result.takes_form(Form::json));
    EXPECT_FALSE(result.takes_form(Form::msgpack));
}

TEST(Negotiation, JoinsSeveralFields) {
    Headers headers;
    headers.add("Accept", "application/json;q=0.1");
    headers.add("accept", "application/cbor");
    EXPECT_EQ(wanted(headers).form, Form::cbor);
}

TEST(Negotiation, ChoosesTheCoding) {
    struct Case {
        const char* encoding;
        bool takes_gzip;
        bool prefers_gzip;
        bool takes_identity;
    };
    const std::vector<Case> cases = {
        {"", false, false, true},
        {"gzip", true, true, true},
        {"x-gzip", true, true, true},
        {"GZip", true, true, true},
        {"gzip, deflate, br, zstd", true, true, true},
        {"gzip;q=0.2", true, true, true},
        {"gzip;q=0", false, false, true},
        {"deflate, br", false, false, true},
        {"*", true, true, true},
        {"*;q=0.5", true, true, true},
        {"*;q=0", false, false, false},
        {"gzip;q=0, *", false, false, true},
        {"gzip, *;q=0", true, true, false},
        {"identity", false, false, true},
        {"identity, gzip;q=0.5", true, false, true},
        {"identity;q=0.5, gzip;q=0.5", true, true, true},
        {"identity;q=0.5, gzip;q=0.6", true, true, true},
        {"identity;q=0", false, false, false},
        {"identity;q=0, gzip", true, true, false},
        {"identity;q=0, *", true, true, false},
        {"identity, *;q=0", false, false, true},
        {"gzip;q=nonsense", false, false, true},
        {"gzipx", false, false, true},
    };
    for (const auto& one : cases) {
        const Wanted result = by_encoding(one.encoding);
        EXPECT_EQ(result.takes_gzip, one.takes_gzip) << one.encoding;
        EXPECT_EQ(result.prefers_gzip, one.prefers_gzip) << one.encoding;
        EXPECT_EQ(result.takes_identity, one.takes_identity) << one.encoding;
    }
}

}  // namespace
}  // namespace marquee::http
