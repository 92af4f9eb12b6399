#include "interfaces/http/request_identity.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

Headers with(const std::string& name, const std::string& value) {
    Headers headers;
    headers.add(name, value);
    return headers;
}

TEST(RequestIdentity, TakesASaneRequestId) {
    const std::string longest(128, 'a');
    EXPECT_EQ(given_request_id(with("x-request-id", "Az09._-")), "Az09._-");
    EXPECT_EQ(given_request_id(with("X-Request-Id", longest)), longest);
    for (const std::string& bad : {std::string(), longest + "a", std::string("a b"),
                                   std::string("a\"b"), std::string("\xC3\xA9")}) {
        EXPECT_EQ(given_request_id(with("X-Request-Id", bad)), std::nullopt) << bad;
    }
    EXPECT_EQ(given_request_id({}), std::nullopt);
}

TEST(RequestIdentity, TakesAWellFormedTraceParent) {
    const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EXPECT_EQ(trace_parent_of(with("Traceparent", good)), good);
    for (const char* bad : {"", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                            "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x"}) {
        EXPECT_EQ(trace_parent_of(with("traceparent", bad)), "") << bad;
    }
    Headers twice = with("traceparent", good);
    twice.add("traceparent", good);
    EXPECT_EQ(trace_parent_of(twice), "");
}

}  // namespace
}  // namespace marquee::http
