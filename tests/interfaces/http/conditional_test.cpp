#include "interfaces/http/conditional.h"

#include "gtest/gtest.h"

#include "domain/shared/error.h"

namespace marquee::http {
namespace {

Request request_with(const std::string& name, const std::string& value) {
    Request request;
    request.method = "GET";
    request.headers.add(name, value);
    return request;
}

Response tagged(const std::string& etag) {
    Response response;
    response.body = "{}";
    response.with("ETag", etag).with("Vary", "Accept").with("X-Other", "1");
    return response;
}

using Revisions = std::optional<std::vector<Revision>>;

Revisions if_match(const std::string& value) {
    return precondition_of(request_with("If-Match", value)).revisions;
}

TEST(EntityTag, IsTheRevisionInHexadecimal) {
    EXPECT_EQ(etag_of(Revision{31}), "\"1f\"");
}

TEST(EntityTag, TellsBodiesOfOneRevisionApart) {
    EXPECT_EQ(etag_of(31, "a"), etag_of(31, "a"));
    EXPECT_NE(etag_of(31, "a"), etag_of(31, "b"));
    EXPECT_NE(etag_of(31, "a"), etag_of(32, "a"));
    EXPECT_EQ(etag_of(31, "a").substr(0, 4), "\"1f.");
    EXPECT_EQ(etag_of(31, "a").size(), 21U);
}

TEST(EntityTag, OfABodyAloneIsNoRevision) {
    EXPECT_EQ(if_match(etag_of("body")), Revisions(std::in_place));
}

TEST(PreconditionFields, AreNoPreconditionWhenAbsent) {
    EXPECT_FALSE(precondition_of({}).any());
}

TEST(PreconditionFields, TakeTheRevisionFromEitherKindOfTag) {
    EXPECT_EQ(if_match(etag_of(Revision{31})), Revisions(std::vector<Revision>{31}));
    EXPECT_EQ(if_match(etag_of(31, "body")), Revisions(std::vector<Revision>{31}));
    EXPECT_EQ(if_match("\"1f\" , \"20.00\""), Revisions(std::vector<Revision>{31, 32}));
}

TEST(PreconditionFields, TakeTheRevisionFromTheTagOfAnyRepresentation) {
    for (const char* tag : {"\"1f-cbor\"", "\"1f-msgpack\"", "\"1f-gzip\"", "\"1f-cbor-gzip\"",
                            "\"1f.0123456789abcdef-msgpack-gzip\""}) {
        EXPECT_EQ(if_match(tag), Revisions(std::vector<Revision>{31})) << tag;
    }
}

TEST(PreconditionFields, NeverMatchTagsThatAreWeakOrNotOurs) {
    for (const char* tag :
         {"W/\"1f-gzip\"", "\"1f-xml\"", "\"1f-gzip-cbor\"", "\"-gzip\"", "W/\"1f\"", "\"\"",
          "\"1F\"", "\"01f\"", "\"hello\"", "\"1f,2\"", "\"99999999999999999\"", "\"1 f\""}) {
        EXPECT_EQ(if_match(tag), Revisions(std::in_place)) << tag;
    }
}

TEST(PreconditionFields, UnderstandTheStar) {
    EXPECT_EQ(precondition_of(request_with("If-Match", "*")).existence,
              Precondition::Existence::must_exist);
    EXPECT_EQ(precondition_of(request_with("If-None-Match", " * ")).existence,
              Precondition::Existence::must_not_exist);
}

TEST(PreconditionFields, RefuseWhatIsMalformedOrNotSupported) {
    for (const char* bad : {"1f", "\"1f", "\"1f\" \"20\"", "\"1f\",", "", "*, \"1f\""}) {
        EXPECT_THROW(if_match(bad), Error) << bad;
    }
    EXPECT_THROW(precondition_of(request_with("If-None-Match", "\"1f\"")), Error);
    Request both = request_with("If-Match", "*");
    both.headers.add("If-None-Match", "*");
    EXPECT_THROW(precondition_of(both), Error);
}

TEST(NotModified, AnswersAMatchingTagWithoutBody) {
    for (const char* match : {"\"1f\"", "W/\"1f\"", "\"a\", \"1f\"", "*"}) {
        const Response response =
            not_modified_or(request_with("If-None-Match", match), tagged("\"1f\""));
        EXPECT_EQ(response.status, 304) << match;
        EXPECT_EQ(response.body, "");
        const std::vector<std::pair<std::string, std::string>> kept = {{"ETag", "\"1f\""},
                                                                       {"Vary", "Accept"}};
        EXPECT_EQ(response.headers, kept);
    }
}

TEST(NotModified, KnowsTheRepresentationsThatTheRequestTakes) {
    struct Case {
        const char* accept;
        const char* encoding;
        const char* tag;
        bool known;
    };
    const std::vector<Case> cases = {
        {"*/*", "gzip", "\"1f\"", true},
        {"*/*", "gzip", "\"1f-gzip\"", true},
        {"*/*", "gzip", "\"1f-cbor\"", true},
        {"*/*", "gzip", "\"1f-cbor-gzip\"", true},
        {"application/cbor", "gzip", "\"1f-cbor\"", true},
        {"application/cbor", "gzip", "\"1f-cbor-gzip\"", true},
        {"application/cbor", "gzip", "\"1f\"", false},
        {"application/cbor", "gzip", "\"1f-msgpack\"", false},
        {"application/cbor, application/json;q=0.1", "gzip", "\"1f\"", true},
        {"application/json", "gzip", "\"1f-cbor\"", false},
        {"application/json", "identity", "\"1f-gzip\"", false},
        {"application/json", "identity", "\"1f\"", true},
        {"application/json", "gzip, identity;q=0", "\"1f\"", false},
        {"application/json", "gzip, identity;q=0", "\"1f-gzip\"", true},
        {"*/*", "gzip", "\"1e-gzip\"", false},
    };
    for (const auto& one : cases) {
        Request request = request_with("If-None-Match", one.tag);
        request.headers.add("Accept", one.accept);
        request.headers.add("Accept-Encoding", one.encoding);
        const Response response = not_modified_or(request, tagged("\"1f\""));
        EXPECT_EQ(response.status, one.known ? 304 : 200)
            << one.accept << " " << one.encoding << " " << one.tag;
        EXPECT_EQ(response.headers[0].second, one.known ? one.tag : "\"1f\"");
    }
}

TEST(NotModified, DoesNotAskForFormsOfWhatHasOnlyOne) {
    Request request = request_with("If-None-Match", "\"1f\"");
    request.headers.add("Accept", "text/html");
    Response page = tagged("\"1f\"");
    page.content_type = "text/html";
    EXPECT_EQ(not_modified_or(request, page).status, 304);
}

TEST(NotModified, LeavesOtherAnswersAlone) {
    EXPECT_EQ(not_modified_or({}, tagged("\"1f\"")).status, 200);
    for (const char* other : {"\"1e\"", "1f", "\"1f"}) {
        const Response response =
            not_modified_or(request_with("If-None-Match", other), tagged("\"1f\""));
        EXPECT_EQ(response.status, 200) << other;
        EXPECT_EQ(response.body, "{}");
    }
    EXPECT_EQ(not_modified_or(request_with("If-None-Match", "*"), {}).status, 200);
    Response created = tagged("\"1f\"");
    created.status = 201;
    EXPECT_EQ(not_modified_or(request_with("If-None-Match", "*"), created).status, 201);
    Request write = request_with("If-None-Match", "*");
    write.method = "PUT";
    EXPECT_EQ(not_modified_or(write, tagged("\"1f\"")).status, 200);
}

}  // namespace
}  // namespace marquee::http
