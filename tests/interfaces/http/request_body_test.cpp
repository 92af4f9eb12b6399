#include "interfaces/http/request_body.h"

#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "interfaces/http/gzip.h"
#include "tests/support/binary_json.h"
#include "tests/support/route_client.h"

namespace marquee::http {
namespace {

using nlohmann::json;
using test::cbor;
using test::msgpack;

Response echo(const Request& request) {
    Response response;
    response.body = request.body;
    return response;
}

Response size_of(const Request& request) {
    Response response;
    response.body = std::to_string(request.body.size());
    return response;
}

class RequestBody : public testing::Test {
protected:
    Response send(const std::string& method, const std::string& path, const std::string& type,
                  const std::string& body, const std::string& coding = "") const {
        RouteClient::Fields fields = {{"Content-Type", type}};
        if (!coding.empty()) fields.emplace_back("Content-Encoding", coding);
        return client_.send(method, path, body, fields);
    }

    const json movie_ = {{"title", "Amélie"}, {"release_year", 2001}, {"genres", {"Comedy"}}};
    const RouteClient client_{{{"PUT", "/v1/a", Guard::open, Body::json, {}, echo},
                               {"PATCH", "/v1/a", Guard::open, Body::merge_patch, {}, echo},
                               {"GET", "/v1/a", Guard::open, Body::none, {}, echo},
                               {"PUT", "/v1/size", Guard::open, Body::json, {}, size_of},
                               {"POST", "/v1/bulk", Guard::open, Body::bulk_json, {}, size_of},
                               {"POST", "/form", Guard::open, Body::form, {}, echo}}};
};

TEST_F(RequestBody, ComesAsJsonWhateverItWas) {
    for (const char* type : {"application/msgpack", "application/x-msgpack",
                             "application/vnd.msgpack", "Application/MsgPack; x=y"}) {
        EXPECT_EQ(send("PUT", "/v1/a", type, msgpack(movie_)).body, movie_.dump()) << type;
        EXPECT_EQ(send("PATCH", "/v1/a", type, msgpack(movie_)).body, movie_.dump()) << type;
    }
    EXPECT_EQ(send("PUT", "/v1/a", "application/cbor", cbor(movie_)).body, movie_.dump());
    EXPECT_EQ(send("PATCH", "/v1/a", "application/cbor", cbor(movie_)).body, movie_.dump());
    const std::string spaced = R"( {"title" : "A"} )";
    EXPECT_EQ(send("PUT", "/v1/a", "application/json", spaced).body, spaced);
}

TEST_F(RequestBody, IsUnpacked) {
    for (const char* coding : {"gzip", "x-gzip", "GZIP"}) {
        EXPECT_EQ(send("PUT", "/v1/a", "application/json", gzipped("{}"), coding).body, "{}");
    }
    EXPECT_EQ(send("PUT", "/v1/a", "application/cbor", gzipped(cbor(movie_)), "gzip").body,
              movie_.dump());
    EXPECT_EQ(send("PUT", "/v1/a", "application/json", "{}", "identity").body, "{}");
}

TEST_F(RequestBody, MayNotBeLargerUnpacked) {
    const std::string most(1 << 20, ' ');
    EXPECT_EQ(send("PUT", "/v1/size", "application/json", gzipped(most), "gzip").body, "1048576");
    const Response refused =
        send("PUT", "/v1/size", "application/json", gzipped(most + ' '), "gzip");
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(document(refused)["code"], "payload_too_large");
    EXPECT_EQ(send("POST", "/v1/bulk", "application/json", gzipped(most + ' '), "gzip").body,
              "1048577");
    const std::string bomb = gzipped(std::string((64 << 20) + 1, '\0'));
    EXPECT_EQ(send("POST", "/v1/bulk", "application/json", bomb, "gzip").status, 413);
}

TEST_F(RequestBody, IsRefusedWhenItIsNotGzip) {
    const std::string packed = gzipped("{}");
    for (const std::string& body : {std::string("{}"), packed.substr(0, 12), packed + "x"}) {
        const Response response = send("PUT", "/v1/a", "application/json", body, "gzip");
        EXPECT_EQ(response.status, 400);
        EXPECT_NE(response.body.find("not valid gzip"), std::string::npos);
    }
    EXPECT_EQ(send("PUT", "/v1/a", "application/json", gzipped(""), "gzip").status, 400);
}

TEST_F(RequestBody, IsRefusedInOtherCodings) {
    for (const char* coding : {"deflate", "br", "zstd", "gzip, gzip", "gzip, identity", "*"}) {
        const Response response = send("PUT", "/v1/a", "application/json", gzipped("{}"), coding);
        EXPECT_EQ(response.status, 415) << coding;
        EXPECT_EQ(header(response, "Accept-Encoding"), "gzip");
        EXPECT_FALSE(has_header(response, "Accept"));
    }
}

TEST_F(RequestBody, IsRefusedInOtherTypes) {
    for (const char* type : {"application/xml", "application/cbor-seq", "application/cbor+json",
                             "application/merge-patch+cbor", "msgpack", "application/cbor; x"}) {
        EXPECT_EQ(send("PUT", "/v1/a", type, cbor(movie_)).status, 415) << type;
    }
}

TEST_F(RequestBody, IsRefusedWithTheReasonWhenItIsNotWhatItSays) {
    const Response cut = send("PUT", "/v1/a", "application/cbor", cbor(movie_).substr(0, 9));
    EXPECT_EQ(cut.status, 400);
    EXPECT_NE(cut.body.find("the body is not valid CBOR: byte 9: it ends too early"),
              std::string::npos)
        << cut.body;
    const Response text = send("PUT", "/v1/a", "application/msgpack", R"({"title": "A"})");
    EXPECT_EQ(text.status, 400);
    EXPECT_NE(text.body.find("not valid MessagePack"), std::string::npos) << text.body;
    const Response twice = send("PUT", "/v1/a", "application/cbor",
                                std::string("\xA2\x61"
                                            "a\x01\x61"
                                            "a\x02"));
    EXPECT_EQ(blamed(twice, "a"), "is given twice");
}

TEST_F(RequestBody, HasNoPlaceWhereNoneIsTaken) {
    EXPECT_EQ(send("GET", "/v1/a", "application/cbor", cbor(movie_)).status, 400);
}

TEST_F(RequestBody, MayBeAForm) {
    for (const char* type : {"application/x-www-form-urlencoded",
                             "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}) {
        const Response response = send("POST", "/form", type, "a=1&b=%20");
        EXPECT_EQ(response.status, 200) << type;
        EXPECT_EQ(response.body, "a=1&b=%20") << type;
    }
    EXPECT_EQ(client_.send("POST", "/form").status, 200);
    for (const char* type :
         {"application/json", "application/cbor", "multipart/form-data; boundary=x", "",
          "application/x-www-form-urlencoded; charset=latin1"}) {
        const Response response = send("POST", "/form", type, "a=1");
        EXPECT_EQ(response.status, 415) << type;
        EXPECT_EQ(header(response, "Accept"), "application/x-www-form-urlencoded") << type;
    }
    EXPECT_EQ(send("PUT", "/v1/a", "application/x-www-form-urlencoded", "a=1").status, 415);
}

}  // namespace
}  // namespace marquee::http
